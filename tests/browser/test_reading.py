"""Reading without a mouse, with large letters, on a narrow screen, or by ear."""

from itertools import pairwise

import pytest

from articles.models import Vote
from tests.browser.axe import judged, show
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import PUBLIC

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

NARROW = {"width": 320, "height": 640}
HALF = {"width": 640, "height": 900}
FOCUSED = """() => {
    const at = document.activeElement;
    const style = getComputedStyle(at);
    return {
        name: (at.ariaLabel || at.labels?.[0]?.textContent || at.textContent).trim(),
        tag: at.localName,
        shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    };
}"""
# Words that are cut off by their box, or stand outside the window.
CUT = """() => [...document.querySelectorAll('main *, header *, footer *')].filter((element) => {
    if (element.closest('.visually-hidden, .heard, .table-wrap, svg, pre')) return false;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (!box.width || !element.textContent.trim()) return false;
    const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible';
    return box.right > innerWidth + 1 || box.left < -1
        || (hides && (element.scrollWidth > element.clientWidth + 1
                      || element.scrollHeight > element.clientHeight + 1));
}).map((element) => element.outerHTML.slice(0, 120))"""
TAPPED = "a, button, input:not([type=radio]), select, textarea, summary, .form-check-label"
SIZES = """(tapped) => [...document.querySelectorAll(tapped)]
    .filter((each) => !each.closest('p, li, dd, td, .visually-hidden, .skip') && each.offsetParent)
    .filter((each) => each.getBoundingClientRect().height < 44)
    .map((each) => each.outerHTML.slice(0, 120))"""


def tab_to(page, name: str, *, most: int = 80) -> None:
    """Press Tab until what has the focus is called `name`; it must be seen to have it."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        passed.append(focused["name"])
        assert focused["shown"], f"{page.url}: no one sees that {focused} has the focus"
        if name in focused["name"]:
            return
    raise AssertionError(f"{page.url}: Tab does not reach {name!r}, only {passed}")


def sideways(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


# Every text of the page, opened, with a word more; what says only yes or no never gets longer.
LENGTHEN = """(word) => {
    for (const each of document.querySelectorAll('details')) each.open = true;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
        const around = text.parentElement;
        if (text.data.trim() && around.closest('main, .site-foot')
            && !around.closest('script, .vote')) text.data += ` ${word}`;
    }
}"""


# --- Narrow screens and large letters -----------------------------------------------------------


def cut_off(page) -> list[str]:
    where = f"{page.url} at {page.viewport_size['width']} px"
    found = [f"{where} cuts {element}" for element in page.evaluate(CUT)]
    return found + ([f"{where} scrolls sideways"] if sideways(page) > 0 else [])


@pytest.mark.long
def test_nothing_is_cut_off_on_a_narrow_screen_nor_in_letters_of_twice_the_size(visit):
    """Each page is opened once, in the scheme and size of letters that it is looked at in first."""
    visit = visit(viewport=NARROW)
    found, painted = [], set()
    for path in PUBLIC:
        page, shown = visit.open(path), set()
        for scheme in ("light", "dark"):
            show(page, scheme)
            found += judged(page, painted, shown) + cut_off(page)
        show(page, "light")
        page.evaluate("document.documentElement.style.fontSize = '225%'")  # twice our 112.5 %
        for viewport in (DESK, HALF):
            page.set_viewport_size(viewport)
            found += judged(page, painted, shown) + cut_off(page)
    assert found == []


def scrolls_by_long_words(page) -> list[str]:
    """Where the open page scrolls sideways once each of its texts has sixty letters more, or a long
    address: on a narrow screen, in both sizes of letters."""
    found = []
    page.set_viewport_size(NARROW)
    for word in ("W" * 60, "https://www.example.org/" + "a-long-address/" * 8):
        page.evaluate(LENGTHEN, word)
        for size in ("112.5%", "225%"):
            page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            if (wide := sideways(page)) > 0:
                found.append(f"{page.url} by {wide} px at {size}")
    return found


# --- The keyboard alone -------------------------------------------------------------------------


def test_the_first_key_skips_to_the_text(visit):
    page = visit().open("/articles/painkillers/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_from_the_front_page_to_an_answer_and_a_vote_by_keyboard(visit):
    visit = visit()
    visit.page.emulate_media(reduced_motion="reduce")  # jumps, so that where it lands is measured
    page = visit.open("/")
    tab_to(page, "When walking hurts")
    page.keyboard.press("Enter")
    page.wait_for_url("**/topics/walking/")
    tab_to(page, "What is a narrowed canal in the spine?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/narrowed-canal/")
    question = page.locator(".contents a").nth(1).text_content()
    tab_to(page, "On this page")
    page.keyboard.press("Enter")
    tab_to(page, question)
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/narrowed-canal/#*")
    assert page.get_by_role("heading", name=question).bounding_box()["y"] < 200
    tab_to(page, "was helpful")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send").wait_for()
    place = page.locator("section", has=page.get_by_role("heading", name=question))
    assert place.get_by_role("button", name="Send").is_visible()
    tab_to(page, "What was good, or what was missing?")
    page.keyboard.type("Clear.")
    tab_to(page, "Send")
    page.keyboard.press("Enter")
    place.get_by_text("Thank you.").wait_for()
    assert page.evaluate("document.activeElement.textContent").startswith("Thank you.")
    assert "/articles/narrowed-canal/" in page.url
    assert Vote.objects.get().helpful == 1
    assert visit.complaints == []


def test_from_a_search_to_its_answer_by_keyboard(visit):
    page = visit().open("/")
    tab_to(page, "What would you like to know?")
    page.keyboard.type("Can over walking cause lower back pain?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    tab_to(page, "Can over walking cause lower back pain?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/too-much-walking/#over-walking")


def test_every_page_is_the_same_for_a_thumb_a_keyboard_and_an_ear(visit):
    """Links within a sentence or a list apart, what is tapped is at least 44 px high; help is
    within eight keys, at the same place; landmarks come in the order in which pages are read;
    headings leave no level out; no word of any length makes a page scroll sideways. All of it at
    one opening of each page."""
    visit = visit()
    too_small, places, scrolls = [], set(), []
    for path in PUBLIC:
        page = visit.open(path)
        too_small += [f"{path} {element}" for element in page.evaluate(SIZES, TAPPED)]
        check_landmarks(page)
        check_levels(page)
        tab_to(page, "Get help", most=8)
        box = page.locator(".get-help").bounding_box()
        places.add((round(box["x"]), round(box["y"])))
        scrolls += scrolls_by_long_words(page)
        page.set_viewport_size(PHONE)
    assert scrolls == []
    assert too_small == []
    assert len(places) == 1
    tab_to(visit.open("/about/"), "Get help", most=8)
    page.keyboard.press("Enter")
    page.wait_for_url("**/get-help/")
    tab_to(page, "Call 999")


# --- By ear -------------------------------------------------------------------------------------


def heard(page, *roles: str) -> list[str]:
    """The page's own outline as a screen reader gets it: these roles, in their order."""
    lines = page.locator("body").aria_snapshot().splitlines()
    stripped = [line.strip().removeprefix("- ").strip("':") for line in lines]
    return [line for line in stripped if line.startswith(roles)]


