"""The plain numbers of one kind at one reading of one person, from which sentences are made."""

from dataclasses import dataclass, fields
from math import isnan

import numpy as np

from ..values import MAX_MINUTES, State
from .logs import Bools, Floats, Ints, Logs
from .verdicts import STATES, Verdicts


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of one kind at one reading of one person. Missing ones are None or 0, never NaN.

    Each kind fills in only what its own words need (`Kind.numbers`).
    """

    state: State
    direction: int
    estimate: float | None
    low: float | None
    high: float | None
    programme: str | None = None
    used: int = 0
    yes: int = 0  # walks with the event: answers yes, or a rise of 2 or more
    usable: int = 0  # walks that began below 9
    at_ceiling: int = 0  # left out because they began at 9 or 10
    cut_short: int = 0  # left out because pain cut them short
    days: int = 0  # from the first walk used to the last, both included
    distinct_days: int = 0
    # Walks before noon, of the baseline, in the first weeks, or under 2 points up to the headline;
    # or how many answers before the last ten were yes.
    early: int = 0
    # Walks after noon, since the start, in the last weeks, or all up to the headline; or how many
    # of the last ten answers were yes.
    late: int = 0
    baseline_days: int = 0
    following_days: int = 0
    shortest: int = 0
    comfortable: int = 0  # longest walk used that rose by less than 2 and was not cut short
    limit: int = 0  # minutes, where one is linked
    of_rise: bool = False  # whether the estimate is that of the rise, not of the level
    since_known: bool = False  # whether the onset of the pain is known
    minutes_sd: float = 0.0
    minutes_with_hour: float = 0.0  # correlation of length with starting after noon
    early_pain: float = 0.0  # mean pain before and mean minutes of the first weeks
    early_minutes: float = 0.0
    late_pain: float = 0.0  # and of the last weeks
    late_minutes: float = 0.0
    older: int = 0  # walks before the window of the level of pain
    reach: float = 1.0  # factor to points between a low and a high covariate

    @property
    def interval(self) -> tuple[float, float, float] | None:
        """Estimate, low and high; None where any is missing."""
        if self.estimate is None or self.low is None or self.high is None:
            return None
        return self.estimate, self.low, self.high


COUNTED = tuple(each.name for each in fields(Summary))[6:]


def so_far(flags: Bools) -> Ints:
    """(people, walks): running sums; of flags, how many are true up to each walk."""
    return np.cumsum(flags, axis=1)


def first_and_last(logs: Logs, picked: Bools) -> tuple[Ints, Ints]:
    """The first day used, (people, 1), and the last one so far, (people, walks; -1: none yet)."""
    last = np.maximum.accumulate(np.where(picked, logs.day, -1), axis=1)
    first = np.where(picked, logs.day, np.iinfo(np.int64).max).min(axis=1, keepdims=True)
    return first, last


def day_numbers(logs: Logs, picked: Bools) -> dict[str, Ints]:
    first, last = first_and_last(logs, picked)
    new = picked.copy()
    new[:, 1:] &= logs.day[:, 1:] > last[:, :-1]
    return {"days": np.where(last >= 0, last - first + 1, 0), "distinct_days": so_far(new)}


def group_numbers(picked: Bools, second: Bools) -> dict[str, Ints]:
    return {"early": so_far(picked & ~second), "late": so_far(picked & second)}


def length_numbers(logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
    used = so_far(picked)
    minutes = np.where(picked, logs.minutes, 0)
    fine = picked & ~event & (logs.stopped != 1)
    shortest = np.minimum.accumulate(np.where(picked, logs.minutes, MAX_MINUTES), axis=1)
    # In whole numbers up to the root, so that a standard deviation of exactly 6 is 6.
    total, squares = np.cumsum(minutes, axis=1), np.cumsum(minutes * minutes, axis=1)
    sd = np.sqrt((used * squares - total * total) / np.maximum(used * (used - 1), 1))
    return {
        "shortest": np.where(used > 0, shortest, 0),
        "comfortable": np.maximum.accumulate(np.where(fine, logs.minutes, 0), axis=1),
        "minutes_sd": sd,
    }


def minutes_with_group(logs: Logs, picked: Bools, second: Bools) -> Floats:
    """Correlation of a walk's length with being in the second group, after every walk.

    (people, walks); zero where all walks are equally long or in one group.
    """
    used, late = so_far(picked), so_far(picked & second)
    minutes = np.where(picked, logs.minutes, 0)
    total, squares = np.cumsum(minutes, axis=1), np.cumsum(minutes * minutes, axis=1)
    of_late = np.cumsum(np.where(second, minutes, 0), axis=1)
    spread = np.sqrt(used * squares - total * total) * np.sqrt(used * late - late * late)
    return np.asarray((used * of_late - total * late) / np.where(spread > 0, spread, np.inf))


def every_number(picked: Bools, event: Bools, counted: dict[str, Ints]) -> dict[str, Ints]:
    """Every field of COUNTED, (people, walks): 0 where a kind does not count it (`reach`: 1)."""
    zero = np.zeros(picked.shape, dtype=np.int64)
    always = {"used": so_far(picked), "yes": so_far(event), "reach": np.ones(picked.shape)}
    return dict.fromkeys(COUNTED, zero) | always | counted


def summaries(found: Verdicts, counted: dict[str, Ints], programme: str | None) -> list[Summary]:
    """Summaries of one person, from verdicts and counts at some readings, (readings,)."""
    told_by = found.state, found.direction, found.estimate, found.low, found.high
    columns = [values.tolist() for values in told_by]
    numbers = (counted[name].tolist() for name in COUNTED)
    return [
        Summary(
            STATES[state],
            direction,
            None if isnan(estimate) else estimate,
            None if isnan(low) else low,
            None if isnan(high) else high,
            programme,
            *told,
        )
        for state, direction, estimate, low, high, *told in zip(*columns, *numbers, strict=True)
    ]
