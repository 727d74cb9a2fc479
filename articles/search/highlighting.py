"""Marks the words of a query in texts that are shown, in all their forms, and their synonyms."""

import re
from functools import lru_cache
from html import escape  # the same result as Django's, in a quarter of the time
from itertools import chain

from django.utils.safestring import SafeString

from articles.search.query import Query
from articles.text.stems import stem
from articles.text.tokens import fold

PASSAGE = 28  # words of a passage
BEFORE = 4  # of these, the words before the first one that was found
# With a group, so that `split` keeps the words.
_WORD = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)")


class HighlightedText:
    """A text split at its spaces, and the places where it has words of a query.

    A page of results reads many more words than it marks, and often the same ones: so the stems of
    each piece (mostly one; two in “low-back”) are cached.
    """

    def __init__(self, text: str, query: Query) -> None:
        self.pieces = text.split(" ")
        self.stems = list(map(_stems_in, self.pieces))
        places = [at for at, stems in enumerate(self.stems) if not query.sought.isdisjoint(stems)]
        self.present = frozenset().union(*(self.stems[at] for at in places))
        self.found = query.found_among(self.present)
        self.places = [at for at in places if not self.found.isdisjoint(self.stems[at])]

    @property
    def text(self) -> str:
        return " ".join(self.pieces)

    @property
    def marked(self) -> SafeString:
        """The text as HTML, with the words that were found in <mark>."""
        shown: list[str] = []
        begin = 0
        for at in self.places:
            if begin < at:
                shown.append(escape(" ".join(self.pieces[begin:at])))
            shown.append(_marked_piece(self.pieces[at], self.found))
            begin = at + 1
        if begin < len(self.pieces):
            shown.append(escape(" ".join(self.pieces[begin:])))
        return SafeString(" ".join(shown))

    def shorten(self) -> None:
        """Keep only the first passage with the most different words found; nothing if none was."""
        first = max(self.places, key=lambda at: (self._different(at), -at), default=0)
        start = max(first - BEFORE, 0)
        end = first + PASSAGE - BEFORE if self.places else 0
        before, after = ["…"] if start else [], ["…"] if self.pieces[end:] and end else []
        self.pieces = [*before, *self.pieces[start:end], *after]
        self.places = [at - start + len(before) for at in self.places if start <= at < end]

    def _different(self, begin: int) -> int:
        """The number of different stems found in the passage that begins at piece `begin`."""
        inside = (self.stems[at] for at in self.places if begin <= at < begin + PASSAGE)
        return len(self.found.intersection(chain.from_iterable(inside)))


@lru_cache(maxsize=8000)
def _stems_in(piece: str) -> tuple[str, ...]:
    return tuple(stem(fold(word)) for word in _WORD.findall(piece))


@lru_cache(maxsize=200)
def _marked_piece(piece: str, found: frozenset[str]) -> str:
    """`piece` as HTML, with words whose stem is in `found` in <mark>, punctuation outside of it."""
    parts = _WORD.split(piece)
    parts[::2] = map(escape, parts[::2])
    parts[1::2] = [
        f"<mark>{escape(word)}</mark>" if stem(fold(word)) in found else escape(word)
        for word in parts[1::2]
    ]
    return "".join(parts)
