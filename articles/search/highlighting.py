"""The words that were found, marked in what is shown: also in other forms and by synonyms."""

import re
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search.query import Query
from articles.words import bare, stem

PASSAGE = 28  # words
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
Span = tuple[int, int, str]


def marked(text: str, query: Query) -> SafeString:
    """`text` with its found words in <mark>, everything else escaped."""
    spans = _spans(text)
    return _with_marks(text, spans, found_in((one for _, _, one in spans), query))


def _with_marks(text: str, spans: Iterable[Span], stems: frozenset[str]) -> SafeString:
    pieces = []
    at = 0
    for start, end, one in spans:
        if one in stems:
            pieces.append((text[at:start], text[start:end]))
            at = end
    if not pieces:
        return conditional_escape(text)
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:])


def _spans(text: str) -> list[Span]:
    """Where each word begins and ends, and its stem."""
    return [
        (word.start(), word.end(), stem(bare(word[0]) if not word[0].islower() else word[0]))
        for word in _WORD.finditer(text)
    ]


def found_in(stems: Iterable[str], query: Query) -> frozenset[str]:
    """The stems of those terms of the query that `stems` has as a whole."""
    present = set(stems)
    return frozenset(
        one
        for concept in query.concepts
        for term in concept.alternatives
        if present.issuperset(term)
        for one in term
    )


def _found_from(at: int, places: list[int], spans: list[Span]) -> int:
    """How many different stems are found in the passage that begins at `at`."""
    return len({spans[place][2] for place in places if at <= place < at + PASSAGE})


def answered(stems: Iterable[str], query: Query) -> set[int]:
    """Which concepts of the query `stems` speaks of, by their places."""
    present = set(stems)
    return {
        place
        for place, concept in enumerate(query.concepts)
        if any(present.issuperset(term) for term in concept.alternatives)
    }


def passage(text: str, query: Query) -> SafeString:
    """The words of `text` around most of what was found, marked; empty where nothing was."""
    spans = _spans(text)
    stems = found_in((one for _, _, one in spans), query)
    if not stems:
        return SafeString("")
    places = [at for at, (_, _, one) in enumerate(spans) if one in stems]
    first = max(
        places, key=lambda at: (len({spans[p][2] for p in places if at <= p < at + PASSAGE}), -at)
    )
    start, end = max(first - 4, 0), min(first + PASSAGE - 4, len(spans)) - 1
    begins, ends = spans[start][0], spans[end][1]
    inside = [(b - begins, e - begins, one) for b, e, one in spans[start : end + 1]]
    return format_html(
        "{}{}{}",
        "… " if start else "",
        _with_marks(text[begins:ends], inside, stems),
        " …" if end < len(spans) - 1 else "",
    )