def check_landmarks(page) -> None:
    found = heard(page, "banner", "navigation", "main", "contentinfo")
    assert found[:2] == ["banner", 'navigation "Main"'], page.url
    assert found[2] == "main", page.url
    assert found[-2:] == ["contentinfo", 'navigation "About this site"'], page.url


def check_levels(page) -> None:
    levels = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5')].map((each) => +each.localName[1])"
    )
    # The warning signs stand beside the front page's heading and are read after it.
    assert levels[0] == 1, page.url
    jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    assert jumps == [], page.url


def test_an_article_is_heard_in_the_order_in_which_it_is_meant(visit):
    page = visit().open("/articles/back-hurts-after-walking/")
    text = page.locator("main").aria_snapshot()
    order = [
        'navigation "You are here"',
        'heading "Why your lower back hurts when you walk" [level=1]',
        "Not yet reviewed.",
        "Time to read",
        "Some signs need help quickly.",
        'navigation "On this page"',
        'heading "Why does my lower back hurt when I walk?" [level=2]',
        "Usually no single cause can be named.",
        "What this is based on",
        "Was this answer helpful?",
        'heading "What causes tenderness in the lower back?" [level=2]',
        'heading "See whether this fits your walks" [level=2]',
        'heading "Who wrote this, and when" [level=2]',
        'heading "Related" [level=2]',
        'navigation "More on this topic"',
    ]
    places = [text.find(words) for words in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_the_levels_of_help_are_heard_before_their_signs(visit):
    page = visit().open("/get-help/")
    levels = [line for line in heard(page, "heading") if "advice" in line]
    assert [line.partition(":")[0] for line in levels] == [
        'heading "Emergency advice',
        'heading "Urgent advice',
        'heading "Non-urgent advice',
    ]
