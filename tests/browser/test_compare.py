"""Two editions beside each other, in a browser: readable at any width, by eye, ear and keyboard."""

import pytest

from articles.models import Edition
from tests.browser.conftest import DESK
from tests.browser.test_every_page import check

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def rewritten() -> Edition:
    """A draft in which something of each kind has changed."""
    live = Edition.objects.get(article__slug="back-hurts-after-walking")
    draft = live.new_edition(author=None)
    draft.title = "Why your back hurts after a walk"
    draft.save()
    first, second, third, *_, last = draft.answers.all()
    first.wording = "What makes a back hurt after a walk?"
    first.save()
    second.body += '<h3>New</h3><p>See <a href="https://a.example/">this page</a>.</p>'
    second.save()
    second.sources.remove(second.sources.first())
    third.delete()
    last.position = 0
    last.save()
    return draft


def test_the_page_is_clean_in_every_look(visit):
    visit = visit(viewport=DESK)
    visit.log_in("reviewer@demo.example")
    page = visit.open(f"/admin/articles/edition/{rewritten().pk}/compare/")
    assert page.get_by_role("heading", name="What changed").is_visible()
    for fold in page.locator("details").all():
        fold.locator("summary").click()
    assert check(page) == []
    assert visit.complaints == []


def test_the_keyboard_leads_to_a_change_and_a_screen_reader_hears_what_it_is(visit):
    visit = visit(viewport=DESK)
    visit.log_in("reviewer@demo.example")
    page = visit.open(f"/admin/articles/edition/{rewritten().pk}/compare/")
    link = page.get_by_role("link", name="What makes a back hurt after a walk?")
    link.focus()
    page.keyboard.press("Enter")
    changed = page.locator(":target")
    assert changed.get_by_role("heading", level=3).inner_text() == link.inner_text()
    assert "[added: What makes a]" in changed.text_content()
    assert "[removed: Why does my lower]" in changed.text_content()
