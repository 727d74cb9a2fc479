"""The report's two charts, each with dates along its axis: pain, and minutes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from journal.patterns import Walk
from journal.patterns.number_words import count, day, plain, short_day
from journal.presentation.axes import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Scale,
    across,
    joined,
    picture,
    written,
)
from journal.report.contents import ReportContents

DATES = 4
MAX_DOTS = 400  # with more, one of every two, three … is drawn, or dots would be a blot
DATE_HALF = 32  # pixels: half the width of a date, so that none is cut off


@dataclass(frozen=True)
class ReportChart:
    """One chart with its name, and what it shows in words."""

    name: str
    words: str
    svg: SafeString


def report_charts(report: ReportContents) -> list[ReportChart]:
    """Both charts; an empty list where there are fewer than two walks."""
    if len(report.walks) < 2:
        return []
    return [_pain(report), _minutes(report)]


def _pain(report: ReportContents) -> ReportChart:
    walked = [each for each in report.stretches if each.walks]
    first, last = walked[0], walked[-1]
    words = (
        f"Each dot is the pain after a walk, from 0 to 10{_drawn_of(report.walks)}. "
        "The lines are the means over time, of all walks: "
        "broken before walks, solid after them. "
        f"They begin at {plain(first.before or 0)} before and "
        f"{plain(first.after or 0)} after, and end at {plain(last.before or 0)} and "
        f"{plain(last.after or 0)}."
    )
    plot = _Plot(report, Scale(0.0, 10.0, HEIGHT - BOTTOM, TOP))
    parts = [
        plot.frame(),
        plot.dots((walk, walk.pain_after) for walk in report.walks),
        plot.line([each.before for each in report.stretches], "c-marker"),
        plot.line([each.after for each in report.stretches], "c-line"),
    ]
    return _chart("report-pain", "Pain over time", words, "pain, 0 to 10", parts)


def _minutes(report: ReportContents) -> ReportChart:
    longest = max(report.walks, key=lambda walk: walk.minutes)
    words = (
        f"Each dot is one of {count(len(report.walks), 'walk')}{_drawn_of(report.walks)}. "
        "The line is the mean over time, of all of them. "
        f"The longest took {count(longest.minutes, 'minute')}, on {day(longest.started_at.date())}."
    )
    plot = _Plot(report, Scale(0.0, longest.minutes * 1.06, HEIGHT - BOTTOM, TOP))
    parts = [
        plot.frame(),
        plot.dots((walk, walk.minutes) for walk in report.walks),
        plot.line([each.minutes for each in report.stretches], "c-line"),
    ]
    return _chart("report-minutes", "Minutes walked", words, "minutes", parts)


def _step(walks: Sequence[object]) -> int:
    return -(-len(walks) // MAX_DOTS)


def _drawn_of(walks: Sequence[object]) -> str:
    step = _step(walks)
    return f"; of every {step} walks one is drawn, picked by chance" if step > 1 else ""


def _chart(key: str, name: str, words: str, label: str, parts: Sequence[SafeString]) -> ReportChart:
    # To the right of the axis, because its topmost number is at the same height.
    body = joined([*parts, written(LEFT, 10, label, "")])
    by_itself = ' xmlns="http://www.w3.org/2000/svg"'
    svg = picture(key, name, words, HEIGHT - BOTTOM // 2, body, by_itself)
    return ReportChart(name, words, svg)


class _Plot:
    """Draws values over the days of the period."""

    def __init__(self, report: ReportContents, y: Scale) -> None:
        self.report, self.y = report, y
        self.first = report.snapshot.first_day
        length = (report.snapshot.last_day - self.first).days
        self.x = Scale(-0.5, length + 0.5, LEFT, WIDTH - RIGHT)

    def frame(self) -> SafeString:
        days = [each for each in self.x.ticks(DATES) if each == int(each)]
        return across(self.y) + joined(
            written(
                min(max(self.x(each), DATE_HALF), WIDTH - DATE_HALF),
                HEIGHT - BOTTOM + 16,
                short_day(self.first + timedelta(days=int(each))),
            )
            for each in days
        )

    def dots(self, values: Iterable[tuple[Walk, int]]) -> SafeString:
        found = list(values)
        # By chance and not every tenth, say, which might always be the same day of a week or month.
        chance, step = Random(len(found)), _step(found)  # noqa: S311 (of dots)
        parts = (found[at : at + step] for at in range(0, len(found), step))
        drawn = [part[chance.randrange(len(part))] for part in parts]
        return format_html_join(
            "",
            '<circle class="c-point" cx="{}" cy="{}" r="3"/>',
            (
                (self.x((walk.started_at.date() - self.first).days), self.y(value))
                for walk, value in drawn
            ),
        )

    def line(self, means: Sequence[float | None], kind: str) -> SafeString:
        """A line through the means of the stretches with walks, each at its stretch's middle."""
        places = [
            (self.x(((each.start - self.first) + (each.end - self.first)).days / 2), self.y(mean))
            for each, mean in zip(self.report.stretches, means, strict=True)
            if mean is not None
        ]
        points = " ".join(f"{left},{top}" for left, top in places)
        return format_html('<polyline class="{}" fill="none" points="{}"/>', kind, points)
