"""Charts as SVG, drawn on the server from a pattern's plain numbers.

No script and no inline style: the classes (`c-line`, `c-band`, `c-point` …) are coloured by the
site's stylesheet, in both schemes. One unit is one CSS pixel on a narrow phone.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from django.utils.html import format_html
from django.utils.safestring import SafeString

from journal.patterns import KINDS, Bar, ChartData, Pattern, Phase, State
from journal.patterns.kinds.kind import Kind
from journal.patterns.number_words import count, short_day
from journal.patterns.parameters import RISE_THAT_COUNTS
from journal.presentation.axes import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Scale,
    across,
    drawn_box,
    drawn_line,
    grid,
    joined,
    labels,
    number_below,
    padded,
    picture,
    written,
)
from journal.presentation.wording import plain_number

BAR_HEIGHT = 54
NAMED = 14  # pixels above the dots, for the names of phases
DATES, HALF_A_DATE = 3, 28  # dates along an axis, and half the room of one
MANY_DOTS, GRAIN, LARGEST_DOT = 400, 4, 9
ROWS = 100_000  # more than the tenths of a pixel that a chart is high


def draw(pattern: Pattern, name: str) -> SafeString | None:
    """The chart of one pattern, or None where there is nothing to see yet."""
    chart = pattern.chart
    if chart.threshold is not None and len(chart.dot_x) > 1:
        body, height = _lengths(pattern), HEIGHT
    elif chart.bars:
        body = _bars(chart.bars, KINDS[pattern.kind])
        height = TOP + BOTTOM + BAR_HEIGHT * len(chart.bars)
    elif chart.day_zero and KINDS[pattern.kind].describes and len(chart.dot_x) > 1:
        body, height = _fortnights(chart), HEIGHT
    elif chart.phases and len(chart.dot_x) > 1:
        body, height = _phased(chart), HEIGHT
    elif len(chart.dot_x) > 1:
        body, height = _plot(chart), HEIGHT
    else:
        return None
    described = pattern.sentence if pattern.state != State.TOO_EARLY else "Too early to say."
    if any(phase.expected is not None for phase in chart.phases):
        described += " The broken line is the level that recovery by itself would have given."
    return picture(f"chart-{pattern.kind}", name, described, height, body)


def _fortnights(chart: ChartData) -> SafeString:
    """Walks by date, with the mean of each fortnight as a line across it."""
    levels = [phase for phase in chart.phases if phase.level is not None]
    ends = [end for phase in levels for end in (phase.start, phase.end)]
    x = Scale(*padded([*chart.dot_x, *ends]), LEFT, WIDTH - RIGHT)
    y = Scale(*padded([*chart.dot_y, 0.0]), HEIGHT - BOTTOM, TOP)
    lines = [_level(phase, x, y) for phase in levels]
    return joined([_grid(chart, x, y), _dots(chart, x, y), *lines, labels(chart)])


def _grid(chart: ChartData, x: Scale, y: Scale) -> SafeString:
    """The lines across, and along the axis numbers, or dates if it counts weeks from a day."""
    if chart.day_zero is None:
        return grid(x, y)
    return across(y) + joined(
        written(x(week), HEIGHT - BOTTOM + 16, short_day(in_weeks(chart.day_zero, week)))
        for week in x.ticks(DATES)
        if LEFT < x(week) < WIDTH - RIGHT - HALF_A_DATE
    )


def in_weeks(day_zero: date, weeks: float) -> date:
    """The date so many weeks after the one at which an axis begins."""
    return day_zero + timedelta(days=round(7 * weeks))


def _plot(chart: ChartData) -> SafeString:
    xs = [*chart.dot_x] + [point.x for point in chart.line]
    ys = [*chart.dot_y] + [y for point in chart.line for y in (point.low, point.high)]
    x = Scale(*padded(xs), start=LEFT, end=WIDTH - RIGHT)
    y = Scale(*padded([*ys, 0.0]), start=HEIGHT - BOTTOM, end=TOP)
    drawn = _band(chart, x, y) + _marker(chart, x) + _dots(chart, x, y)
    return _grid(chart, x, y) + drawn + labels(chart)


def _lengths(pattern: Pattern) -> SafeString:
    """Each walk's rise against its minutes, with the headline and the band of the limit."""
    chart = pattern.chart
    ends = [end for end in (pattern.low, pattern.high) if end is not None]
    x = Scale(*padded([*chart.dot_x, *ends]), LEFT, WIDTH - RIGHT)
    heights = [*chart.dot_y, 0.0, RISE_THAT_COUNTS]
    y = Scale(*padded(heights), HEIGHT - BOTTOM, TOP)
    drawn = grid(x, y) + _threshold(y) + _marker(chart, x) + _dots(chart, x, y) + labels(chart)
    return _column("c-band", x(ends[0]), x(ends[1])) + drawn if len(ends) == 2 else drawn


def _phased(chart: ChartData) -> SafeString:
    """Walks by week, the phases named along the top, each with its level and interval."""
    phases = chart.phases
    ends = [end for phase in phases for end in (phase.start, phase.end)]
    levels = [
        level
        for phase in phases
        for level in (phase.low, phase.high, phase.expected)
        if level is not None
    ]
    x = Scale(*padded([*chart.dot_x, *ends]), LEFT, WIDTH - RIGHT)
    y = Scale(*padded([*chart.dot_y, *levels, 0.0]), HEIGHT - BOTTOM, TOP + NAMED)
    drawn = [_phase(phase, x, y) for phase in phases]
    return joined([_grid(chart, x, y), *drawn, _dots(chart, x, y), labels(chart)])


