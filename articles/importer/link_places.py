"""Finds the part of a document to which each of its links belongs.

A link is known by its words and its place among the links alone. The parts lack what was left out
of the document, such as a menu, so some links belong to none of them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from articles.importer.raw_document import TextLink
from articles.importer.table_rows import texts_of

MAX_LINKS = 500  # far more than an article has: the document is searched for the words of each
MAX_PLACES = 200  # of the same words


def links_of_parts(
    parts: Sequence[Sequence[str]], links: Sequence[TextLink]
) -> list[list[TextLink]]:
    """For each of `parts`, given as paragraphs, the links that it has, in their order.

    Of all ways to find the links in the text one after the other, that which finds the most. So
    neither a link of what was left out keeps the later ones away, nor do links with the same words
    get one another's address.
    """
    texts = ["\n".join(words for line in part for words in texts_of(line)) for part in parts]
    ends: list[int] = []
    for text in texts:
        ends.append((ends[-1] if ends else 0) + len(text) + 1)
    found: list[list[TextLink]] = [[] for _ in parts]
    for place, link in _in_a_row("\n".join(texts), links[:MAX_LINKS]):
        found[bisect_left(ends, place + 1)].append(link)
    return found


def _in_a_row(text: str, links: Sequence[TextLink]) -> list[tuple[int, TextLink]]:
    """The longest row of links whose words `text` has one after the other, each with its place."""
    lowest: list[int] = []  # by length of a row: the lowest place at which such a row can end
    rows: list[tuple] = []  # and that row itself: its last link, and the row before it
    for link in links:
        for place in reversed(list(_places(text, link.words))):
            length = bisect_left(lowest, place)
            lowest[length : length + 1] = [place]
            rows[length : length + 1] = [(place, link, rows[length - 1] if length else None)]
    row_back: list[tuple[int, TextLink]] = []
    row: tuple | None = rows[-1] if rows else None
    while row:
        row_back.append((row[0], row[1]))
        row = row[2]
    return row_back[::-1]


def _places(text: str, words: str) -> Iterator[int]:
    place = text.find(words)
    for _ in range(MAX_PLACES):
        if place < 0:
            return
        yield place
        place = text.find(words, place + 1)
