"""Which answers fit a log: rules and a reading in, matches and near misses out.

Pure: no database, no clock. `patterns.md` calls a rule that holds a match, and a rule that could
still hold a near miss.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from journal.patterns import Pattern, Reading, State

SIGNS = {"up": 1, "down": -1}
UNDECIDED = {State.TOO_EARLY, State.CANNOT_TELL, State.SO_FAR}


class Strength(StrEnum):
    """How sure the log is of what a match rests on, strongest first."""

    LINKED = "linked"
    SO_FAR = "so_far"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Condition:
    """`pattern` must be in `state`, on this side of its null value, at least this large."""

    pattern: str
    state: str
    direction: str = "any"
    size: float | None = None

    def holds(self, pattern: Pattern) -> bool:
        return self._state_holds(pattern) and self._direction_holds(pattern) and self._size(pattern)

    def is_open(self, pattern: Pattern) -> bool:
        """Not held now, but more walks could decide it in the rule's favour."""
        if self.holds(pattern) or pattern.state not in UNDECIDED:
            return False
        return pattern.state != State.SO_FAR or self._direction_holds(pattern)

    def _state_holds(self, pattern: Pattern) -> bool:
        if self.state == State.SO_FAR:
            return pattern.state in (State.SO_FAR, State.LINKED)
        return pattern.state == self.state

    def _direction_holds(self, pattern: Pattern) -> bool:
        return self.direction == "any" or pattern.direction == SIGNS[self.direction]

    def _size(self, pattern: Pattern) -> bool:
        if self.size is None:
            return True
        return pattern.estimate is not None and abs(pattern.estimate) >= self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """`question` and `beside` name answers; what they are is the caller's (ids, slugs)."""

    slug: str
    version: int
    question: object
    because: str
    conditions: tuple[Condition, ...]
    beside: object | None = None
    tell_apart: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    rule: Rule
    strength: Strength
    patterns: tuple[Pattern, ...]  # what it rests on, in the order of the conditions


@dataclass(frozen=True, slots=True)
class NearMiss:
    rule: Rule
    held: tuple[Pattern, ...]
    open: tuple[Pattern, ...]  # what would decide it: their `needs` say how


Found = TypeVar("Found", Match, NearMiss)


def match(rules: Iterable[Rule], reading: Reading) -> tuple[list[Match], list[NearMiss]]:
    """The rules that hold for `reading`, surest first, and those that could still hold.

    A rule without conditions never matches: it would fit everybody.
    """
    matches, near_misses = [], []
    for rule in rules:
        held, unmet = [], []
        for condition in rule.conditions:
            found = reading[condition.pattern]
            if condition.holds(found):
                held.append(found)
            elif condition.is_open(found):
                unmet.append(found)
            else:
                break
        else:
            if unmet:
                near_misses.append(NearMiss(rule, tuple(held), tuple(unmet)))
            elif held:
                matches.append(Match(rule, _strength(held), tuple(held)))
    order = list(Strength)
    matches.sort(key=lambda found: (order.index(found.strength), found.rule.slug))
    near_misses.sort(key=lambda miss: (len(miss.open), -len(miss.held), miss.rule.slug))
    return matches, near_misses


def _strength(patterns: Sequence[Pattern]) -> Strength:
    states = {pattern.state for pattern in patterns}
    if states == {State.LINKED}:
        return Strength.LINKED
    if states <= {State.LINKED, State.SO_FAR, State.NO_CLEAR_LINK}:
        return Strength.SO_FAR
    return Strength.CONTEXT


def dedupe_pairs(matches: Iterable[Found]) -> list[Found]:
    """One of each pair that is shown side by side anyway (A beside B, and B beside A)."""
    shown: set[frozenset[object]] = set()
    kept = []
    for found in matches:
        answers = frozenset({found.rule.question, found.rule.beside or found.rule.question})
        if answers not in shown:
            shown.add(answers)
            kept.append(found)
    return kept
