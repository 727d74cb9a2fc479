"""The words that were found, marked in what is shown: also in other forms and by synonyms."""

import re
from functools import lru_cache
from html import escape  # as Django's, in a quarter of its time
from itertools import chain

from django.utils.safestring import SafeString

from articles.search.query import Query
from articles.text.stems import stem
from articles.text.tokens import fold

PASSAGE = 28  # words
BEFORE = 4  # of them, those before the first that was found
# In a group, so that a split keeps the words.
_WORD = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)")


class HighlightedText:
    """A text between its spaces, and where in it a query's words are found.

    A page of results reads many more words than it marks, and the same few again and again: what
    stems there are between two spaces (mostly one, two in “low-back”) is kept.
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
        """The text with what was found in <mark>, everything else escaped."""
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
        """Keep the passage with most of what was found, the first of such; nothing if none was."""
        first = max(self.places, key=lambda at: (self._different(at), -at), default=0)
        start = max(first - BEFORE, 0)
        end = first + PASSAGE - BEFORE if self.places else 0
        before, after = ["…"] if start else [], ["…"] if self.pieces[end:] and end else []
        self.pieces = [*before, *self.pieces[start:end], *after]
        self.places = [at - start + len(before) for at in self.places if start <= at < end]

    def _different(self, begin: int) -> int:
        """How many different stems are found in the passage that begins there."""
        inside = (self.stems[at] for at in self.places if begin <= at < begin + PASSAGE)
        return len(self.found.intersection(chain.from_iterable(inside)))


@lru_cache(maxsize=8000)
def _stems_in(piece: str) -> tuple[str, ...]:
    return tuple(stem(fold(word)) for word in _WORD.findall(piece))


@lru_cache(maxsize=200)
def _marked_piece(piece: str, found: frozenset[str]) -> str:
    """`piece` with its words that were found in <mark>, and its signs outside."""
    parts = _WORD.split(piece)
    parts[::2] = map(escape, parts[::2])
    parts[1::2] = [
        f"<mark>{escape(word)}</mark>" if stem(fold(word)) in found else escape(word)
        for word in parts[1::2]
    ]
    return "".join(parts)
