"""Writing when something dies: the browser, the session, the server, the line.

What was typed more than five seconds before is never gone, on whatever machine one goes on.
"""

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


# The line and the server as the page knows them: what it sends, and an answer or none.
LINE = """
    window.line = {isUp: true, sent: ""};
    const real = window.fetch;
    window.fetch = async (address, asked) => {
        if (!String(address).includes("/typed/")) return real(address, asked);
        if (!window.line.isUp) throw new TypeError("no line");
        window.line.sent = asked.body.get("summary");
        return Response.json({at: "12:00:00", others: []});
    };
"""
ON_DEVICE = """() => {
    const key = Object.keys(localStorage).find((each) => each.startsWith("edition-typed"));
    const {fields} = JSON.parse(localStorage.getItem(key));
    return Object.fromEntries(fields).summary;
}"""


def last_number(words: str) -> int:
    return int((words.split() or ["0"])[-1])


def test_whoever_never_pauses_lacks_at_most_the_last_seconds_on_the_server_and_the_device(
    visit, draft
):
    """By the page's own clock, which stands still while the machine is busy."""
    person = visit(viewport=DESK)
    page = person.page
    page.clock.install()
    page.add_init_script(LINE)
    person.log_in("author@demo.example")
    person.open(f"/admin/articles/edition/{draft.pk}/change/")
    assert soon(lambda: page.evaluate(READY))
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    field = page.get_by_label("Summary:")
    field.fill("")
    half_seconds = 0

    def type_for(seconds: int) -> None:
        nonlocal half_seconds
        for _ in range(2 * seconds):
            half_seconds += 1
            field.press_sequentially(f"{half_seconds} ")
            page.clock.run_for(500)
            if page.evaluate("window.line.isUp"):
                sent = last_number(page.evaluate("window.line.sent"))
                assert (half_seconds - sent) / 2 < AT_MOST_LOST
            kept = last_number(page.evaluate(ON_DEVICE))
            assert (half_seconds - kept) / 2 <= 1

    type_for(7)
    sent = page.evaluate("window.line.sent")
    page.evaluate("window.line.isUp = false")
    type_for(7)  # the server is dead, or the line is: the device has it
    assert page.evaluate("window.line.sent") == sent
    expect(page.locator(".typed-state")).to_contain_text("kept on this device alone")
    page.evaluate("window.line.isUp = true")
    page.clock.run_for(AT_MOST_LOST * 1000)  # without another key
    assert last_number(page.evaluate("window.line.sent")) == half_seconds


def test_a_dead_browser_loses_nothing_on_another_machine(visit, draft):
    person = open_draft(visit, draft)
    person.page.get_by_label("Summary:").fill("Typed, and never saved")
    on_server(person.page)
    person.context.close()  # the device and its copy are gone
    other = open_draft(visit, draft)
    assert bring_back(other.page) == "Typed, and never saved"
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
