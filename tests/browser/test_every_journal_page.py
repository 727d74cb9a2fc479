"""Every page of the journal, as its URL patterns name them: a new one is looked at by itself.

axe on a phone and on a desk, no scrolling sideways at 320 px nor with letters of double size, no
number of a table in pieces, and the Tab key from the first control to the last, where a walk goes
on and a nudge waits. What the pages say in other states: test_every_page.py.
"""

import pytest
from django.test import Client

from accounts.models import User
from backsite.management.commands.load_demo import WALKER
from journal.models import Walk
from tests.addresses import journal_addresses
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_every_page import PRIVATE, check

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

PARTS = 3
NARROW = {"width": 320, "height": 640}


def pages() -> list[str]:
    """The addresses that answer with a page."""
    client = Client()
    client.force_login(User.objects.get(email=WALKER))
    found = []
    for address in journal_addresses(Walk.objects.latest("started_at")):
        answer = client.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            found.append(address)
    return found


# What the Tab key can stop at: of radio buttons of one name one, of what is folded away nothing.
WATCH_FOCUS = """() => {
  const groups = new Set();
  const stops = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")].filter((each) => {
    if (each.disabled || each.tabIndex < 0 || !each.checkVisibility({visibilityProperty: true}))
      return false;
    if (each.type !== "radio") return true;
    const group = [...document.getElementsByName(each.name)].filter((r) => r.form === each.form);
    const first = group.find((radio) => radio.checked) ?? group[0];
    return each === first;
  });
  window.stopsOfTab = stops;
  window.focused = [];
  document.addEventListener("focusin", ({target}) => {
    const boxes = [target, target.closest("label"), target.nextElementSibling].filter(Boolean);
    const shows = boxes.some((each) => {
      const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(each);
      return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    });
    focused.push({target, shows});
  });
  document.activeElement?.blur();
  const dates = stops.filter(({type}) => /^(date|time|datetime-local)$/.test(type));
  return stops.length + dates.length * 8; // day, month, year and more are stops of their own
}"""
JUDGE_FOCUS = """() => {
  const name = (each) => `${each.outerHTML.slice(0, 90)}`;
  const said = [];
  const reached = [...new Set(focused.map(({target}) => target))]; // after the last, the first
  for (const each of stopsOfTab)
    if (each.isConnected && !reached.includes(each)) said.push(`never reached: ${name(each)}`);
  for (const {target, shows} of focused) if (!shows) said.push(`focus not seen: ${name(target)}`);
  for (let at = 1; at < reached.length; at += 1) {
    const [one, other] = [reached[at - 1], reached[at]];
    if (!(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING))
      said.push(`out of order: ${name(other)} after ${name(one)}`);
    const [above, below] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    const inMain = one.closest("main") && other.closest("main");
    if (inMain && below.bottom < above.top) said.push(`jumps up: ${name(other)}`);
  }
  return said;
}"""


def keyboard_faults(page) -> list[str]:
    """What is wrong on the way of the Tab key through the open page, on a phone's one column."""
    page.set_viewport_size(PHONE)
    for _ in range(page.evaluate(WATCH_FOCUS)):
        page.keyboard.press("Tab")
    return [f"{page.url}: {each}" for each in page.evaluate(JUDGE_FOCUS)]


def sideways(page) -> list[str]:
    """The open page where it scrolls sideways when it is narrow, or its letters are large."""
    found = []
    for viewport, size in ((NARROW, "100%"), (PHONE, "200%")):
        page.set_viewport_size(viewport)
        page.evaluate("(size) => (document.documentElement.style.fontSize = size)", size)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found.append(f"{page.url} by {wide} px at {viewport['width']} px, letters of {size}")
    return found


# Words and numbers in cells of tables that go on in the next line without a hyphen: “18.” and “5”.
BROKEN_IN_CELLS = """() => {
  const found = [];
  const folded = [...document.querySelectorAll("details:not([open])")];
  for (const each of folded) each.open = true;
  for (const cell of document.querySelectorAll("main td, main th")) {
    if (!cell.checkVisibility()) continue;
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const {0: word, index} of texts.currentNode.data.matchAll(/[\\w.,]+/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, index);
        range.setEnd(texts.currentNode, index + word.length);
        if (new Set([...range.getClientRects()].map(({top}) => top)).size > 1) found.push(word);
      }
    }
  }
  for (const each of folded) each.open = false;
  return found;
}"""


def broken_in_cells(page) -> list[str]:
    """What nobody can read at a glance in the tables of the open page, on a phone."""
    page.set_viewport_size(PHONE)
    return [f"{page.url}: {each} is in pieces" for each in page.evaluate(BROKEN_IN_CELLS)]


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_found_on_a_page_of_the_journal(visit, part):
    addresses = pages()
    assert len(addresses) > 20
    visit = visit()
    visit.log_in()
    found = []
    for address in addresses[part::PARTS]:
        page = visit.open(address)
        found += sideways(page)
        page.evaluate("document.documentElement.style.fontSize = ''")
        found += broken_in_cells(page)
        found += keyboard_faults(page)
        if address not in PRIVATE:  # those have been looked at in every look
            found += check(page, [(PHONE, "dark"), (DESK, "light")])
    assert found + visit.complaints == []
