"""The plain numbers behind each pattern's chart."""

from itertools import compress
from math import sqrt

import numpy as np

from . import parameters
from .chart_data import Bar, ChartData, LinePoint, Phase
from .engine import share_evidence
from .engine.logs import Bools, Floats, Logs
from .engine.summary import Summary
from .engine.supporting_walks import residuals
from .values import Kind

_Columns = tuple[tuple[float, ...], tuple[float, ...], tuple[str, ...]]

STEPS = 13  # points along a fitted line
BEFORE, LEFT_OUT, SINCE = "before", "left out", "since"


def chart(summary: Summary, logs: Logs, keys: tuple[str, ...], picked: Bools) -> ChartData:
    """The chart's numbers for one kind of one person; `picked` marks the walks it rests on."""
    if summary.kind in share_evidence.SHARES:
        return _share(summary)
    if summary.kind is Kind.COMFORTABLE_MINUTES:
        return _comfortable(summary, logs, keys, picked)
    if summary.kind is Kind.TYPICAL_RISE:
        return _typical(summary, logs, keys, picked)
    if summary.kind is Kind.TIME_OF_DAY:
        return _two_bars(logs, picked, logs.hour[0] >= 12, ("before noon", "after noon"))
    if summary.kind is Kind.SINCE_PROGRAMME:
        return _phases(summary, logs, keys, picked)
    return _sloped(summary, logs, keys, picked)


def _share(summary: Summary) -> ChartData:
    if not summary.used:
        return ChartData("", "share of walks")
    bar = Bar("yes", summary.yes / summary.used, summary.low, summary.high, summary.used)
    return ChartData("", "share of walks", bars=(bar,))


def _dots(x: Floats, y: Floats, keys: tuple[str, ...], picked: Bools) -> _Columns:
    return tuple(x.tolist()), tuple(y.tolist()), tuple(compress(keys, picked.tolist()))


def _rise(logs: Logs, picked: Bools) -> Floats:
    return np.asarray((logs.after - logs.before)[0][picked], dtype=float)


def _weeks(logs: Logs, picked: Bools) -> Floats:
    return np.asarray((logs.day[0][picked] - logs.day[0][:1].sum()) / 7)


def _comfortable(summary: Summary, logs: Logs, keys: tuple[str, ...], picked: Bools) -> ChartData:
    minutes, rise = logs.minutes[0][picked].astype(float), _rise(logs, picked)
    bars = []
    for start in range(0, int(minutes.max(initial=-1)) + 1, 10):
        here = (minutes >= start) & (minutes < start + 10)
        if here.any():
            under = int((rise[here] < parameters.RISE_THAT_COUNTS).sum())
            low, high = share_evidence.wilson(np.array(under), np.array(here.sum()))
            label = f"{start} to {start + 9} minutes"
            share = under / int(here.sum())
            bars.append(Bar(label, share, float(low), float(high), int(here.sum())))
    return ChartData(
        "minutes",
        "rise in points",
        *_dots(minutes, rise, keys, picked),
        bars=tuple(bars),
        marker=summary.estimate,
    )


def _typical(summary: Summary, logs: Logs, keys: tuple[str, ...], picked: Bools) -> ChartData:
    weeks = _weeks(logs, picked)
    line: tuple[LinePoint, ...] = ()
    if summary.estimate is not None and summary.low is not None and summary.high is not None:
        line = tuple(
            LinePoint(float(x), summary.estimate, summary.low, summary.high)
            for x in (weeks.min(), weeks.max())
        )
    dots = _dots(weeks, _rise(logs, picked), keys, picked)
    return ChartData("weeks since the first walk", "rise in points", *dots, line=line)


