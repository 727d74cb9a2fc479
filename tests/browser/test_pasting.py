"""What other programs put on the clipboard, pasted into a text of ours in a real browser.

Each clipboard in `tests/data/clipboards` has the shape that its program gives it, and words of our
own. Beside it stands what the text says afterwards.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from articles.models import Edition
from articles.text.rich_text import clean_rich_text
from articles.text.tree import html_of, tree_of
from tests.browser.conftest import DESK
from tests.browser.test_edition_page import soon
from tests.browser.test_every_page import check

READY = "Boolean(document.getElementById('id_introduction').proseEditor)"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
CLIPBOARDS = Path(__file__).parents[1] / "data" / "clipboards"
PASTE = """({type, data}) => {
    const textarea = document.getElementById("id_introduction");
    const { proseEditor } = textarea;
    proseEditor.commands.clearContent(true);
    proseEditor.commands.focus();
    const clipboardData = new DataTransfer();
    for (const [kind, value] of Object.entries(data)) clipboardData.setData(kind, value);
    proseEditor.view.dom.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
    return textarea.value;
}"""


@pytest.fixture
def page(visit, site) -> Page:
    """A draft's page, its editors ready."""
    draft = Edition.objects.get(article__slug="painkillers").new_edition(author=None)
    person = visit(viewport=DESK)
    person.log_in("author@demo.example")
    page = person.open(f"/admin/articles/edition/{draft.pk}/change/")
    assert soon(lambda: page.evaluate(READY))
    return page


@pytest.fixture
def paste(page):
    """Pastes into an empty text; gives what it says then, as the browser would send it."""
    return lambda **data: page.evaluate(
        PASTE, {"data": {f"text/{kind}": value for kind, value in data.items()}}
    )


def test_clipboards_keep_what_a_text_is_made_of_and_nothing_else(paste):
    wrong = []
    sources = sorted(each for each in CLIPBOARDS.iterdir() if each.suffix in (".html", ".txt"))
    assert len(sources) >= 55
    for source in sources:
        kind = "plain" if source.suffix == ".txt" else "html"
        sent = paste(**{kind: source.read_text(encoding="utf-8")})
        stored = html_of(tree_of(clean_rich_text(sent)))
        expected = source.with_suffix(".expected").read_text(encoding="utf-8").strip()
        if stored != expected:
            wrong.append(f"{source.name}\n  {stored}\n  {expected}")
        elif tree_of(sent) != tree_of(stored):
            wrong.append(f"{source.name}: the server stores something else than the editor shows")
    assert not wrong, "\n".join(wrong)


def test_what_is_struck_through_in_a_paste_is_named_below_the_field(page, paste):
    told = page.locator("[data-left-out]")
    struck = '<p>Walk <s>ten <del>long</del></s> <span style="text-decoration: line-through">'
    assert paste(html=f"{struck}or 20</span> five minutes.</p>") == "<p>Walk five minutes.</p>"
    expect(told).to_have_text(
        "Left out of the paste, as it is struck through: “ten long”, “or 20”."
    )
    expect(told).to_have_attribute("role", "status")
    assert check(page) == []
    paste(html="<p>Nothing was taken back.</p>")
    expect(told).to_have_text("")


def test_a_link_is_chosen_by_words_with_the_keyboard_alone(page, paste):
    """And the dialog and the buttons of a table say what they are, in both schemes."""
    origin = page.evaluate("location.origin")
    own = paste(html=f'<p>See <a href="{origin}/get-help/#now">this</a></p>')
    assert '<a href="/get-help/#now">' in own
    paste(html="<table><tr><th>Pace<th>Steps<tr><td>Slow<td>60</table>")
    expect(page.get_by_role("button", name="Heading column").first).to_be_visible()
    paste(plain="word")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Link")
    box = dialog.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("sciatica")
    found = dialog.get_by_role("option")
    expect(found.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(found.first).to_have_attribute("aria-selected", "true")
    assert check(page) == []
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    text = page.locator("#id_introduction").input_value()
    assert text.startswith('<p><a href="/articles/')
    assert text.endswith(">word</a></p>")
    expect(page.locator(".ProseMirror-focused")).to_have_count(1)


def test_a_quotation_is_made_and_taken_back_by_keys_or_its_button(page, paste):
    paste(plain="word")
    text = page.locator("#id_introduction")
    page.keyboard.press("Control+Shift+b")
    expect(text).to_have_value("<blockquote><p>word</p></blockquote>")
    page.get_by_role("button", name="Quotation").first.click()
    expect(text).to_have_value("<p>word</p>")
    expect(page.locator(".ProseMirror-focused")).to_have_count(1)
