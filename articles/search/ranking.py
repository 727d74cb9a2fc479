"""How well an answer fits a query: pure arithmetic over stems, the same on every database.

Three things count. *Cover*: how much of what was asked stands in the answer, in its questions more
than in its text. *Similarity*: how near the query is to one wording as a whole, so that nearly the
same question comes first. *Phrases*: words that stand side by side in the same order.
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
SYNONYM = 0.85  # of what the typed word itself is worth
FEW, WHOLE = 2, 0.9  # who types few words means all of them
KEPT = 0.4  # of the best score: what has less is left out
FIRST = 3  # results that most people read
BESIDE = 0.65  # of the best score: what comes after those has as much, or only mentions the words
UNASKED = 0.5  # how much it counts that a wording says more than was asked


class ScoredEntry:
    """One answer's stems, as the index keeps them.

    In `text` and in its parts every stem has a space on either side, so that `" walk " in text`
    asks for one.
    """

    def __init__(self, pk: int, stems: str) -> None:
        self.pk = pk
        self.text = f" {stems} ".replace("\n", " \n ")
        self.title, self.short, self.body, self.questions = self.text.split("\n", 3)

    @cached_property
    def headline(self) -> str:
        """What says what the answer is about: all but its body."""
        return f"{self.title} {self.short} {self.questions}"

    @cached_property
    def wordings(self) -> list[str]:
        return self.questions.split("\n")

    @cached_property
    def asked(self) -> list[frozenset[str]]:
        """The stems of each wording."""
        return [frozenset(wording.split()) for wording in self.wordings]

    @cached_property
    def all_asked(self) -> frozenset[str]:
        return frozenset().union(*self.asked)


@lru_cache(maxsize=256)  # a search for any of the common words looks at the same answers again
def entry_of(pk: int, stems: str) -> ScoredEntry:
    return ScoredEntry(pk, stems)


def ranked(
    query: Query, entries: Sequence[ScoredEntry], *, kept: float = KEPT
) -> list[ScoredEntry]:
    """`entries`, best first; not kept is what hardly fits beside the best: none left out for 0."""
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
    """How well each of some entries fits a query. What is the same for all is worked out once."""

    def __init__(self, query: Query, entries: Sequence[ScoredEntry]) -> None:
        self.query = query
        self.small = frozenset() if query.only_small else SMALL_STEMS.keys() & query.stems
        self.asked = query.weight + sum(SMALL_STEMS[one] for one in self.small)
        self.entries = entries

    @cached_property
    def weights(self) -> dict[str, float]:
        """Of each stem in the wordings. Only asked for where a wording has something in common."""
        return _weights(self.entries)

    def score(self, entry: ScoredEntry) -> float:
        """Rounded, so that what fits equally well stays equal whatever was added first."""
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
        """Twice what both share, as a part of all that both say: 1 for the same words.

        `fits` keeps how plainly the wordings so far have each concept: as typed or by a synonym.
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
    """How much each stem of the wordings weight: little if many of the entries ask it."""
    asked = Counter(chain.from_iterable(entry.all_asked for entry in entries))
    weight = [log(1 + len(entries) / number) for number in range(1, len(entries) + 1)]
    weights = {one: weight[number - 1] for one, number in asked.items()}
    return weights | {one: SMALL_STEMS[one] for one in SMALL_STEMS.keys() & weights}


def _fit(concept: Concept, entry: ScoredEntry) -> float:
    """How plainly an answer speaks of the concept that no wording of it has."""
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
    """Whether every stem of `term`, spaced, stands in `line`; a loop because it runs so often."""
    for one in term:  # noqa: SIM110
        if one not in line:
            return False
    return True


def _phrases(query: Query, entry: ScoredEntry) -> float:
    """The share of the query's neighbours that are neighbours in the answer too."""
    found = 0.0
    for pair in query.pairs:
        if pair not in entry.text:
            continue
        if any(pair in wording for wording in entry.wordings):
            found += 1.0
        elif pair in entry.title or pair in entry.short or pair in entry.body:
            found += 0.5
    return found / len(query.pairs)
