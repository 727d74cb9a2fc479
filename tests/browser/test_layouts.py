"""How pages are set, in letters and lines: in a font that the tests bring along, so that it is the
same on every machine."""

import pytest

from journal.models import Walk
from tests.browser.conftest import DESK, PHONE
from tests.browser.navigation import follow
from tests.browser.test_every_page import PRIVATE, PUBLIC

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MAX_LETTERS = 90  # in a line of text: longer ones lose the eye on its way back
WITH_BANNERS = ["/search/?q=walking+zzzz", "/search/?q=numb+between+my+legs"]
WEEK = "/journal/week/"

# The letters of the longest line of each text, of which each is half an em.
LONG_LINES = """(most) => {
  const found = [];
  for (const each of document.querySelectorAll("main :is(p, li, dd, figcaption, .banner)")) {
    if (!each.checkVisibility({visibilityProperty: true})) continue;
    if (getComputedStyle(each).display === "flex") continue; // several texts in a row
    const range = document.createRange();
    range.selectNodeContents(each);
    const {width} = range.getBoundingClientRect();
    const letters = Math.round(width / parseFloat(getComputedStyle(each).fontSize) * 2);
    if (letters > most) found.push(`${letters} letters: ${each.innerText.slice(0, 60)}`);
  }
  return found;
}"""
# Of a date field no browser says whether it is cut: how many em it has for what is in it. Ten
# letters of a wide font take six, and what is drawn beside them one and a half.
ROOM_OF_DATES = """() => [...document.querySelectorAll("input[type=date]")].map((each) => {
  const {fontSize, paddingLeft, paddingRight} = getComputedStyle(each);
  const room = each.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  return room / parseFloat(fontSize);
})"""
LINES_OF_DAYS = """() => [...document.querySelectorAll(".table-wrap > .report-table tbody th")]
  .map((each) => {
    const range = document.createRange();
    range.selectNodeContents(each);
    return new Set([...range.getClientRects()].map(({top}) => Math.round(top))).size;
  })"""
LEFTS_OF_FOOT = """() => {
  const [text, link] = ["p", ".nav a"].map((part) => document.querySelector(`.site-foot ${part}`));
  const left = (each) =>
    each.getBoundingClientRect().left + parseFloat(getComputedStyle(each).paddingLeft);
  return [left(text), left(link)];
}"""
# Texts that stand right below a box, with the space between them in lines.
BELOW_BOXES = """() => [...document.querySelectorAll("main :is(.pager, .card, .banner, .callout)")]
  .filter((each) => each.checkVisibility() && each.nextElementSibling?.checkVisibility())
  .map((each) => {
    const next = each.nextElementSibling;
    const space = next.getBoundingClientRect().top - each.getBoundingClientRect().bottom;
    const line = parseFloat(getComputedStyle(next).fontSize);
    const isBeside = space < -line;
    return [isBeside ? 1 : space / line, `${each.className} and ${next.outerHTML.slice(0, 60)}`];
  }).filter(([space]) => space < 0.4).map(([, which]) => which)"""


def test_no_line_of_a_public_page_is_too_long_for_the_eye(visit):
    reader = visit(viewport=DESK, is_measured=True)
    long = {
        path: found
        for path in (*PUBLIC, *WITH_BANNERS)
        if (found := reader.open(path).evaluate(LONG_LINES, MAX_LETTERS))
    }
    assert long == {}


def test_no_line_of_a_private_page_is_too_long_for_the_eye(visit):
    walker = visit(viewport=DESK, is_measured=True)
    walker.log_in()
    long = {
        path: found
        for path in PRIVATE
        if (found := walker.open(path).evaluate(LONG_LINES, MAX_LETTERS))
    }
    assert long == {}


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_dates_are_seen_whole(visit, viewport):
    walker = visit(viewport=viewport)
    walker.log_in()
    for path in ("/journal/walks/?legs=three", "/journal/walks/period/", "/journal/report/"):
        room = walker.open(path).evaluate(ROOM_OF_DATES)
        assert len(room) == 2
        assert min(room) >= 7.5, path


def test_the_days_of_a_report_take_two_lines_on_a_phone(visit):
    walker = visit(viewport=PHONE, is_measured=True)
    walker.log_in()
    lines = walker.open("/journal/report/").evaluate(LINES_OF_DAYS)
    assert lines
    assert max(lines) <= 2


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_links_of_the_foot_begin_where_its_text_does(visit, viewport):
    text, link = visit(viewport=viewport).open("/").evaluate(LEFTS_OF_FOOT)
    assert text == pytest.approx(link, abs=1)


def test_nothing_touches_the_box_above_it(visit):
    walker = visit(viewport=PHONE, is_measured=True)
    walker.log_in()
    walk = Walk.objects.latest("started_at")
    pages = [*PUBLIC, *PRIVATE, f"{WEEK}{walk.local_start.date():%Y-%m-%d}/"]
    touching = {path: found for path in pages if (found := walker.open(path).evaluate(BELOW_BOXES))}
    assert touching == {}


@pytest.mark.parametrize("media", [{"media": "print"}, {"forced_colors": "active"}])
def test_what_the_signs_of_a_picture_mean_is_told_by_paper_and_by_forced_colours(visit, media):
    """The pain before a walk is hollow, the pain after it filled: in the picture and beside it."""
    walker = visit()
    walker.log_in()
    page = walker.open("/journal/walks/period/")
    page.emulate_media(**media)
    adjusts, forced, before, after = page.evaluate("""() => {
      const [before, after] = [...document.querySelectorAll(".key")]
        .map((each) => getComputedStyle(each, "::before"));
      return [after.printColorAdjust, after.forcedColorAdjust,
        before.backgroundColor, after.backgroundColor];
    }""")
    assert (adjusts, forced) == ("exact", "none")
    assert before != after


def test_a_message_stands_in_the_column_of_what_it_is_about(visit):
    walker = visit(viewport=DESK)
    walker.log_in()
    page = walker.open("/accounts/settings/")
    follow(page.get_by_role("button", name="Save"))
    message, column = page.locator(".alert").bounding_box(), page.locator(".narrow").bounding_box()
    assert (message["x"], message["width"]) == (column["x"], column["width"])


def test_pain_is_told_by_a_finger_where_there_is_room(visit):
    walker = visit(viewport=PHONE)
    walker.log_in()
    choices = walker.open("/journal/walks/new/").locator("label.choice")
    heights = choices.evaluate_all("all => all.map((each) => each.offsetHeight)")
    assert len(heights) > 30
    assert min(heights) >= 44


def test_what_an_import_offers_is_ticked_by_a_finger(visit):
    walker = visit(viewport=PHONE)
    walker.log_in()
    page = walker.open("/journal/import/")
    rows = b"started_at,minutes,pain_before,pain_after\n2026-01-05 09:00,20,2,4\n"
    page.locator("[name=file]").set_input_files({"name": "w.csv", "mimeType": "", "buffer": rows})
    follow(page.get_by_role("button", name="Look into the file"))
    box = page.locator("label:has([name=walk])").bounding_box()
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert min(box["width"], box["height"]) >= 2.4 * size


def test_a_field_is_as_wide_as_what_is_asked_for(visit):
    walker = visit(viewport=DESK)
    walker.log_in()
    page = walker.open("/journal/walks/new/")
    minutes, note = (page.locator(f"[name={name}]").bounding_box() for name in ("minutes", "note"))
    assert minutes["width"] < note["width"] / 2
