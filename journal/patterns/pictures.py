"""The plain numbers behind each pattern's chart."""

from itertools import compress
from math import sqrt

import numpy as np

from . import rules, shares
from .facts import Facts
from .logs import Bools, Floats, Logs
from .records import Bar, Kind, LinePoint, Phase, Picture
from .sides import residuals

_Columns = tuple[tuple[float, ...], tuple[float, ...], tuple[str, ...]]

STEPS = 13  # points along a fitted line
BEFORE, LEFT_OUT, SINCE = "before", "left out", "since"


def picture(facts: Facts, logs: Logs, keys: tuple[str, ...], picked: Bools) -> Picture:
    """The chart's numbers for one kind of one person; `picked` marks the walks it rests on."""
    if facts.kind in shares.SHARES:
        return _share(facts)
    if facts.kind is Kind.COMFORTABLE_MINUTES:
        return _comfortable(facts, logs, keys, picked)
    if facts.kind is Kind.TYPICAL_RISE:
        return _typical(facts, logs, keys, picked)
    if facts.kind is Kind.TIME_OF_DAY:
        return _two_bars(logs, picked, logs.hour[0] >= 12, ("before noon", "after noon"))
    if facts.kind is Kind.SINCE_PROGRAMME:
        return _phases(facts, logs, keys, picked)
    return _sloped(facts, logs, keys, picked)


def _share(facts: Facts) -> Picture:
    if not facts.used:
        return Picture("", "share of walks")
    bar = Bar("yes", facts.yes / facts.used, facts.low, facts.high, facts.used)
    return Picture("", "share of walks", bars=(bar,))


def _dots(x: Floats, y: Floats, keys: tuple[str, ...], picked: Bools) -> _Columns:
    return tuple(x.tolist()), tuple(y.tolist()), tuple(compress(keys, picked.tolist()))


def _rise(logs: Logs, picked: Bools) -> Floats:
    return np.asarray((logs.after - logs.before)[0][picked], dtype=float)


def _weeks(logs: Logs, picked: Bools) -> Floats:
    return np.asarray((logs.day[0][picked] - logs.day[0][:1].sum()) / 7)


def _comfortable(facts: Facts, logs: Logs, keys: tuple[str, ...], picked: Bools) -> Picture:
    minutes, rise = logs.minutes[0][picked].astype(float), _rise(logs, picked)
    bars = []
    for start in range(0, int(minutes.max(initial=-1)) + 1, 10):
        here = (minutes >= start) & (minutes < start + 10)
        if here.any():
            under = int((rise[here] < rules.RISE_THAT_COUNTS).sum())
            low, high = shares.wilson(np.array(under), np.array(here.sum()))
            label = f"{start} to {start + 9} minutes"
            share = under / int(here.sum())
            bars.append(Bar(label, share, float(low), float(high), int(here.sum())))
    return Picture(
        "minutes",
        "rise in points",
        *_dots(minutes, rise, keys, picked),
        bars=tuple(bars),
        marker=facts.estimate,
    )


def _typical(facts: Facts, logs: Logs, keys: tuple[str, ...], picked: Bools) -> Picture:
    weeks = _weeks(logs, picked)
    line: tuple[LinePoint, ...] = ()
    if facts.estimate is not None and facts.low is not None and facts.high is not None:
        line = tuple(
            LinePoint(float(x), facts.estimate, facts.low, facts.high)
            for x in (weeks.min(), weeks.max())
        )
    dots = _dots(weeks, _rise(logs, picked), keys, picked)
    return Picture("weeks since the first walk", "rise in points", *dots, line=line)


