"""The parts that the charts of several kinds share."""

from datetime import date
from math import sqrt

import numpy as np

from .. import parameters
from ..chart_data import Bar, ChartData, LinePoint
from ..engine.logs import Bools, Floats, Logs
from ..engine.samples import Column
from ..engine.summary import Summary
from ..engine.supporting_walks import residuals

STEPS = 13  # points along a fitted line


def dots(x: Floats, y: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(x.tolist()), tuple(y.tolist())


def rises(logs: Logs, picked: Bools) -> Floats:
    return np.asarray((logs.after - logs.before)[0][picked], dtype=float)


def weeks_since_first(logs: Logs, picked: Bools) -> Floats:
    return np.asarray((logs.day[0][picked] - logs.day[0][:1].sum()) / 7)


def first_day(logs: Logs) -> date:
    """The date of the first walk, from which `weeks_since_first` counts."""
    return date.fromordinal(int(logs.day[0][0]))


def slope_chart(
    design: tuple[Column, ...],
    summary: Summary,
    logs: Logs,
    picked: Bools,
    axis: tuple[Floats, float, str],
) -> ChartData:
    """Pain after each walk, adjusted to the person's average of the other columns, and the fitted
    line with its 90 % band through the centre of the dots.

    `axis`: each walk's x, how many units of x the estimate is for, and the label of the axis.
    """
    x, unit, label = axis
    if x.size == 0:
        return ChartData(label, "pain after, as if all had begun alike")
    after = logs.after[0][picked].astype(float)
    if summary.interval is None:
        return ChartData(label, "pain after", *dots(x, after))
    estimate, low, high = summary.interval
    left = residuals(design, logs, picked[None, :], np.array([x.size]))
    left_x, left_y = left[0][0], left[1][0]
    centre_x, centre_y = float(x.mean()), float(after.mean())
    slope = estimate / unit
    adjusted = centre_y + left_y + slope * ((x - centre_x) - unit * left_x)
    middle = float(np.std(left_y - estimate * left_x)) * parameters.Z / np.sqrt(x.size)
    wide = (high - low) / 2 / unit
    line = []
    for at in np.linspace(x.min(), x.max(), STEPS):
        y = centre_y + slope * (at - centre_x)
        half = float(np.hypot(middle, wide * (at - centre_x)))
        line.append(LinePoint(float(at), float(y), float(y - half), float(y + half)))
    places = dots(x, adjusted)
    return ChartData(label, "pain after, as if all had begun alike", *places, line=tuple(line))


def two_bars(logs: Logs, picked: Bools, second: Bools, labels: tuple[str, str]) -> ChartData:
    """The mean rise in two groups of walks, each with a plain 90 % interval."""
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
