"""The words that were found, marked in what is shown: also in other forms and by synonyms."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from articles.search.query import Concept, Query
from articles.words import bare, stem

PASSAGE = 28  # words
BEFORE = 4  # of them, those before the first that was found
# In a group, so that a split keeps the words. Possessive (`*+`), which halves the time.
_WORD = re.compile(r"([^\W_]+(?:['’][^\W_]+)*+)")


class Words:
    """A text in pieces, every second one a word, and the stems of the words."""

    def __init__(self, text: str) -> None:
        self.pieces = _WORD.split(text)
        self.stems = list(map(_stem_as_written, self.pieces[1::2]))

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def found(self, query: Query) -> frozenset[str]:
        """The stems of those terms of the query that the text has as a whole."""
        present = set(self.stems)
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
        at = 0
        for place in self._places(found):
            word = 2 * place + 1
            marks.append(("".join(self.pieces[at:word]), self.pieces[word]))
            at = word + 1
        rest = conditional_escape("".join(self.pieces[at:]))
        return format_html_join("", "{}<mark>{}</mark>", marks) + rest if marks else rest

    def around(self, found: frozenset[str]) -> "Words":
        """The passage with most of these stems, and of those the first; nothing without any."""
        places = self._places(found)
        if not places:
            return Words("")
        first = max(places, key=lambda at: (self._different(places, at), -at))
        start, end = max(first - BEFORE, 0), min(first + PASSAGE - BEFORE, len(self.stems))
        passage = Words("")
        passage.pieces = [
            "… " if start else "",
            *self.pieces[2 * start + 1 : 2 * end],
            " …" if end < len(self.stems) else "",
        ]
        passage.stems = self.stems[start:end]
        return passage

    def _places(self, found: frozenset[str]) -> list[int]:
        return [place for place, one in enumerate(self.stems) if one in found]

    def _different(self, places: list[int], begin: int) -> int:
        """How many different stems are found in the passage that begins there."""
        return len({self.stems[at] for at in places if begin <= at < begin + PASSAGE})


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
def _stem_as_written(word: str) -> str:
    return stem(bare(word))


def answered(stems: Iterable[str], query: Query) -> list[Concept]:
    """The concepts of the query that `stems` speaks of."""
    present = set(stems)
    return [
        concept
        for concept in query.concepts
        if any(present.issuperset(term) for term in concept.alternatives)
    ]