def _sloped(summary: Summary, logs: Logs, keys: tuple[str, ...], picked: Bools) -> ChartData:
    """Dots adjusted to the person's usual other values, and the line through their centre."""
    by_minutes = summary.kind is Kind.RISE_WITH_MINUTES
    if by_minutes:
        x, unit, label = logs.minutes[0][picked].astype(float), 10.0, "minutes"
    else:
        x = _weeks(logs, picked)
        unit, label = 4.0, "weeks since the first walk"
    if x.size == 0:
        return ChartData(label, "pain after, adjusted")
    after = logs.after[0][picked].astype(float)
    if summary.estimate is None or summary.low is None or summary.high is None:
        return ChartData(label, "pain after", *_dots(x, after, keys, picked))
    left = residuals(summary.kind, logs, picked[None, :], np.array([x.size]))
    left_x, left_y = left[0][0], left[1][0]
    centre_x, centre_y = float(x.mean()), float(after.mean())
    slope = summary.estimate / unit
    adjusted = centre_y + left_y + slope * ((x - centre_x) - unit * left_x)
    middle = float(np.std(left_y - summary.estimate * left_x)) * parameters.Z / np.sqrt(x.size)
    wide = (summary.high - summary.low) / 2 / unit
    line = []
    for at in np.linspace(x.min(), x.max(), STEPS):
        y = centre_y + slope * (at - centre_x)
        half = float(np.hypot(middle, wide * (at - centre_x)))
        line.append(LinePoint(float(at), float(y), float(y - half), float(y + half)))
    dots = _dots(x, adjusted, keys, picked)
    return ChartData(label, "pain after, adjusted", *dots, line=tuple(line))


def _phases(summary: Summary, logs: Logs, keys: tuple[str, ...], picked: Bools) -> ChartData:
    """Walks by week before and since a programme began, with the level of each phase.

    The dots are adjusted to the person's usual pain before and minutes. Since the start there is a
    second level: what the one before would have come to by natural recovery alone.
    """
    label = "weeks since the start (grey: left out)"
    if summary.programme is None:
        return ChartData(label, "pain after")
    weeks = (logs.day[0][picked] - logs.programme_day[0]) / 7
    after = logs.after[0][picked].astype(float)
    stretches = _stretches(weeks)
    if summary.estimate is None or summary.low is None or summary.high is None:
        plain = tuple(Phase(name, *ends, walks=n) for name, ends, n in stretches)
        return ChartData(label, "pain after", *_dots(weeks, after, keys, picked), phases=plain)
    left = residuals(summary.kind, logs, picked[None, :], np.array([weeks.size]))
    left_x, left_y = left[0][0], left[1][0]
    since = weeks >= 0
    # What is left of each walk, put back on the level of its phase and week.
    course = summary.estimate * since - parameters.NATURAL_RECOVERY * weeks
    unexplained = left_y - summary.estimate * left_x
    middle = float(after.mean() - course.mean())
    phases = []
    for name, ends, n in stretches:
        here = since if name == SINCE else ~since
        if name == LEFT_OUT:
            phases.append(Phase(name, *ends))
            continue
        by_itself = middle - parameters.NATURAL_RECOVERY * float(weeks[here].mean())
        if name == SINCE:
            level, low, high = (
                by_itself + each for each in (summary.estimate, summary.low, summary.high)
            )
            phases.append(Phase(name, *ends, level, low, high, by_itself, n))
        else:
            half = parameters.Z * float(unexplained[here].std(ddof=1)) / sqrt(n)
            phases.append(
                Phase(name, *ends, by_itself, by_itself - half, by_itself + half, None, n)
            )
    dots = _dots(weeks, middle + course + unexplained, keys, picked)
    return ChartData(label, "pain after, adjusted", *dots, phases=tuple(phases))


def _stretches(weeks: Floats) -> list[tuple[str, tuple[float, float], int]]:
    """The phases that there are walks of, and the days between: name, ends, how many walks."""
    found = []
    dropped = -parameters.PHASE_DROPPED / 7
    before, since = weeks[weeks < 0], weeks[weeks >= 0]
    if before.size:
        found.append((BEFORE, (float(before.min()), dropped), before.size))
        found.append((LEFT_OUT, (dropped, 0.0), 0))
    if since.size:
        found.append((SINCE, (0.0, float(since.max())), since.size))
    return found


def _two_bars(logs: Logs, picked: Bools, second: Bools, labels: tuple[str, str]) -> ChartData:
    """Mean rise in two groups of walks, each with a plain 90 % interval."""
    rise = (logs.after - logs.before)[0]
    bars = []
    for label, group in zip(labels, (picked & ~second, picked & second), strict=True):
        values = rise[group]
        if values.size == 0:
            continue
        mean = float(values.mean())
        low = high = None
        if values.size > 1:
            half = parameters.Z * float(values.std(ddof=1)) / sqrt(values.size)
            low, high = mean - half, mean + half
        bars.append(Bar(label, mean, low, high, int(values.size)))
    return ChartData("", "rise in points", bars=tuple(bars))
