"""Pain and minutes by date, as SVG: pain before and after in the upper part, minutes in the lower.

Two scales never share one axis: pain has its own, from 0 to 10, and minutes have theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from journal.looking_back.day_sums import DayWalk, Step, Stretch, stretches
from journal.patterns import WalkColumns
from journal.patterns.number_words import count, plain, short_day
from journal.presentation.axes import (
    LEFT,
    RIGHT,
    WIDTH,
    Scale,
    drawn_box,
    drawn_line,
    joined,
    picture,
    written,
)

TOP, PAIN_BOTTOM = 24, 164
BARS_TOP, BARS_BOTTOM = 196, 246
HEIGHT = 284
WORST = 10
RECENT = timedelta(days=27)
WEEK, LABELS = 7, 4
MAX_SIDE_BY_SIDE = 6  # walks of one day that are drawn beside each other
BAR_SHARE = 0.62  # of the width of a stretch


@dataclass(frozen=True)
class DayChart:
    """A chart of stretches with the same numbers as a table."""

    svg: SafeString
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    is_by_walk: bool  # whether each walk is drawn, not the means of a stretch


def day_chart(found: Sequence[Stretch], step: Step, name: str, identity: str) -> DayChart:
    """The chart of some stretches; `name` is its title, `identity` makes its ids unique."""
    most = max((stretch.minutes for stretch in found), default=0)
    x = Scale(0, max(len(found), 1), LEFT, WIDTH - RIGHT)
    bars = Scale(0, _round_up(most), BARS_BOTTOM, BARS_TOP)
    pain = Scale(0, WORST, PAIN_BOTTOM, TOP)
    body = joined(
        [
            _frame(pain, bars),
            *(_bar(at, each, x, bars) for at, each in enumerate(found)),
            *(_scores(at, each, x, pain, step) for at, each in enumerate(found)),
            _dates(found, x, step),
        ]
    )
    svg = picture(f"chart-{identity}", name, described(found), HEIGHT, body)
    headings = (step.value, "walks", "minutes", "pain before", "pain after")
    rows = [_row(each, step) for each in found if each.count]
    return DayChart(svg, headings, rows, step is Step.DAY)


def recent_days(walks: WalkColumns) -> DayChart | None:
    """The last four weeks up to the last walk, day by day; None where there is no walk."""
    if not walks:
        return None
    last = date.fromordinal(int(walks.day.max()))
    first = max(date.fromordinal(int(walks.day.min())), last - RECENT)
    found = [
        DayWalk(walk.started_at.date(), walk.minutes, walk.pain_before, walk.pain_after)
        for walk in walks.some(walks.day >= first.toordinal()).in_order()
    ]
    drawn = stretches(found, first, last, Step.DAY)
    return day_chart(drawn, Step.DAY, "Pain and minutes by date", "recent")


def described(found: Sequence[Stretch]) -> str:
    """The chart of some stretches in words, for people who do not see it."""
    walks = [walk for stretch in found for walk in stretch.walks]
    if not walks:
        return "No walk was logged."
    before, after = ([getattr(walk, name) for walk in walks] for name in ("before", "after"))
    return (
        f"{count(len(walks), 'walk')}, {count(sum(walk.minutes for walk in walks), 'minute')} in "
        f"all. Pain before was {_span(before)}, after {_span(after)}."
    )


def _span(scores: list[int]) -> str:
    low, high = min(scores), max(scores)
    return f"{low} at every walk" if low == high else f"{low} to {high}"


def _round_up(most: int) -> float:
    """The end of the axis of minutes, from the most minutes of a stretch."""
    steps = (15, 30, 60, 120, 300, 600, 1500, 6000, 60000)
    step = next((each for each in steps if most <= 4 * each), steps[-1])
    return float(max(step, -(-most // step) * step))


def _frame(pain: Scale, bars: Scale) -> SafeString:
    levels = [(pain(value), value, value == 0) for value in (0, 2, 4, 6, 8, 10)]
    levels += [(bars(value), round(value), value == 0) for value in (0, bars.high)]
    lines = joined(
        drawn_line("c-axis" if is_zero else "c-grid", LEFT, WIDTH - RIGHT, y, y)
        + written(LEFT - 6, y + 4, value, "end")
        for y, value, is_zero in levels
    )
    above = written(4, 11, "pain, 0 to 10", "")
    return lines + above + written(4, BARS_TOP - 10, "minutes walked", "")


def _bar(at: int, stretch: Stretch, x: Scale, bars: Scale) -> SafeString:
    if not stretch.minutes:
        return SafeString("")
    room = x(at + 1) - x(at)
    top = bars(stretch.minutes)
    return drawn_box(
        "c-bar",
        round(x(at) + room * (1 - BAR_SHARE) / 2, 1),
        top,
        round(max(room * BAR_SHARE, 0.8), 1),
        round(max(BARS_BOTTOM - top, 0.5), 1),
    )


def _scores(at: int, stretch: Stretch, x: Scale, pain: Scale, step: Step) -> SafeString:
    """Pain before and after: of each walk of a day, or the means of a longer stretch."""
    if stretch.before is None or stretch.after is None:
        return SafeString("")
    pairs: list[tuple[float, float]] = [(stretch.before, stretch.after)]
    if step is Step.DAY and stretch.count <= MAX_SIDE_BY_SIDE:
        pairs = [(walk.before, walk.after) for walk in stretch.walks]
    room = x(at + 1) - x(at)
    radius = 4.5 if room > 14 else 2.6
    return format_html_join(
        "",
        '<line class="c-span" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>'
        '<circle class="c-before" cx="{0}" cy="{1}" r="{3}"/>'
        '<circle class="c-point" cx="{0}" cy="{2}" r="{4}"/>',
        (
            (
                round(x(at) + room * (number + 0.5) / len(pairs), 1),
                pain(before),
                pain(after),
                radius,
                round(radius * 0.8, 1),
            )
            for number, (before, after) in enumerate(pairs)
        ),
    )


def _dates(found: Sequence[Stretch], x: Scale, step: Step) -> SafeString:
    """Labels along the axis: each day of a single week by name, else a few dates."""
    last = len(found) - 1
    shown = sorted({round(last * number / (LABELS - 1)) for number in range(LABELS)})
    parts: list[SafeString] = []
    if step is Step.DAY and len(found) <= WEEK:
        for at, stretch in enumerate(found):
            middle = round((x(at) + x(at + 1)) / 2, 1)
            parts.append(written(middle, BARS_BOTTOM + 17, date_format(stretch.first, "D")))
            parts.append(written(middle, BARS_BOTTOM + 33, stretch.first.day))
        return joined(parts)
    for number, at in enumerate(shown):
        middle, low = round((x(at) + x(at + 1)) / 2, 1), BARS_BOTTOM + 17 + 16 * (number % 2)
        anchor = "start" if at == 0 else "end" if at == last else "middle"
        parts.append(written(middle, low, short_day(found[at].first), anchor))
    return joined(parts)


def _row(stretch: Stretch, step: Step) -> tuple[str, ...]:
    when = days_in_words(stretch.first, stretch.last, step)
    means = (_tenth(stretch.before), _tenth(stretch.after))
    return (when, str(stretch.count), str(stretch.minutes), *means)


def days_in_words(first: date, last: date, step: Step) -> str:
    """For example “Mon 4 May 2026”, “4 May to 10 May 2026”, “May 2026”."""
    if first == last:
        return f"{date_format(first, 'D')} {short_day(first)}"
    if step is Step.MONTH and (first.year, first.month) == (last.year, last.month):
        return date_format(first, "F Y")
    return f"{short_day(first)} to {short_day(last)}"


def _tenth(value: float | None) -> str:
    return "" if value is None else plain(value)
