"""How well an answer fits a query: pure arithmetic over stems, the same on every database.

Three things count. *Cover*: how much of what was asked stands in the answer, in its questions more
than in its text. *Likeness*: how near the query is to one wording as a whole, so that nearly the
same question comes first. *Phrases*: words that stand side by side in the same order.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from articles.search.query import SMALL_STEMS, Concept, Query, Tokens

IN_QUESTION, IN_TITLE, IN_SHORT, IN_BODY = 1.0, 0.45, 0.5, 0.25
COVER, LIKENESS, PHRASES = 1.0, 0.9, 0.35
SYNONYM = 0.85  # of what the typed word itself is worth
FEW, WHOLE = 2, 0.9  # who types few words means all of them
KEPT = 0.25  # of the best score: what lacks a word and has less is left out
UNASKED = 0.5  # how much it counts that a wording says more than was asked


@dataclass(frozen=True)
class Entry:
    """One answer's stems, as the index keeps them."""

    pk: int
    stems: str

    @cached_property
    def text(self) -> str:
        """All stems with a space on either side, so that `" walk " in text` asks for a stem."""
        return f" {self.stems} ".replace("\n", " \n ")

    @cached_property
    def lines(self) -> list[str]:
        """Title, short answer, body and each wording."""
        return self.text.split("\n")

    @property
    def wordings(self) -> list[str]:
        return self.lines[3:]


def ranked(query: Query, entries: Sequence[Entry], *, kept: float = KEPT) -> list[Entry]:
    """`entries`, best first; not kept is what lacks a word and hardly fits beside the best."""
    weights = _weights(entries)
    scores = {entry.pk: score(query, entry, weights) for entry in entries}
    enough = kept * max(scores.values(), default=0.0)
    return sorted(
        (entry for entry in entries if scores[entry.pk] >= enough or _has_all(query, entry)),
        key=lambda entry: (-scores[entry.pk], entry.pk),
    )


def _has_all(query: Query, entry: Entry) -> bool:
    return all(
        any(_has(entry.text, term) for term, _ in concept.spaced) for concept in query.concepts
    )


def _weights(entries: Sequence[Entry]) -> dict[str, float]:
    """How much each stem of the wordings tells: little if many of the entries ask it."""
    asked: Counter[str] = Counter()
    for entry in entries:
        asked.update({one for wording in entry.wordings for one in wording.split()})
    tells = {one: log(1 + len(entries) / number) for one, number in asked.items()}
    return tells | {one: SMALL_STEMS[one] for one in SMALL_STEMS.keys() & tells}


def score(query: Query, entry: Entry, weights: dict[str, float]) -> float:
    total = sum(concept.tells for concept in query.concepts) or 1.0
    cover = sum(concept.tells * _fit(concept, entry) for concept in query.concepts) / total
    likeness = max((_likeness(query, wording, weights) for wording in entry.wordings), default=0)
    whole = WHOLE if len(query.concepts) <= FEW and _has_all(query, entry) else 0.0
    return COVER * cover + LIKENESS * likeness + PHRASES * _phrases(query, entry) + whole


def _fit(concept: Concept, entry: Entry) -> float:
    """How plainly the answer speaks of the concept."""
    title, short, body, *wordings = entry.lines
    best = 0.0
    for term, is_typed in concept.spaced:
        weight = 1.0 if is_typed else SYNONYM
        if weight <= best or not _has(entry.text, term):
            continue
        fit = 0.0
        if any(_has(wording, term) for wording in wordings):
            fit = IN_QUESTION
        elif _has(short, term):
            fit = IN_SHORT
        elif _has(title, term):
            fit = IN_TITLE
        elif _has(body, term):
            fit = IN_BODY
        best = max(best, weight * fit)
    return best


def _has(line: str, term: Tokens) -> bool:
    """Whether every stem of `term`, spaced, stands in `line`; a loop because it runs so often."""
    for one in term:  # noqa: SIM110
        if one not in line:
            return False
    return True


def _likeness(query: Query, wording: str, weights: dict[str, float]) -> float:
    """Twice what both share, as a part of all that both say: 1 for the same words."""
    said = set(wording.split())
    shared = asked = 0.0
    covered: set[str] = set()
    for concept in query.concepts:
        asked += concept.tells
        for term in concept.alternatives:
            if said.issuperset(term):
                shared += concept.tells * (1.0 if term == concept.typed else SYNONYM)
                covered.update(term)
                break
    if not query.only_small:
        small = SMALL_STEMS.keys() & query.stems
        asked += sum(SMALL_STEMS[one] for one in small)
        shared += sum(SMALL_STEMS[one] for one in small & said)
        covered |= small
    unasked = sum(weights[one] for one in said - covered)
    return 2 * shared / (asked + shared + UNASKED * unasked) if shared else 0.0


def _phrases(query: Query, entry: Entry) -> float:
    """The share of the query's neighbours that are neighbours in the answer too."""
    found = 0.0
    for pair in query.pairs:
        if pair not in entry.text:
            continue
        if any(pair in wording for wording in entry.wordings):
            found += 1.0
        elif any(pair in line for line in entry.lines[:3]):
            found += 0.5
    return found / max(len(query.pairs), 1)
