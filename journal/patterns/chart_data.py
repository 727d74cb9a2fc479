"""The plain numbers behind a chart, as values; how they look is up to the code that draws them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LinePoint:
    """The fitted line at `x`, with the interval around it."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a value with its interval (None: too few walks) and the walks it rests on."""

    label: str
    value: float
    low: float | None
    high: float | None
    walks: int


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch along the x axis with the level of its walks (None: not worked out).

    `expected` is the level that recovery by itself would have led to; `minutes` is the mean length
    of its walks.
    """

    label: str
    start: float
    end: float
    level: float | None = None
    low: float | None = None
    high: float | None = None
    expected: float | None = None
    walks: int = 0
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class ChartData:
    """What one chart shows.

    `dot_x` and `dot_y` place the walks in order of time: two columns, because a long log has
    thousands. `line` is a fit with its band, from left to right; `bars` are values with intervals,
    `phases` stretches of time; each may be empty. `marker` is one x to be marked (a headline in
    minutes), `threshold` one y (the rise that counts). `day_zero` is the date of x = 0 where the x
    axis counts weeks, to be labelled with dates.
    """

    x_label: str
    y_label: str
    dot_x: tuple[float, ...] = ()
    dot_y: tuple[float, ...] = ()
    line: tuple[LinePoint, ...] = ()
    bars: tuple[Bar, ...] = ()
    phases: tuple[Phase, ...] = ()
    marker: float | None = None
    threshold: float | None = None
    day_zero: date | None = None
