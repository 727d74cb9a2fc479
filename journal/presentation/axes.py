"""The frame of a chart: its size, its scales, its lines and numbers along both axes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from django.utils.html import format_html
from django.utils.safestring import SafeString
from numpy.typing import NDArray

from journal.patterns import ChartData
from journal.presentation.wording import plain_number

WIDTH, HEIGHT = 340, 230
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 22, 44  # above the topmost number stands what is measured
LETTER = 6.5  # pixels: about how wide a letter is


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
        """The pixels of some values, as `__call__` gives them one by one."""
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


def drawn_line(kind: str, x1: float, x2: float, y1: float, y2: float) -> SafeString:
    """A line with the CSS class `kind`, which is not escaped: a chart has hundreds of shapes. So no
    argument may come from outside, here and in `drawn_box`."""
    return SafeString(f'<line class="{kind}" x1="{x1}" x2="{x2}" y1="{y1}" y2="{y2}"/>')


def drawn_box(kind: str, x: float, y: float, width: float, height: float) -> SafeString:
    return SafeString(f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}"/>')


def written(x: float, y: float, words: object, anchor: str = "middle") -> SafeString:
    """Words, escaped; `anchor` is the end of them that is at `x` (SVG's; empty: the start)."""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return SafeString(f'<text class="c-text" x="{x}" y="{y}"{anchored}>{escape(str(words))}</text>')


def number_below(x: float, y: float, words: str) -> SafeString:
    """A number along the axis: centred on `x`, or ending there if it would be cut off."""
    return written(x, y, words, "end" if x + LETTER * len(words) / 2 > WIDTH else "middle")


def joined(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))


def picture(
    key: str, name: str, described: str, height: float, body: SafeString, more: str = ""
) -> SafeString:
    """The whole drawing with its title and a description of it; `key` makes its ids unique."""
    return format_html(
        '<svg{more} viewBox="0 0 {w} {h}" role="img" aria-labelledby="{key}-t {key}-d">'
        '<title id="{key}-t">{name}</title><desc id="{key}-d">{described}</desc>{body}</svg>',
        more=SafeString(more),
        w=WIDTH,
        h=height,
        key=key,
        name=name,
        described=described,
        body=body,
    )


def across(y: Scale) -> SafeString:
    """The lines across a chart, each with its number."""
    heights = [(y(value), value) for value in y.ticks(5)]
    return joined(
        drawn_line("c-axis" if value == 0 else "c-grid", LEFT, WIDTH - RIGHT, at, at)
        + written(LEFT - 6, at + 4, plain_number(value), "end")
        for at, value in heights
    )


def grid(x: Scale, y: Scale) -> SafeString:
    """The lines of `across`, and the numbers along the horizontal axis."""
    return across(y) + joined(
        number_below(x(value), HEIGHT - BOTTOM + 16, plain_number(value)) for value in x.ticks()
    )


def labels(chart: ChartData) -> SafeString:
    along = written((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, chart.x_label)
    return along + written(4, 10, chart.y_label, "")
