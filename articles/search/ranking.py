"""Scores how well an answer fits a query: arithmetic over stems, the same on every database. Pure.

Three things count. *Cover*: how much of the query the answer has, in its questions more than in its
text. *Similarity*: how similar the query is to one whole wording, so that nearly the same question
comes first. *Phrases*: words that stand side by side in the same order.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from math import log

from django.utils.functional import cached_property

from articles.search.query import SMALL_STEMS, Concept, Query, Tokens

IN_QUESTION, IN_TITLE, IN_SHORT, IN_BODY = 1.0, 0.45, 0.5, 0.25
COVER, SIMILARITY, PHRASES = 1.0, 0.9, 0.35
SYNONYM = 0.85  # the worth of a synonym, with that of the typed word as 1
FEW, WHOLE = 2, 0.9  # with at most FEW concepts, people mean all: having all adds WHOLE
KEPT = 0.4  # share of the best score: answers with less are left out
FIRST = 3  # the number of results that most people read
BESIDE = 0.65  # the same share for later results: with less, they only mention the words
UNASKED = 0.5  # the weight of what a wording says beyond the query


class ScoredEntry:
    """The stems of one answer, as the index keeps them (`EntryTexts.stems`).

    `text` and its parts have a space before and after every stem, so that `" walk " in text` finds
    a whole stem.
    """

    def __init__(self, pk: int, stems: str) -> None:
        self.pk = pk
        self.text = f" {stems} ".replace("\n", " \n ")
        self.title, self.short, self.body, self.questions = self.text.split("\n", 3)

    @cached_property
    def headline(self) -> str:
        """The parts that show what the answer is about: all but the body."""
        return f"{self.title} {self.short} {self.questions}"

    @cached_property
    def wordings(self) -> list[str]:
        return self.questions.split("\n")

    @cached_property
    def asked(self) -> list[frozenset[str]]:
        """The set of stems of each wording."""
        return [frozenset(wording.split()) for wording in self.wordings]

    @cached_property
    def all_asked(self) -> frozenset[str]:
        return frozenset().union(*self.asked)


@lru_cache(maxsize=256)  # searches for common words look at the same answers again and again
def entry_of(pk: int, stems: str) -> ScoredEntry:
    return ScoredEntry(pk, stems)


def ranked(
    query: Query, entries: Sequence[ScoredEntry], *, kept: float = KEPT
) -> list[ScoredEntry]:
    """`entries`, best first, without those that fit much worse than the best.

    `kept`: the least share of the best score, from 0 to 1; with 0 all are returned.
    """
    scoring = Scoring(query, entries)
    scores = {entry.pk: scoring.score(entry) for entry in entries}
    order = sorted(entries, key=lambda entry: (-scores[entry.pk], entry.pk))
    best = max(scores.values(), default=0.0)
    beside = max(kept, BESIDE) if kept else kept
    return [
        entry
        for place, entry in enumerate(order)
        if scores[entry.pk] >= best * (kept if place < FIRST else beside)
    ]


class Scoring:
    """Scores entries for one query; works out once what is the same for all of them."""

    def __init__(self, query: Query, entries: Sequence[ScoredEntry]) -> None:
        self.query = query
        self.small = frozenset() if query.only_small else SMALL_STEMS.keys() & query.stems
        self.asked = query.weight + sum(SMALL_STEMS[one] for one in self.small)
        self.entries = entries

    @cached_property
    def weights(self) -> dict[str, float]:
        """The weight of each stem in the wordings; worked out only if a wording fits the query."""
        return _weights(self.entries)

    def score(self, entry: ScoredEntry) -> float:
        """The score of `entry`, from 0; the higher, the better it fits.

        Rounded, so that equal fits have equal scores in whichever order their parts were added.
        """
        concepts = self.query.concepts
        fits = [0.0] * len(concepts)
        cover = similarity = 0.0
        if self.small or any(concept.is_in(entry.questions) for concept in concepts):
            similarity = max([self._similarity(wording, fits) for wording in entry.asked])
        for place, concept in enumerate(concepts):
            fits[place] = fits[place] * IN_QUESTION or _fit(concept, entry)
            cover += concept.weight * fits[place]
        has_all = len(fits) <= FEW and (
            all(fits) or all(concept.is_in(entry.text) for concept in concepts)
        )
        found = COVER * cover / (self.query.weight or 1.0) + SIMILARITY * similarity
        found += PHRASES * _phrases(self.query, entry) if self.query.pairs else 0.0
        return round(found + WHOLE if has_all else found, 9)

    def _similarity(self, wording: frozenset[str], fits: list[float]) -> float:
        """The similarity of the query and a wording, 1 for the same words.

        Twice the weight that both share, divided by the weight of both, in which stems that only
        the wording has count `UNASKED`. Raises `fits` to 1 for each concept that the wording has as
        typed, and to `SYNONYM` for one that it has as a synonym.
        """
        shared = 0.0
        covered = []
        for place, concept in enumerate(self.query.concepts):
            for term in concept.alternatives:
                if wording.issuperset(term):
                    weight = 1.0 if term == concept.typed else SYNONYM
                    fits[place] = max(fits[place], weight)
                    shared += concept.weight * weight
                    covered.append(term)
                    break
        if self.small:
            shared += sum(SMALL_STEMS[one] for one in self.small & wording)
        if not shared:
            return 0.0
        unasked = sum(map(self.weights.__getitem__, wording.difference(self.small, *covered)))
        return 2 * shared / (self.asked + shared + UNASKED * unasked)


def _weights(entries: Sequence[ScoredEntry]) -> dict[str, float]:
    """The weight of each stem of the wordings: the more entries ask it, the smaller."""
    asked = Counter(chain.from_iterable(entry.all_asked for entry in entries))
    weight = [log(1 + len(entries) / number) for number in range(1, len(entries) + 1)]
    weights = {one: weight[number - 1] for one, number in asked.items()}
    return weights | {one: SMALL_STEMS[one] for one in SMALL_STEMS.keys() & weights}


def _fit(concept: Concept, entry: ScoredEntry) -> float:
    """How well an answer covers a concept that none of its wordings has: 0 to `IN_SHORT`."""
    best = 0.0
    for term, is_typed in concept.spaced:
        weight = 1.0 if is_typed else SYNONYM
        if weight <= best or not _has(entry.text, term):
            continue
        fit = 0.0
        if _has(entry.short, term):
            fit = IN_SHORT
        elif _has(entry.title, term):
            fit = IN_TITLE
        elif _has(entry.body, term):
            fit = IN_BODY
        best = max(best, weight * fit)
    return best


def _has(line: str, term: Tokens) -> bool:
    """Whether `line` has every stem of `term`, which has spaces. A loop, for speed."""
    for one in term:  # noqa: SIM110
        if one not in line:
            return False
    return True


def _phrases(query: Query, entry: ScoredEntry) -> float:
    """The share of the query's neighbouring words that are neighbours in the answer too.

    Pairs count in full in a wording, half in the title, short answer or body.
    """
    found = 0.0
    for pair in query.pairs:
        if pair not in entry.text:
            continue
        if any(pair in wording for wording in entry.wordings):
            found += 1.0
        elif pair in entry.title or pair in entry.short or pair in entry.body:
            found += 0.5
    return found / len(query.pairs)
