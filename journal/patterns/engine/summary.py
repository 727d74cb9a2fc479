"""One kind of one person at one reading: the plain numbers that sentences and needs are made of."""

from dataclasses import dataclass, fields
from math import isnan

import numpy as np

from .. import parameters
from ..values import MAX_MINUTES, Kind, State
from . import share_evidence
from .logs import Bools, Ints, Logs
from .samples import counts_for
from .verdicts import STATES, Verdicts


@dataclass(frozen=True, slots=True)
class Summary:
    """Numbers of one kind at one reading. Missing ones are None or 0, never NaN."""

    kind: Kind
    state: State
    direction: int
    estimate: float | None
    low: float | None
    high: float | None
    programme: str | None
    used: int
    at_ceiling: int  # left out because they began at 9 or 10
    cut_short: int  # left out because pain cut them short
    days: int  # from the first walk used to the last, both included
    distinct_days: int
    yes: int  # walks with the event: answers yes, or a rise of 2 or more
    usable: int  # walks that began below 9
    early: int  # first group: before noon, baseline
    late: int  # second group: after noon, since the programme began
    baseline_days: int
    following_days: int
    shortest: int
    longest: int
    comfortable: int  # longest walk used that rose by less than 2 and was not cut short
    minutes_sd: float
    reach: float  # turns the estimate's unit into points between a low and a high value


TALLIED = tuple(
    each.name
    for each in fields(Summary)
    if each.name not in ("kind", "state", "direction", "estimate", "low", "high", "programme")
)


def counts(kind: Kind, logs: Logs) -> tuple[Bools, Bools]:
    """(people, walks): which walks a kind rests on, and which of them show its event."""
    if kind in share_evidence.SHARES:
        return share_evidence.answers(kind, logs)
    picked = counts_for(Kind.TYPICAL_RISE if kind is Kind.COMFORTABLE_MINUTES else kind, logs)
    rose = logs.after - logs.before >= parameters.RISE_THAT_COUNTS
    return picked, picked & rose


def reach(kind: Kind, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
    """The counts among the summary after every walk, by name: arrays (people, walks).

    Of a share only walks and answers are counted; the rest is 0.
    """
    below = logs.usable
    zero = np.zeros(picked.shape, dtype=np.int64)
    found = dict.fromkeys(TALLIED, zero) | {
        "used": _sum(picked),
        "yes": _sum(event),
        "usable": _sum(below),
        "reach": np.ones(picked.shape),
    }
    if kind in share_evidence.SHARES:
        return found
    found["at_ceiling"] = _sum(logs.real & (logs.before >= parameters.CEILING))
    if kind is Kind.RISE_WITH_MINUTES:
        found["cut_short"] = _sum(below & (logs.stopped == 1))
    return found | _days(kind, logs, picked) | _lengths(kind, logs, picked, event, found["used"])


def _sum(flags: Bools) -> Ints:
    return np.cumsum(flags, axis=1)


def _days(kind: Kind, logs: Logs, picked: Bools) -> dict[str, Ints]:
    last = np.maximum.accumulate(np.where(picked, logs.day, -1), axis=1)
    first = np.where(picked, logs.day, np.iinfo(np.int64).max).min(axis=1, keepdims=True)
    any_yet = last >= 0
    span = np.where(any_yet, last - first, 0)
    new = picked.copy()
    new[:, 1:] &= logs.day[:, 1:] > last[:, :-1]
    second = logs.hour >= 12
    found = {"days": span + any_yet, "distinct_days": _sum(new)}
    if kind is Kind.SINCE_PROGRAMME:
        start = logs.programme_day[:, None]
        second = logs.day >= start
        found["baseline_days"] = np.where(any_yet, start - first, 0)
        found["following_days"] = np.where(any_yet, last - start, 0)
    if kind is Kind.TREND:
        found["reach"] = span / 28
    return found | {"early": _sum(picked & ~second), "late": _sum(picked & second)}


def _lengths(kind: Kind, logs: Logs, picked: Bools, event: Bools, used: Ints) -> dict[str, Ints]:
    minutes = np.where(picked, logs.minutes, 0)
    fine = picked & ~event & (logs.stopped != 1)
    shortest = np.minimum.accumulate(np.where(picked, logs.minutes, MAX_MINUTES), axis=1)
    # In whole numbers up to the root, so that a standard deviation of exactly 6 is 6.
    total, squares = np.cumsum(minutes, axis=1), np.cumsum(minutes * minutes, axis=1)
    sd = np.sqrt((used * squares - total * total) / np.maximum(used * (used - 1), 1))
    found = {
        "shortest": np.where(used > 0, shortest, 0),
        "longest": np.maximum.accumulate(minutes, axis=1),
        "comfortable": np.maximum.accumulate(np.where(fine, logs.minutes, 0), axis=1),
        "minutes_sd": sd,
    }
    if kind is Kind.RISE_WITH_MINUTES:
        found["reach"] = parameters.SPREAD * sd / 10
    return found


def summary(
    kind: Kind,
    found: Verdicts,
    counted: dict[str, Ints],
    person: int,
    readings: Ints,
    programme: str | None,
) -> list[Summary]:
    """Summary of one person of a cohort at some readings (columns of the verdicts)."""
    columns = [
        getattr(found, name)[person, readings].tolist()
        for name in ("state", "direction", "estimate", "low", "high")
    ]
    rows = zip(
        *columns, *(counted[name][person, readings].tolist() for name in TALLIED), strict=True
    )
    return [
        Summary(
            kind,
            STATES[state],
            direction,
            None if isnan(estimate) else estimate,
            None if isnan(low) else low,
            None if isnan(high) else high,
            programme,
            *counts,
        )
        for state, direction, estimate, low, high, *counts in rows
    ]
