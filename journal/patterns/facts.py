"""One kind of one person at one reading: the plain numbers that sentences and needs are made of."""

from dataclasses import dataclass

import numpy as np

from . import rules, shares
from .logs import Bools, Logs
from .records import Kind, State
from .samples import counts_for
from .verdicts import STATES, Verdicts


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers of one kind at one reading. Missing ones are None or 0, never NaN."""

    kind: Kind
    state: State
    direction: int
    estimate: float | None
    low: float | None
    high: float | None
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
    programme: str | None
    shortest: int
    longest: int
    comfortable: int  # longest walk used that rose by less than 2 and was not cut short
    minutes_sd: float
    reach: float  # turns the estimate's unit into points between a low and a high value


def counts(kind: Kind, logs: Logs) -> tuple[Bools, Bools]:
    """Which walks of one person a kind rests on, and which of them show its event (walks,)."""
    if kind in shares.SHARES:
        known, yes = shares.answers(kind, logs)
        return known[0], yes[0]
    picked = counts_for(Kind.TYPICAL_RISE if kind is Kind.COMFORTABLE_MINUTES else kind, logs)[0]
    rose = logs.after[0] - logs.before[0] >= rules.RISE_THAT_COUNTS
    return picked, picked & rose


def number(value: float) -> float | None:
    """A plain float, or None for NaN."""
    return None if np.isnan(value) else float(value)


def facts(kind: Kind, logs: Logs, found: Verdicts, reading: int, programme: str | None) -> Facts:
    """Facts of one person (`logs` ends at the reading), from column `reading` of the verdicts."""
    picked, event = counts(kind, logs)
    day, minutes, before = logs.day[0], logs.minutes[0], logs.before[0]
    stopped, below = logs.stopped[0] == 1, before < rules.CEILING
    days, lengths = day[picked], minutes[picked]
    fine = picked & ~stopped & (logs.after[0] - before < rules.RISE_THAT_COUNTS)
    second = logs.hour[0] >= 12
    start = int(logs.programme_day[0])
    phased = kind is Kind.SINCE_PROGRAMME and days.size > 0
    if phased:
        second = day >= start
    span = int(days[-1] - days[0]) if days.size else 0
    sd = float(lengths.std(ddof=1)) if lengths.size > 1 else 0.0
    reach = {Kind.RISE_WITH_MINUTES: rules.SPREAD * sd / 10, Kind.TREND: span / 28}
    return Facts(
        kind=kind,
        state=STATES[found.state[0, reading]],
        direction=int(found.direction[0, reading]),
        estimate=number(found.estimate[0, reading]),
        low=number(found.low[0, reading]),
        high=number(found.high[0, reading]),
        used=int(picked.sum()),
        at_ceiling=int((~below).sum()),
        cut_short=int((stopped & below).sum()) if kind is Kind.RISE_WITH_MINUTES else 0,
        days=span + 1 if days.size else 0,
        distinct_days=int((np.diff(days) > 0).sum()) + 1 if days.size else 0,
        yes=int(event.sum()),
        usable=int(below.sum()),
        early=int((picked & ~second).sum()),
        late=int((picked & second).sum()),
        baseline_days=int(start - days[0]) if phased else 0,
        following_days=int(days[-1] - start) if phased else 0,
        programme=programme,
        shortest=int(lengths.min()) if lengths.size else 0,
        longest=int(lengths.max(initial=0)),
        comfortable=int(minutes[fine].max(initial=0)),
        minutes_sd=sd,
        reach=reach.get(kind, 1.0),
    )
