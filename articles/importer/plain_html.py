"""Plain text as HTML: its paragraphs, lists, quotations, tables and links."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from articles.importer.list_items import ItemList, are_items, lists_of
from articles.importer.raw_document import TextLink
from articles.importer.table_rows import html_of_rows, is_row, texts_of

# With a space, because “>50” means “more than 50”. All marks at once: they are no quotations inside
# one another.
QUOTED = re.compile(r"(?:> )+(?=\S)")


def as_html(paragraphs: Iterable[str], links: Sequence[TextLink] = ()) -> str:
    """`paragraphs` as HTML, not yet cleaned. Tags in them stay visible text.

    Two or more items in a row become a list, rows of a table a table, and paragraphs after “> ” a
    quotation. Each of `links`, in order, is put where its words occur next.
    """
    return _html(paragraphs, list(links))


def _html(paragraphs: Iterable[str], waiting: list[TextLink]) -> str:
    lines = list(paragraphs)
    html = ""
    kinds = zip(lines, are_items(lines), strict=True)
    for kind, group in groupby(kinds, key=lambda pair: _kind_of(*pair)):
        texts = [text for text, _ in group]
        if kind == "table":
            cells = (_linked(cell, waiting) for text in texts for cell in texts_of(text))
            html += html_of_rows(texts, cells)
        elif kind == "blockquote":
            said = _html((QUOTED.sub("", text, count=1) for text in texts), waiting)
            html += f"<blockquote>{said}</blockquote>"
        elif kind == "list":
            html += "".join(_list(each, waiting) for each in lists_of(texts))
        else:
            html += "".join(f"<p>{_linked(text, waiting)}</p>" for text in texts)
    return html


def _kind_of(text: str, is_item: bool) -> str:
    """The element to which a line belongs: "table", "blockquote", "list", or "" for a paragraph."""
    if is_row(text):
        return "table"
    if QUOTED.match(text):
        return "blockquote"
    return "list" if is_item else ""


def _list(found: ItemList, waiting: list[TextLink]) -> str:
    """The list as HTML; a single item without a list inside it stays a paragraph with its mark."""
    if len(found.items) == 1 and not found.items[0].inner:
        return f"<p>{_linked(found.items[0].line, waiting)}</p>"
    return _items(found, waiting)


def _items(found: ItemList, waiting: list[TextLink]) -> str:
    html = ""
    for item in found.items:
        words = _linked(item.words, waiting)
        html += f"<li>{words}{''.join(_items(each, waiting) for each in item.inner)}</li>"
    start = f' start="{found.start}"' if found.start > 1 else ""
    return f"<ol{start}>{html}</ol>" if found.start else f"<ul>{html}</ul>"


def _linked(text: str, waiting: list[TextLink]) -> str:
    """`text` escaped, with the `waiting` links whose words it has; those are removed from there."""
    return "".join(_parts(text, waiting))


def _parts(text: str, waiting: list[TextLink]) -> Iterator[str]:
    place = 0
    while found := _next_link(text, place, waiting):
        start, link = found
        waiting.remove(link)
        end = start + len(link.words)
        yield escape(text[place:start], quote=False)
        yield f'<a href="{escape(link.address)}">{escape(link.words, quote=False)}</a>'
        place = end
    yield escape(text[place:], quote=False)


def _next_link(text: str, place: int, waiting: list[TextLink]) -> tuple[int, TextLink] | None:
    """The next link whose words `text` has from `place` on, and where; only three are tried."""
    for link in waiting[:3]:  # links of parts that were left out are never found: skip up to two
        start = text.find(link.words, place)
        if start >= 0:
            return start, link
    return None
