"""What other programs put on the clipboard, pasted into a text of ours in a real browser.

Each clipboard in `tests/data/clipboards` has the shape that its program gives it, and words of our
own. Beside it stands what the text says afterwards.
"""

from pathlib import Path

import pytest

from articles.models import Edition
from articles.text.rich_text import clean_rich_text
from articles.text.tree import html_of, tree_of
from tests.browser.conftest import DESK

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
def paste(visit, site):
    """Pastes into an empty text; gives what it says then, as the browser would send it."""
    draft = Edition.objects.get(article__slug="painkillers").new_edition(author=None)
    person = visit(viewport=DESK)
    person.log_in("author@demo.example")
    page = person.open(f"/admin/articles/edition/{draft.pk}/change/")
    page.wait_for_function("document.getElementById('id_introduction').proseEditor")
    return lambda **data: page.evaluate(
        PASTE, {"data": {f"text/{kind}": value for kind, value in data.items()}}
    )


def test_thirty_clipboards_keep_what_a_text_is_made_of_and_nothing_else(paste):
    wrong = []
    sources = sorted(each for each in CLIPBOARDS.iterdir() if each.suffix in (".html", ".txt"))
    assert len(sources) >= 30
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