def _sloped(facts: Facts, logs: Logs, keys: tuple[str, ...], picked: Bools) -> Picture:
    """Dots adjusted to the person's usual other values, and the line through their centre."""
    by_minutes = facts.kind is Kind.RISE_WITH_MINUTES
    if by_minutes:
        x, unit, label = logs.minutes[0][picked].astype(float), 10.0, "minutes"
    else:
        x = _weeks(logs, picked)
        unit, label = 4.0, "weeks since the first walk"
    if x.size == 0:
        return Picture(label, "pain after, adjusted")
    after = logs.after[0][picked].astype(float)
    if facts.estimate is None or facts.low is None or facts.high is None:
        return Picture(label, "pain after", *_dots(x, after, keys, picked))
    left = residuals(facts.kind, logs, picked[None, :], np.array([x.size]))
    left_x, left_y = left[0][0], left[1][0]
    centre_x, centre_y = float(x.mean()), float(after.mean())
    slope = facts.estimate / unit
    adjusted = centre_y + left_y + slope * ((x - centre_x) - unit * left_x)
    middle = float(np.std(left_y - facts.estimate * left_x)) * rules.Z / np.sqrt(x.size)
    wide = (facts.high - facts.low) / 2 / unit
    line = []
    for at in np.linspace(x.min(), x.max(), STEPS):
        y = centre_y + slope * (at - centre_x)
        half = float(np.hypot(middle, wide * (at - centre_x)))
        line.append(LinePoint(float(at), float(y), float(y - half), float(y + half)))
    dots = _dots(x, adjusted, keys, picked)
    return Picture(label, "pain after, adjusted", *dots, line=tuple(line))


def _phases(facts: Facts, logs: Logs, keys: tuple[str, ...], picked: Bools) -> Picture:
    """Walks by week before and since a programme began, with the level of each phase.

    The dots are adjusted to the person's usual pain before and minutes. Since the start there is a
    second level: what the one before would have come to by natural recovery alone.
    """
    label = "weeks since the start (grey: left out)"
    if facts.programme is None:
        return Picture(label, "pain after")
    weeks = (logs.day[0][picked] - logs.programme_day[0]) / 7
    after = logs.after[0][picked].astype(float)
    stretches = _stretches(weeks)
    if facts.estimate is None or facts.low is None or facts.high is None:
        plain = tuple(Phase(name, *ends, walks=n) for name, ends, n in stretches)
        return Picture(label, "pain after", *_dots(weeks, after, keys, picked), phases=plain)
    left = residuals(facts.kind, logs, picked[None, :], np.array([weeks.size]))
    left_x, left_y = left[0][0], left[1][0]
    since = weeks >= 0
    # What is left of each walk, put back on the level of its phase and week.
    course = facts.estimate * since - rules.NATURAL_RECOVERY * weeks
    unexplained = left_y - facts.estimate * left_x
    middle = float(after.mean() - course.mean())
    phases = []
    for name, ends, n in stretches:
        here = since if name == SINCE else ~since
        if name == LEFT_OUT:
            phases.append(Phase(name, *ends))
            continue
        by_itself = middle - rules.NATURAL_RECOVERY * float(weeks[here].mean())
        if name == SINCE:
            level, low, high = (
                by_itself + each for each in (facts.estimate, facts.low, facts.high)
            )
            phases.append(Phase(name, *ends, level, low, high, by_itself, n))
        else:
            half = rules.Z * float(unexplained[here].std(ddof=1)) / sqrt(n)
            phases.append(
                Phase(name, *ends, by_itself, by_itself - half, by_itself + half, None, n)
            )
    dots = _dots(weeks, middle + course + unexplained, keys, picked)
    return Picture(label, "pain after, adjusted", *dots, phases=tuple(phases))


def _stretches(weeks: Floats) -> list[tuple[str, tuple[float, float], int]]:
    """The phases that there are walks of, and the days between: name, ends, how many walks."""
    found = []
    dropped = -rules.PHASE_DROPPED / 7
    before, since = weeks[weeks < 0], weeks[weeks >= 0]
    if before.size:
        found.append((BEFORE, (float(before.min()), dropped), before.size))
        found.append((LEFT_OUT, (dropped, 0.0), 0))
    if since.size:
        found.append((SINCE, (0.0, float(since.max())), since.size))
    return found


def _two_bars(logs: Logs, picked: Bools, second: Bools, labels: tuple[str, str]) -> Picture:
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
            half = rules.Z * float(values.std(ddof=1)) / sqrt(values.size)
            low, high = mean - half, mean + half
        bars.append(Bar(label, mean, low, high, int(values.size)))
    return Picture("", "rise in points", bars=tuple(bars))
