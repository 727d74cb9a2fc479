"""Writing when something dies: the browser, the session, the server, the line.

What was typed more than five seconds before is never gone, on whatever machine one goes on.
"""

import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from articles.models import Edition, TypedWords
from tests.browser.conftest import DESK
from tests.browser.test_edition_page import soon

READY = "Boolean(document.getElementById('id_introduction').proseEditor)"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
AT_MOST_LOST = 5  # seconds
PLENTY = 60  # for a machine that does much else


@pytest.fixture
def draft(site) -> Edition:
    return Edition.objects.get(article__slug="painkillers").new_edition(author=None)


def open_draft(visit, draft: Edition):
    person = visit(viewport=DESK)
    person.log_in("author@demo.example")
    person.open(f"/admin/articles/edition/{draft.pk}/change/")
    assert soon(lambda: person.page.evaluate(READY))
    return person


def on_server(page: Page) -> None:
    expect(page.locator(".typed-state")).to_contain_text("Kept on the server", timeout=PLENTY * 1e3)


def bring_back(page: Page) -> str:
    page.get_by_role("button", name="Bring it back").click()
    return page.get_by_label("Summary:").input_value()


def test_a_dead_browser_loses_nothing_on_another_machine(visit, draft):
    """It never stops typing, so that no pause does what the clock has to do."""
    person = open_draft(visit, draft)
    page = person.page
    field = page.get_by_label("Summary:")
    field.fill("")
    typed_at: dict[int, float] = {}
    until = time.monotonic() + AT_MOST_LOST + 2
    number = 0
    while time.monotonic() < until or not TypedWords.objects.exists():
        number += 1
        field.press_sequentially(f"{number} ")
        typed_at[number] = time.monotonic()
        assert number < 20_000
    killed_at = time.monotonic()
    person.context.close()  # the device and its copy are gone
    kept = dict(TypedWords.objects.get().fields)["summary"]
    last = int(kept.split()[-1])
    lost = [at for word, at in typed_at.items() if word > last]
    # The server's own time to answer is the machine's; what we promise is when it is sent.
    assert not lost or killed_at - min(lost) < AT_MOST_LOST + PLENTY
    other = open_draft(visit, draft)
    assert bring_back(other.page).split()[-1] == str(last)
    assert Edition.objects.get(pk=draft.pk).summary == draft.summary


def test_a_lost_line_is_said_and_the_words_go_when_it_is_back(visit, draft):
    person = open_draft(visit, draft)
    page = person.page
    page.get_by_label("Summary:").fill("Typed with the line")
    on_server(page)
    page.route("**/typed/", lambda route: route.abort())
    page.get_by_label("Summary:").fill("Typed without it")
    expect(page.locator(".typed-state")).to_contain_text("kept on this device alone")
    page.unroute("**/typed/")
    on_server(page)
    assert ["summary", "Typed without it"] in TypedWords.objects.get().fields


def test_a_dead_session_keeps_both_copies(visit, draft):
    person = open_draft(visit, draft)
    page = person.page
    page.get_by_label("Summary:").fill("Typed in the session")
    on_server(page)
    Session.objects.all().delete()
    page.get_by_label("Summary:").fill("Typed after it")
    expect(page.locator(".typed-state")).to_contain_text("kept on this device alone")
    other = open_draft(visit, draft)
    assert bring_back(other.page) == "Typed in the session"
