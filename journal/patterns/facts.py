"""One kind of one person at one reading: the plain numbers that sentences and needs are made of."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from . import linear, rules, shares
from .logs import NO_PROGRAMME, Bools, Logs
from .records import Kind, State
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
    walks: int  # all walks up to the reading
    used: int
    left_out: int
    at_ceiling: int  # left out because they began at 9 or 10
    cut_short: int  # left out because pain cut them short
    days: int  # from the first walk used to the last, both included
    distinct_days: int
    yes: int  # walks with the event: answers yes, or a rise of 2 or more
    usable: int  # walks that could carry an answer
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
    withdrawn_on: tuple[date, date] | None = None


def counts(kind: Kind, logs: Logs) -> tuple[Bools, Bools]:
    """Which walks of one person a kind rests on, and which of them show its event (walks,)."""
    if kind in shares.SHARES:
        known, yes = shares.answers(kind, logs)
        return known[0], yes[0]
    picked = linear.counts_for(
        Kind.TYPICAL_RISE if kind is Kind.COMFORTABLE_MINUTES else kind, logs
    )[0]
    rose = logs.after[0] - logs.before[0] >= rules.RISE_THAT_COUNTS
    return picked, picked & rose


def number(value: float) -> float | None:
    """A plain float, or None for NaN."""
    return None if np.isnan(value) else float(value)


def facts(kind: Kind, logs: Logs, found: Verdicts, at: int, programme: str | None) -> Facts:
    """Facts at the walk numbered `at` of one person, whose `found` has one reading per walk or one."""
    column = at if found.state.shape[1] > 1 else 0
    picked, event = (each[: at + 1] for each in counts(kind, logs))
    day, minutes = logs.day[0, : at + 1], logs.minutes[0, : at + 1]
    before = logs.before[0, : at + 1]
    used_days, used_minutes = day[picked], minutes[picked]
    if kind is Kind.SINCE_PROGRAMME:
        start = int(logs.programme_day[0])
        second = day >= start
        declared = start != NO_PROGRAMME
        baseline_days = int(start - used_days[0]) if declared and used_days.size else 0
        following_days = int(used_days[-1] - start) if declared and used_days.size else 0
    else:
        second = logs.hour[0, : at + 1] >= 12
        baseline_days = following_days = 0
    fine = picked & ~(logs.after[0, : at + 1] - before >= rules.RISE_THAT_COUNTS)
    fine &= logs.stopped[0, : at + 1] != 1
    sd = float(used_minutes.std(ddof=1)) if used_minutes.size > 1 else 0.0
    span = int(used_days[-1] - used_days[0]) if used_days.size else 0
    reach = {Kind.RISE_WITH_MINUTES: rules.SPREAD * sd / 10, Kind.TREND: span / 28}.get(kind, 1.0)
    at_ceiling = int((before >= rules.CEILING).sum())
    cut_short = (logs.stopped[0, : at + 1] == 1) & (before < rules.CEILING)
    return Facts(
        kind=kind,
        state=STATES[found.state[0, column]],
        direction=int(found.direction[0, column]),
        estimate=number(found.estimate[0, column]),
        low=number(found.low[0, column]),
        high=number(found.high[0, column]),
        walks=at + 1,
        used=int(found.used[0, column]),
        left_out=int(found.left_out[0, column]),
        at_ceiling=at_ceiling,
        cut_short=int(cut_short.sum()) if kind is Kind.RISE_WITH_MINUTES else 0,
        days=span + 1 if used_days.size else 0,
        distinct_days=int(np.unique(used_days).size),
        yes=int(event.sum()),
        usable=at + 1 - at_ceiling if kind is Kind.NEXT_MORNING else at + 1,
        early=int((picked & ~second).sum()),
        late=int((picked & second).sum()),
        baseline_days=baseline_days,
        following_days=following_days,
        programme=programme,
        shortest=int(used_minutes.min()) if used_minutes.size else 0,
        longest=int(used_minutes.max(initial=0)),
        comfortable=int(minutes[fine].max(initial=0)),
        minutes_sd=sd,
        reach=reach,
    )
