"""The closed set of events that there can be nudges for, and the rows in which they are found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from operator import le
from typing import NamedTuple


class Event(StrEnum):
    """Something that may begin in a log. It is described, and never a diagnosis."""

    BOTH_LEGS = "both_legs"
    LEGS_SPREAD = "legs_spread"
    LEGS_NEW = "legs_new"
    ENDED_HIGH = "ended_high"
    STEEP_RISE = "steep_rise"
    LEVEL_UP = "level_up"
    STILL_UP = "still_up"
    CHECK_IN = "check_in"
    NO_BETTER = "no_better"


EVENT_WORDS = {
    Event.BOTH_LEGS: "both legs, and the log cannot say whether that is new (asks)",
    Event.LEGS_SPREAD: "both legs, after answers without",
    Event.LEGS_NEW: "leg symptoms, new or with more walks than before",
    Event.ENDED_HIGH: "two walks running ended high",
    Event.STEEP_RISE: "two walks running raised it much",
    Event.LEVEL_UP: "pain before walks went up within two weeks",
    Event.STILL_UP: "still up the next morning after most walks",
    Event.CHECK_IN: "check-in after the first weeks",
    Event.NO_BETTER: "no better after some weeks",
}
# What the threshold of each event means, for the editor who sets it.
THRESHOLD_WORDS = {
    Event.BOTH_LEGS: "no number",
    Event.LEGS_SPREAD: "earlier answers about the legs, at least",
    Event.LEGS_NEW: "answers about the legs before they came more often, at least",
    Event.ENDED_HIGH: "pain after, at least",
    Event.STEEP_RISE: "points of rise, at least",
    Event.LEVEL_UP: "points above the weeks before, at least",
    Event.STILL_UP: "points above the pain before the walk, at least",
    Event.CHECK_IN: "days since the log or the exercises began",
    Event.NO_BETTER: "days since the log or the exercises began",
}
# If the first begins with the same walk, the second is left out: the first says as much and more.
SUPERSEDES = {Event.LEGS_SPREAD: Event.BOTH_LEGS, Event.ENDED_HIGH: Event.STEEP_RISE}


class WalkRow(NamedTuple):
    """One walk as the events see it. `day` is the local date; None is unknown, never “no”."""

    key: str
    day: date
    before: int
    after: int
    next_morning: int | None = None
    legs: str | None = None  # none, one, both

    @property
    def rise(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class RecentLog:
    """The last walks of one person, oldest first.

    `is_whole`: whether these are all walks. `began_on`: the days on which exercises began.
    """

    walks: Sequence[WalkRow]
    is_whole: bool = True
    began_on: tuple[date, ...] = ()

    @property
    def starts(self) -> tuple[date, ...]:
        """The days from which weeks are counted: the first walk's, and those of exercises."""
        first = (self.walks[0].day,) if self.is_whole and self.walks else ()
        return (*first, *self.began_on)

    @cached_property
    def days(self) -> list[date]:
        return [walk.day for walk in self.walks]

    @cached_property
    def before(self) -> list[int]:
        return [walk.before for walk in self.walks]

    @cached_property
    def has_days_in_order(self) -> bool:
        """Whether no date is before the one of the walk before it, as after a flight west."""
        return all(map(le, self.days, self.days[1:]))

    @cached_property
    def with_morning(self) -> list[int]:
        """The places of the walks with a score of the next morning."""
        return [at for at, walk in enumerate(self.walks) if walk.next_morning is not None]

    @cached_property
    def with_legs(self) -> list[int]:
        """The places of the walks with an answer about the legs."""
        return [at for at, walk in enumerate(self.walks) if walk.legs is not None]


@dataclass(frozen=True, slots=True)
class Onset:
    """An event that began with one walk."""

    event: Event
    walk: WalkRow
