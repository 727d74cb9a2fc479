"""Paragraphs of plain text as HTML: lists and quotations from their marks, tables, links."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from articles.importer.raw_document import TextLink
from articles.importer.table_rows import html_of_rows, is_row, texts_of

ITEM = re.compile(r"(?:[•◦▪‣●○*+–-]|\(?(?P<number>\d{1,3})(?:[.:]\)?|\)))\s+(?=\S)")

QUOTED = re.compile(r"> (?=\S)")  # “>50” says “more than 50”

# The signs that programs give to items of lists inside lists.
DEPTHS = {"◦": 1, "○": 1, "▪": 2}


def as_html(paragraphs: Iterable[str], links: Sequence[TextLink] = ()) -> str:
    """What looks like a tag in the paragraphs stays text; two list marks or more make a list.

    Rows of a table make one, and so do paragraphs after “>” a quotation. A link is set where its
    words first stand.
    """
    return _html(paragraphs, list(links))


def _html(paragraphs: Iterable[str], waiting: list[TextLink]) -> str:
    html = ""
    for kind, group in groupby(paragraphs, key=_list_of):
        texts = list(group)
        if kind == "table":
            cells = (_linked(cell, waiting) for text in texts for cell in texts_of(text))
            html += html_of_rows(texts, cells)
        elif kind == "blockquote":
            said = _html((QUOTED.sub("", text, count=1) for text in texts), waiting)
            html += f"<blockquote>{said}</blockquote>"
        elif kind and len(texts) > 1:
            html += f"<{kind}{_start(texts[0])}>{_items(texts, waiting)}</{kind}>"
        else:
            html += "".join(f"<p>{_linked(text, waiting)}</p>" for text in texts)
    return html


def _items(texts: Sequence[str], waiting: list[TextLink]) -> str:
    """The items of a list; those with the sign of a deeper level stand inside the one before."""
    html, place = "", 0
    while place < len(texts):
        end = place + 1
        while end < len(texts) and _depth(texts[end]) > _depth(texts[place]):
            end += 1
        own = _linked(_words(texts[place]), waiting)
        inner = texts[place + 1 : end]
        html += f"<li>{own}{f'<ul>{_items(inner, waiting)}</ul>' if inner else ''}</li>"
        place = end
    return html


def _depth(text: str) -> int:
    return DEPTHS.get(text[0], 0)


def _list_of(text: str) -> str:
    """The element of the list, table or quotation whose part this is; empty for a paragraph."""
    if is_row(text):
        return "table"
    if QUOTED.match(text):
        return "blockquote"
    found = ITEM.match(text)
    return "" if not found else "ol" if found["number"] else "ul"


def _words(text: str) -> str:
    return ITEM.sub("", text, count=1)


def _start(text: str) -> str:
    found = ITEM.match(text)
    number = int(found["number"]) if found and found["number"] else 1
    return "" if number == 1 else f' start="{number}"'


def _linked(text: str, waiting: list[TextLink]) -> str:
    """`text` escaped, with the waiting links that stand in it; those wait no longer."""
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
    """The first waiting link whose words stand in `text` from `place` on."""
    for link in waiting[:3]:  # those of a part that was left out wait for ever: look past two
        start = text.find(link.words, place)
        if start >= 0:
            return start, link
    return None
