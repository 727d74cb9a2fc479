"""The patterns page on a phone: short while it is closed, and each of its folds within reach."""

from itertools import pairwise

import pytest

from journal.models import Suggestion
from journal.patterns import KINDS
from tests.browser.conftest import DESK, PHONE
from tests.browser.navigation import follow
from tests.browser.test_every_page import check

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PATTERNS = "/journal/patterns/"
TALL = 5800  # pixels of a phone; the page with every picture open is three times that
SCREENS = 2


@pytest.fixture
def open_page(visit):
    def open_(scripts=True, **how):
        visitor = visit(scripts=scripts, **how)
        visitor.log_in()
        return visitor, visitor.open(PATTERNS)

    return open_


def bottom_of(locator) -> float:
    box = locator.bounding_box()
    return box["y"] + box["height"]


def test_the_first_answer_stands_within_two_screens_of_a_phone(open_page):
    """A sentence and a picture stand before it, on the first screen the sentence."""
    _, page = open_page(is_measured=True)
    assert page.evaluate("document.documentElement.scrollHeight") <= TALL
    assert bottom_of(page.locator("#first-sight")) <= PHONE["height"]
    assert page.locator(".first-sight svg[role=img]").is_visible()
    assert bottom_of(page.locator("article.match h3").first) <= SCREENS * PHONE["height"]
    assert page.get_by_text("cannot rule out a serious problem").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_opens_the_pattern_that_it_leads_to(open_page, scripts):
    _, page = open_page(scripts)
    inside = page.locator("#trend")
    assert not inside.is_visible()
    page.goto(f"{page.url}#trend")
    inside.locator("svg").wait_for(state="visible")
    assert page.locator("details[open]").count() == 1
    # From another part of the page it is a tap.
    page.get_by_text("In short, and why").first.click()
    link = page.locator(".match a[href^='#']").first
    target = page.locator(link.get_attribute("href"))
    assert not target.is_visible()
    link.click()
    target.wait_for(state="visible")


def test_an_older_browser_opens_it_with_a_script(open_page):
    _, page = open_page()
    page.goto(f"{page.url}#trend")
    fold = page.locator("details", has=page.locator("#trend"))
    fold.evaluate("fold => { fold.open = false; dispatchEvent(new HashChangeEvent('hashchange')) }")
    assert page.locator("#trend").is_visible()


def test_a_pattern_opens_and_closes_by_keyboard(open_page):
    _, page = open_page()
    summary = page.locator("summary", has_text="How often sitting eases it")
    inside = page.locator("#eased_by_sitting")
    summary.focus()
    page.keyboard.press("Enter")
    assert inside.get_by_role("heading", name="Walks where it was so").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(
        "document.getElementById('eased_by_sitting').contains(document.activeElement)"
    )
    summary.focus()
    page.keyboard.press("Space")
    assert not inside.is_visible()


def test_paper_shows_what_is_folded(open_page):
    _, page = open_page()
    page.emulate_media(media="print")
    for kind in KINDS:
        assert page.locator(f"#{kind}").is_visible(), kind
    assert page.locator("svg[role=img]").first.is_visible()


@pytest.mark.long
def test_with_everything_open_nothing_is_wrong_either(open_page):
    visitor, page = open_page()
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    looks = [(PHONE, "light"), (DESK, "dark")]
    assert check(page, looks) == []
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => +h.tagName[1])")
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert visitor.complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_shown_is_kept_by_the_page_itself_or_by_a_button(open_page, scripts):
    visitor, page = open_page(scripts)
    button = page.get_by_role("button", name="Keep these")
    assert button.count() == (0 if scripts else 1)
    matches = page.locator("article.match").count()
    if scripts:
        page.wait_for_load_state("networkidle")
    else:
        follow(button)
    assert Suggestion.objects.count() == matches > 0
    visitor.open(PATTERNS)
    assert page.locator("#keep-shown").count() == 0
    assert visitor.complaints == []
