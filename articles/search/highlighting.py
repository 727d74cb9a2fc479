"""The words that were found, marked in what is shown: also in other forms and by synonyms."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search.query import Concept, Query
from articles.words import bare, stem

PASSAGE = 28  # words
BEFORE = 4  # of them, those before the first that was found
# In a group, so that a split keeps the words.
_WORD = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)")


class Words:
    """A text between its spaces, and the stems of each piece: mostly one, two of “low-back”.

    A page of results reads many more words than it marks: the same few pieces come again and
    again, so that what each is made of is kept.
    """

    def __init__(self, text: str) -> None:
        self.pieces = text.split(" ")
        self.stems = list(map(_stems_in, self.pieces))

    @property
    def text(self) -> str:
        return " ".join(self.pieces)

    def found(self, query: Query) -> frozenset[str]:
        """The stems of those terms of the query that the text has as a whole."""
        present = set().union(*self.stems)
        return frozenset(
            one
            for concept in query.concepts
            for term in concept.alternatives
            if present.issuperset(term)
            for one in term
        )

    def marked(self, found: frozenset[str]) -> SafeString:
        """The text with the words of these stems in <mark>, everything else escaped."""
        marks = []
        lead: list[str] = []
        at = 0
        for place in self._places(found):
            before = " ".join([*lead, *self.pieces[at:place], ""])
            marks.append((before, _marked_piece(self.pieces[place], found)))
            lead, at = [""], place + 1
        rest = conditional_escape(" ".join([*lead, *self.pieces[at:]]))
        return format_html_join("", "{}{}", marks) + rest if marks else rest

    def around(self, found: frozenset[str]) -> "Words":
        """The passage with most of these stems, and of those the first; nothing without any."""
        passage = Words("")
        places = self._places(found)
        if not places:
            return passage
        first = max(places, key=lambda at: (self._different(found, places, at), -at))
        start, end = max(first - BEFORE, 0), first + PASSAGE - BEFORE
        before, after = ["…"] if start else [], ["…"] if end < len(self.pieces) else []
        passage.pieces = [*before, *self.pieces[start:end], *after]
        passage.stems = [*map(_stems_in, before), *self.stems[start:end], *map(_stems_in, after)]
        return passage

    def _places(self, found: frozenset[str]) -> list[int]:
        return [place for place, stems in enumerate(self.stems) if not found.isdisjoint(stems)]

    def _different(self, found: frozenset[str], places: list[int], begin: int) -> int:
        """How many different stems are found in the passage that begins there."""
        inside = (self.stems[at] for at in places if begin <= at < begin + PASSAGE)
        return len(found.intersection(chain.from_iterable(inside)))


def marked(text: str, query: Query) -> SafeString:
    """`text` with its found words in <mark>, everything else escaped."""
    words = Words(text)
    return words.marked(words.found(query))


def passage(text: str, query: Query) -> SafeString:
    """The words of `text` around most of what was found, marked; empty where nothing was."""
    words = Words(text)
    found = words.found(query)
    return words.around(found).marked(found)


@lru_cache(maxsize=8000)
def _stems_in(piece: str) -> tuple[str, ...]:
    return tuple(stem(bare(word)) for word in _WORD.findall(piece))


@lru_cache(maxsize=200)
def _marked_piece(piece: str, found: frozenset[str]) -> SafeString:
    """`piece` with its words that were found in <mark>, and its signs outside."""
    parts = _WORD.split(piece)
    marks = (format_html("<mark>{}</mark>", word) for word in parts[1::2])
    parts[1::2] = [
        mark if stem(bare(word)) in found else word
        for word, mark in zip(parts[1::2], marks, strict=True)
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


def answered(stems: Iterable[str], query: Query) -> list[Concept]:
    """The concepts of the query that `stems` speaks of."""
    present = set(stems)
    return [
        concept
        for concept in query.concepts
        if any(present.issuperset(term) for term in concept.alternatives)
    ]
