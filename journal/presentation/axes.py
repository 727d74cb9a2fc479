"""The frame of a chart: its size, its scales, its lines and numbers along both axes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.html import format_html
from django.utils.safestring import SafeString
from numpy.typing import NDArray

from journal.patterns import ChartData
from journal.presentation.wording import plain_number

WIDTH, HEIGHT = 340, 230
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 14, 44


@dataclass(frozen=True)
class Scale:
    """Maps values between `low` and `high` to pixels between `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def many(self, values: Sequence[float]) -> NDArray[np.float64]:
        """What it maps each of some values to."""
        share = (np.array(values, dtype=float) - self.low) / (self.high - self.low)
        return np.asarray(np.round(self.start + share * (self.end - self.start), 1))

    def ticks(self, count: int = 6) -> list[float]:
        """Round values inside the scale, about `count` of them."""
        step = _round_step((self.high - self.low) / count)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(number * step, 6) for number in range(first, last + 1)]


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * nice for nice in (1, 2, 5, 10) if power * nice >= rough * 0.999)


def padded(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = (high - low) * 0.06 or 1.0
    return low - margin, high + margin


def numbered(tags: str, rows: Iterable[Sequence[object]]) -> SafeString:
    """The tags once for each row of what is put in: numbers and names of our own, in which there
    is nothing to escape. `format_html_join` would look for it hundreds of times."""
    return SafeString("".join(tags.format(*row) for row in rows))


def across(x: Scale, y: Scale) -> SafeString:
    return numbered(
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="c-text" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (
                "c-axis" if value == 0 else "c-grid",
                LEFT,
                WIDTH - RIGHT,
                y(value),
                y(value),
                LEFT - 6,
                y(value) + 4,
                plain_number(value),
            )
            for value in y.ticks(5)
        ),
    )


def grid(x: Scale, y: Scale) -> SafeString:
    along = numbered(
        '<text class="c-text" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((x(value), HEIGHT - BOTTOM + 16, plain_number(value)) for value in x.ticks()),
    )
    return across(x, y) + along


def labels(chart: ChartData) -> SafeString:
    return format_html(
        '<text class="c-text" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text class="c-text" x="4" y="10">{}</text>',
        (LEFT + WIDTH - RIGHT) / 2,
        HEIGHT - 8,
        chart.x_label,
        chart.y_label,
    )