def _level(phase: Phase, x: Scale, y: Scale) -> SafeString:
    at = y(phase.level or 0)
    return drawn_line("c-line", x(phase.start), x(phase.end), at, at)


def _phase(phase: Phase, x: Scale, y: Scale) -> SafeString:
    start, end = x(phase.start), x(phase.end)
    if not phase.walks:
        return _column("c-gap", start, end)
    name = (
        written(end, TOP + 10, phase.label, "end")
        if phase.start < 0
        else written(start + 2, TOP + 10, phase.label, "start")
    )
    if phase.level is None or phase.low is None or phase.high is None:
        return name
    high = y(phase.high)
    band = drawn_box("c-band", start, high, _extent(start, end), _extent(high, y(phase.low)))
    level = name + band + _level(phase, x, y)
    if phase.expected is None:
        return level
    # The level by recovery alone, with its name on the side away from the other line.
    at = y(phase.expected)
    above = at - 5 if phase.expected >= phase.level else at + 14
    return (
        level
        + drawn_line("c-marker", start, end, at, at)
        + written(end, above, "recovery alone", "end")
    )


def _threshold(y: Scale) -> SafeString:
    at = y(RISE_THAT_COUNTS)
    return drawn_line("c-whisker", LEFT, WIDTH - RIGHT, at, at) + written(
        WIDTH - RIGHT, at - 5, f"{RISE_THAT_COUNTS} points up", "end"
    )


def _column(kind: str, start: float, end: float) -> SafeString:
    """A box from the top of a chart to its axis."""
    return drawn_box(kind, start, TOP, _extent(start, end), HEIGHT - BOTTOM - TOP)


def _extent(start: float, end: float) -> float:
    """The distance from start to end, but at least one pixel, so that something is seen."""
    return round(max(end - start, 1), 1)


def _band(chart: ChartData, x: Scale, y: Scale) -> SafeString:
    if not chart.line:
        return SafeString("")
    upper = [(x(point.x), y(point.high)) for point in chart.line]
    lower = [(x(point.x), y(point.low)) for point in reversed(chart.line)]
    return format_html(
        '<polygon class="c-band" points="{}"/><polyline class="c-line" points="{}"/>',
        _points(upper + lower),
        _points((x(point.x), y(point.y)) for point in chart.line),
    )


def _marker(chart: ChartData, x: Scale) -> SafeString:
    if chart.marker is None or not x.low <= chart.marker <= x.high:
        return SafeString("")
    at = x(chart.marker)
    return drawn_line("c-marker", at, at, TOP, HEIGHT - BOTTOM)


def _dots(chart: ChartData, x: Scale, y: Scale) -> SafeString:
    """One dot for each place, larger for more walks: with whole numbers, many share a place.

    A log of years is drawn on a coarser grid: thousands of dots would be a blot, and a slow page.
    """
    grain = GRAIN if len(chart.dot_x) > MANY_DOTS else 0.1
    across, down = (
        np.rint(scale.many(dots) / grain) for scale, dots in ((x, chart.dot_x), (y, chart.dot_y))
    )
    place = across * ROWS + down
    _, first, counts = np.unique(place, return_index=True, return_counts=True)
    in_time = np.argsort(first)  # the newest on top
    # Hundreds of dots share few numbers, each of which is formatted once.
    at = {step: str(round(step * grain, 1)) for step in {*across.tolist(), *down.tolist()}}
    numbers = (each[in_time].tolist() for each in (across[first], down[first], counts))
    # Nothing but numbers: there is nothing to escape.
    return SafeString(
        "".join(
            f'<circle class="c-point" cx="{at[cx]}" cy="{at[cy]}" r="{_radius(count)}"/>'
            for cx, cy, count in zip(*numbers, strict=True)
        )
    )


@lru_cache(maxsize=256)
def _radius(walks: int) -> str:
    return str(min(round(3 * math.sqrt(walks), 1), LARGEST_DOT))


def _bars(bars: Sequence[Bar], kind: Kind) -> SafeString:
    in_points = not kind.bars_are_shares
    ends = [v for bar in bars for v in (bar.value, bar.low, bar.high) if v is not None]
    low, high = (min(0.0, *ends), max(0.0, *ends)) if in_points else (0.0, 1.0)
    x = Scale(low, high if high > low else low + 1.0, start=LEFT, end=WIDTH - RIGHT)
    rows = [_bar(bar, x, TOP + BAR_HEIGHT * row) for row, bar in enumerate(bars)]
    bottom = TOP + BAR_HEIGHT * len(rows)
    ticks = [
        number_below(x(value), bottom + 16, plain_number(value) if in_points else f"{value:.0%}")
        for value in x.ticks(4)
    ]
    label = written((LEFT + WIDTH - RIGHT) / 2, bottom + 36, kind.bar_measure)
    return joined([*rows, *ticks, label])


def _bar(bar: Bar, x: Scale, top: float) -> SafeString:
    start, end = sorted((x(0), x(bar.value)))
    middle = top + 32
    drawn = written(LEFT, top + 16, f"{bar.label} ({count(bar.walks, 'walk')})", "")
    drawn += drawn_box("c-bar", start, middle - 8, _extent(start, end), 16)
    if bar.low is None or bar.high is None:
        return drawn
    likely = x(bar.low), x(bar.high), middle, middle
    return drawn + drawn_line("c-halo", *likely) + drawn_line("c-whisker", *likely)


def _points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in pairs)
