"""Help inside the office: the guide, opened at the part about the page that one is on."""

import re
from html import unescape

import pytest
from django.utils.safestring import SafeString

from articles.office.help_page import LEFT_OUT, SUBJECTS, parts
from articles.templatetags.public_pages import with_scrolling_tables
from tests.cast import make_draft
from tests.office import change_url, url

pytestmark = pytest.mark.django_db


def test_every_kind_of_page_leads_to_its_part_of_the_guide(cast):
    assert {title for _, title in SUBJECTS} <= {part.title for part in parts()}
    client = cast.client(cast.ed)
    for address, title in (
        (change_url(make_draft()), "The page of a draft"),
        (url("queue"), "What is waiting, and reports"),
        (url("articles_figure_changelist"), "Figures"),
    ):
        page = client.get(address).content.decode()
        anchor = re.search(r'href="/admin/help/#([a-z0-9-]+)"', page)[1]
        assert anchor in {part.anchor for part in parts() if part.title == title}
        assert f'<h2 id="{anchor}">' in client.get(url("help")).content.decode()


def test_the_guide_leads_to_no_file_and_compares_with_nobody(cast):
    page = cast.client(cast.rhea).get(url("help")).content.decode()
    assert "<strong>Preview</strong>" in page
    assert not re.search(r"\.md[)\"]", page)
    assert LEFT_OUT not in page


def test_the_list_of_keys_says_what_the_guide_says(cast):
    page = unescape(cast.client(cast.ed).get(url("index")).content.decode())
    listed = re.findall(r"<tr[^>]*><td>(.*?)</td><td>(.*?)</td></tr>", page)
    guide = next(part.html for part in parts() if part.title == "Keys")
    told = re.findall(r"<tr>\s*<td>(.*?)</td>\s*<td>(.*?)</td>\s*</tr>", unescape(guide))

    def plain(rows: list[tuple[str, str]]) -> list[tuple[str, ...]]:
        return sorted(tuple(re.sub(r"</?\w+>", "", cell) for cell in row) for row in rows)

    assert plain(listed) == plain(told) != []


def test_a_popup_lists_no_keys(cast):
    client = cast.client(cast.ed)
    address = url("articles_source_add")
    assert 'id="keys-dialog"' in client.get(address).content.decode()
    assert 'id="keys-dialog"' not in client.get(f"{address}?_popup=1").content.decode()


def test_the_guides_tables_can_be_told_apart_by_ear(cast):
    page = cast.client(cast.ed).get("/admin/help/").content.decode()
    names = re.findall(r'class="table-wrap"[^>]*aria-label="([^"]*)"', page)
    assert len(names) > 3
    assert len(set(names)) == len(names)
    assert "Table: page, lists" in names


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("<table><caption>A week</caption><tr><th>Day</th></tr></table>", "A week"),
        ("<table><thead><tr><th>Day</th><th><em>Pain</em></th></tr></thead>", "Table: Day, Pain"),
        ('<table><tr><th scope="col">“a” & "b"</th></tr>', "Table: “a” & &quot;b&quot;"),
        ("<table><tr><td>5</td></tr><tr><th>Sum</th></tr></table>", "Table"),
        ("<table></table>", "Table"),
    ],
)
def test_a_table_is_named_by_its_caption_or_its_headings(table, name):
    assert f'aria-label="{name}"' in with_scrolling_tables(SafeString(table))
