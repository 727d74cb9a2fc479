"""Matches and near misses as a walker sees them: with their answers and cautions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.models import Answer, Caution
from journal.advice.active_rules import ActiveRules
from journal.advice.matching import Match, NearMiss
from journal.patterns import KINDS
from journal.presentation.wording import PAGE_WORDS, STRENGTH_WORDS


@dataclass(frozen=True)
class Passage:
    """An answer as it is shown to a walker, with the cautions that its words call for."""

    answer: Answer
    cautions: tuple[Caution, ...]


@dataclass(frozen=True)
class Card:
    """One match as a walker sees it."""

    found: Match
    passage: Passage
    beside: Passage | None

    @property
    def strength_words(self) -> str:
        return STRENGTH_WORDS[self.found.strength]

    @property
    def why(self) -> list[str]:
        return [self.found.rule.because, *(each.sentence for each in self.found.patterns)]


@dataclass(frozen=True)
class NearMissCard:
    """A near miss as a walker sees it: its answer, and the one that must stand beside it."""

    miss: NearMiss
    answer: Answer
    beside: Answer | None

    @property
    def open(self) -> list[tuple[str, str, str]]:
        """The patterns that would decide it: kind, name, and state in words."""
        return [
            (each.kind, KINDS[each.kind].name, PAGE_WORDS[each.state]) for each in self.miss.open
        ]


def closest_per_answer(near_misses: Iterable[NearMiss]) -> list[NearMiss]:
    """The first near miss of each answer, in the same order; `near_misses` are nearest first."""
    nearest: dict[object, NearMiss] = {}
    for miss in near_misses:
        nearest.setdefault(miss.rule.question, miss)
    return list(nearest.values())


def near_miss_card_of(miss: NearMiss, active: ActiveRules) -> NearMissCard:
    beside = miss.rule.beside
    return NearMissCard(
        miss,
        active.answer(miss.rule.question),
        active.answer(beside) if beside is not None else None,
    )


def card_of(found: Match, active: ActiveRules, cautions: Sequence[Caution]) -> Card:
    beside = found.rule.beside
    return Card(
        found=found,
        passage=_passage(active.answer(found.rule.question), cautions),
        beside=_passage(active.answer(beside), cautions) if beside is not None else None,
    )


def _passage(answer: Answer, cautions: Sequence[Caution]) -> Passage:
    return Passage(answer, tuple(each for each in cautions if each.is_needed_in(answer.text)))
