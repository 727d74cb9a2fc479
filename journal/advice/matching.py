"""Which answers fit a log: rules and a reading in, matches and near misses out.

Pure: no database, no clock. A rule that holds is a match; one that could still hold is a near miss.
Which match comes first is written down in docs/method.md, “Which answer comes first”.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TypeVar

from journal.nudges.spells import more_often
from journal.patterns import KINDS, Pattern, Reading, State

SIGNS = {"up": 1, "down": -1}
UNDECIDED = {State.TOO_EARLY, State.CANNOT_TELL, State.SO_FAR}
NOTHING_KNOWN = {State.TOO_EARLY, State.CANNOT_TELL}
LEGS_PATTERN = "leg_symptoms"  # the only pattern that a condition may ask “which legs” of
LEG_ANSWERS_BEFORE = 7  # needed before leg symptoms can have become more frequent
LEVEL_RISES_BY = 1.0  # points: from such a rise of the level of pain on, no good news is told


class Strength(StrEnum):
    """How strong the evidence behind a match is, strongest first."""

    LINKED = "linked"
    SO_FAR = "so_far"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a rule asks of one pattern: a state, a side of its null value, and a least size.

    `pattern` is the code of a kind, `direction` “up”, “down” or “any”, and `size` the least
    distance of the estimate from zero, in the kind's unit. `legs`, “one” or “both”, also asks in
    which the leg symptoms mostly were; empty: in any.
    """

    pattern: str
    state: str
    direction: str = "any"
    size: float | None = None
    legs: str = ""

    @property
    def demands(self) -> int:
        """How much it asks besides the state. A size is not counted: it only leaves effects out."""
        return (self.direction != "any") + bool(self.legs)

    def holds(self, pattern: Pattern, legs: str = "") -> bool:
        """Whether `pattern` is as it asks; `legs` is the result of `mostly_in`."""
        return (
            self._state_holds(pattern)
            and self._direction_holds(pattern)
            and self._size(pattern)
            and self.legs in ("", legs)
        )

    def is_open(self, pattern: Pattern, legs: str = "") -> bool:
        """Whether it does not hold now, but further walks could make it hold."""
        if self.holds(pattern, legs) or pattern.state not in UNDECIDED:
            return False
        if KINDS[pattern.kind].describes or (legs and self.legs not in ("", legs)):
            return False  # neither a description nor the legs that had symptoms is nearly another
        if pattern.state == State.SO_FAR:
            return self._direction_holds(pattern)
        return pattern.state == State.TOO_EARLY or not self._points_away(pattern)

    def _points_away(self, pattern: Pattern) -> bool:
        """Whether the estimate, however unsure, lies on the side that is not asked for."""
        if self.direction == "any" or pattern.estimate is None:
            return False
        return (pattern.estimate - KINDS[pattern.kind].null_value) * SIGNS[self.direction] < 0

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


def mostly_in(reading: Reading) -> str:
    """“both” where at least half of the walks with leg symptoms had them in both legs; else “one”.

    Empty where there is no such walk.
    """
    with_symptoms = len(reading[LEGS_PATTERN].for_)
    if not with_symptoms:
        return ""
    return "both" if 2 * reading.both_legs >= with_symptoms else "one"


@dataclass(frozen=True, slots=True)
class Rule:
    """An advice rule as the matching takes it: its answer fits where all `conditions` hold.

    `question` and `beside` (the answer to be shown with it) may be any keys that the caller uses,
    such as ids or slugs. `position` is the editor's order. Good news is not told to people whose
    pain or leg symptoms get worse.
    """

    slug: str
    version: int
    question: object
    because: str
    conditions: tuple[Condition, ...]
    beside: object | None = None
    tell_apart: str = ""
    position: int = 0
    is_good_news: bool = False

    @property
    def specificity(self) -> tuple[int, int]:
        """How much the rule asks: conditions that need something known, then further demands."""
        known = sum(condition.state not in NOTHING_KNOWN for condition in self.conditions)
        return known, sum(condition.demands for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Match:
    rule: Rule
    strength: Strength
    patterns: tuple[Pattern, ...]  # that its conditions are about, in their order


@dataclass(frozen=True, slots=True)
class NearMiss:
    rule: Rule
    held: tuple[Pattern, ...]
    open: tuple[Pattern, ...]  # that could decide it: their `needs` say how


Found = TypeVar("Found", Match, NearMiss)


def match(rules: Iterable[Rule], reading: Reading) -> tuple[list[Match], list[NearMiss]]:
    """The rules that hold for `reading`, the most specific first, and those that could still hold.

    A rule without conditions never matches: it would fit everybody.
    """
    matches, near_misses = [], []
    legs, worse = mostly_in(reading), cache(lambda: _is_getting_worse(reading))
    for rule in rules:
        held, unmet = [], []
        for condition in rule.conditions:
            found = reading[condition.pattern]
            if condition.holds(found, legs):
                held.append(found)
            elif condition.is_open(found, legs):
                unmet.append(found)
            else:
                break
        else:
            if rule.is_good_news and worse():
                continue
            if unmet:
                near_misses.append(NearMiss(rule, tuple(held), tuple(unmet)))
            elif held:
                matches.append(Match(rule, _strength(held), tuple(held)))
    matches.sort(key=_rank)
    near_misses.sort(
        key=lambda miss: (len(miss.open), -len(miss.held), miss.rule.position, miss.rule.slug)
    )
    return matches, near_misses


def _rank(found: Match) -> tuple[int, int, int, int, str]:
    conditions, demands = found.rule.specificity
    # Descriptions have no evidence to be ranked by; a match on them alone counts as linked.
    claims = [pattern for pattern in found.patterns if not KINDS[pattern.kind].describes]
    evidence = list(Strength).index(_strength(claims) if claims else Strength.LINKED)
    return -conditions, -demands, evidence, found.rule.position, found.rule.slug


def _is_getting_worse(reading: Reading) -> bool:
    """Whether the level of pain is up, pain after walks rises over the weeks, or leg symptoms have
    become more frequent."""
    level, trend = reading["pain_level"], reading["trend"]
    if level.estimate is not None and level.estimate >= LEVEL_RISES_BY:
        return True
    if reading.leg_answers and more_often(reading.leg_answers, LEG_ANSWERS_BEFORE)[-1]:
        return True
    return trend.state in (State.SO_FAR, State.LINKED) and trend.direction > 0


def _strength(patterns: Sequence[Pattern]) -> Strength:
    states = {pattern.state for pattern in patterns}
    if states == {State.LINKED}:
        return Strength.LINKED
    if states <= {State.LINKED, State.SO_FAR, State.NO_CLEAR_LINK}:
        return Strength.SO_FAR
    return Strength.CONTEXT


def dedupe_pairs(matches: Iterable[Found]) -> list[Found]:
    """The first of those that show the same two answers (A beside B, and B beside A)."""
    shown: set[frozenset[object]] = set()
    kept = []
    for found in matches:
        answers = frozenset({found.rule.question, found.rule.beside or found.rule.question})
        if answers not in shown:
            shown.add(answers)
            kept.append(found)
    return kept
