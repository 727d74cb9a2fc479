"""How has the pain before walks been? A description, fortnight by fortnight, which claims nothing.

The other kinds mostly compare walks that begin with the same pain, and do not show a level that
doubles. Here it is told, always with the number of walks and their minutes: the same pain
after walks of forty minutes instead of ten is no standstill. The sentence compares the means of two
fortnights; the estimate, on which advice may depend, is the change along a straight line over the
last twelve weeks.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from .. import parameters
from ..chart_data import ChartData, Phase
from ..engine.level_line import enough, fortnights, last_weeks, level_line, window_starts
from ..engine.logs import Bools, Floats, Ints, Logs
from ..engine.summary import Summary
from ..engine.verdicts import SMALL, SPOT, Code, Verdicts
from ..number_words import between, count, plain, points, short_day
from ..values import Pattern, State
from .chart_parts import dots
from .kind import EITHER, NEITHER, Kind, Rows, ranges
from .missing_walks import more

BEGINS = "Pain before walks was on average "
EXAMPLE_LEVEL = 3.0
SHOWN = 26  # fortnights in the chart: about a year


class PainLevel(Kind):
    code = "pain_level"
    name = "How the pain before walks has been"
    unit = "points"
    estimate_name = "Change from first to last day, on a straight line"
    subject = "how your pain has been"
    claimed = "another level of pain"
    describes = True
    bar_measure = "pain before walks"
    bars_are_shares = False
    example_ranges = ranges((2.5, 1.2), (0.5, 2.0), (0.2, 0.7))

    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        return logs.real, np.zeros_like(logs.real)

    def verdicts(self, logs: Logs, found: Mapping[str, Verdicts], wanted: Bools | None) -> Verdicts:
        """So far up or down where the line has plainly moved; no clear link where it is not up.

        A line through AR(1) scores wanders by itself, so that it must also have moved by some of
        its standard errors. Before the first walk that is `wanted` the verdicts mean nothing.
        """
        late, earlier = (logs, 0) if wanted is None else last_weeks(logs, wanted.argmax(axis=1))
        line = level_line(late)
        told = enough(line)
        half = parameters.Z * line.error
        matters = parameters.DOES_NOT_MATTER
        long = line.days >= parameters.LEVEL_LINE_DAYS
        long &= line.walks >= parameters.LEVEL_LINE_WALKS
        moved = np.abs(line.change) >= parameters.LEVEL_LINE_ERRORS * line.error
        moved &= long & told & (np.abs(line.change) >= matters)
        not_up = long & (line.change + parameters.LEVEL_NOT_UP_ERRORS * line.error < matters)
        state = np.select(
            [~told, moved, not_up],
            [Code.TOO_EARLY, Code.SO_FAR, Code.NO_CLEAR_LINK],
            Code.CANNOT_TELL,
        ).astype(SMALL)

        def whole(values: Floats, empty: float = np.nan) -> Floats:
            lacking = np.full((logs.people, earlier), empty, dtype=values.dtype)
            return np.concatenate([lacking, values], axis=1)

        walks = logs.walked.astype(SPOT)
        never = np.full(walks.shape, -1, dtype=SPOT)
        return Verdicts(
            state=whole(state, Code.TOO_EARLY),
            direction=whole(np.where(moved, np.sign(line.change), 0).astype(SMALL), 0),
            estimate=whole(np.where(told, line.change, np.nan)),
            low=whole(np.where(told, line.change - half, np.nan)),
            high=whole(np.where(told, line.change + half, np.nan)),
            used=walks,
            left_out=np.zeros_like(walks),
            said=never,
            stopped=never,
        )

    def completed(
        self, summaries: list[Summary], others: Mapping[str, Verdicts], rows: Rows
    ) -> list[Summary]:
        """Adds the number of walks at both ends of the window, and their mean pain and minutes."""
        readings = np.maximum(rows.readings, 0)
        logs, earlier = last_weeks(rows.logs, readings[:1])
        days, first, last = fortnights(logs)
        counted = {
            "days": days,
            "early": first.walks,
            "early_pain": first.pain,
            "early_minutes": first.minutes,
            "late": last.walks,
            "late_pain": last.pain,
            "late_minutes": last.minutes,
            "older": window_starts(logs) + earlier,
        }
        told = zip(
            *(each[0, readings - earlier].tolist() for each in counted.values()), strict=True
        )
        return [
            replace(each, **dict(zip(counted, numbers, strict=True)))
            for each, numbers in zip(summaries, told, strict=True)
        ]

    def supporting(
        self, summaries: list[Summary], logs: Logs, picked: Bools, event: Bools, made: Bools
    ) -> tuple[Bools, Bools]:
        """A description has no walks for it or against it."""
        return np.zeros_like(made), np.zeros_like(made)

    @property
    def reachable(self) -> Mapping[State, frozenset[int]]:
        return dict.fromkeys(State, NEITHER) | {State.SO_FAR: EITHER, State.LINKED: frozenset()}

    def largest(self, state: State) -> float | None:
        return None if state is State.TOO_EARLY else 10.0

    def missing(self, summary: Summary) -> list[str]:
        days = more(summary.days, parameters.LEVEL_DAYS, "day", " from the first walk to the last")
        least = parameters.LEVEL_EACH
        span = "week" if summary.days < 2 * parameters.LEVEL_FORTNIGHT else "two weeks"
        early = more(summary.early, least, "walk", f" in the first {span}")
        late = more(summary.late, least, "walk", f" within {'a week' if span == 'week' else span}")
        # The first weeks cannot get any more walks: only a window that begins later can.
        return days or late or ([] if not early else ["more weeks with two walks or more"])

    def would_tell_more(self, summary: Summary) -> tuple[str, ...]:
        return ()

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        early, late = round(summary.early_pain, 1), round(summary.late_pain, 1)
        where = " with walks in the last twelve weeks" if summary.older else ""
        if summary.days >= parameters.LEVEL_WINDOW - parameters.LEVEL_FORTNIGHT:
            where = " of the last twelve"
        span = "week" if summary.days < 2 * parameters.LEVEL_FORTNIGHT else "two weeks"
        text = (
            f"{BEGINS}{plain(early)} at first ({_walks(summary.early, summary.early_minutes)}) and "
            f"{plain(late)} lately ({_walks(summary.late, summary.late_minutes)}). "
            f"At first means the first {span}{where}"
        )
        text += f", lately the last {span.removesuffix(' weeks')}"
        if abs(late - early) >= parameters.DOES_NOT_MATTER:
            way = "higher" if late > early else "lower"
            were = "was" if span == "week" else "were"
            text += f", which {were} {points(late - early)} {way}"
        if summary.state is not State.SO_FAR:
            return f"{text}."
        way = "rises" if summary.direction > 0 else "falls"
        return (
            f"{text}. So far, a straight line through all of the {summary.days} days {way} by "
            f"about {points(estimate)} ({between(low, high)})."
        )

    def headline(self, pattern: Pattern) -> str:
        if pattern.state == State.TOO_EARLY:
            return ""
        # To fit one line of a phone, only the first length is said to be an average.
        words = pattern.sentence.removeprefix(BEGINS).split(". ")[0]
        return "".join(words.rsplit(" on average", 1))

    def range_in_words(self, pattern: Pattern, low: float, high: float) -> str:
        return between(low, high)

    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        """Pain before each walk of about the last year, by date, and the mean of each fortnight."""
        day, pain = logs.day[0][picked], logs.before[0][picked].astype(float)
        if not day.size:
            return ChartData("", self.bar_measure)
        first = max(0, (int(day[-1] - day[0]) // parameters.LEVEL_FORTNIGHT) - SHOWN + 1)
        start = int(day[0]) + parameters.LEVEL_FORTNIGHT * first
        here = day >= start
        weeks = np.asarray((day[here] - start) / 7)
        minutes = logs.minutes[0][picked][here]
        return ChartData(
            "date",
            self.bar_measure,
            *dots(weeks, pain[here]),
            phases=_phases(weeks, pain[here], minutes, date.fromordinal(start)),
            day_zero=date.fromordinal(start),
        )

    def example(self, state: State, direction: int, size: float | None) -> Summary:
        found = super().example(state, direction, size)
        level = EXAMPLE_LEVEL if direction >= 0 else 10 - EXAMPLE_LEVEL
        return replace(
            found,
            early_pain=level,
            early_minutes=20.0,
            late_pain=level + (found.estimate or 0.0),
            late_minutes=25.0,
        )


def _walks(number: int, minutes: float) -> str:
    each = "on average" if number > 1 else "long"
    return f"{count(number, 'walk')}, {count(round(minutes), 'minute')} {each}"


def _phases(weeks: Floats, pain: Floats, minutes: Ints, start: date) -> tuple[Phase, ...]:
    """The fortnights with a walk, each with its means; `weeks` count from `start`."""
    found = []
    fortnight = np.asarray(weeks // 2).astype(int)
    walks = np.bincount(fortnight)
    means = (np.bincount(fortnight, each) / np.maximum(walks, 1) for each in (pain, minutes))
    columns = (each.tolist() for each in (walks, *means))
    for number, (walked, level, length) in enumerate(zip(*columns, strict=True)):
        first = start + timedelta(days=parameters.LEVEL_FORTNIGHT * number)
        last = first + timedelta(days=parameters.LEVEL_FORTNIGHT - 1)
        if walked:
            found.append(
                Phase(
                    f"{short_day(first)} to {short_day(last)}",
                    2.0 * number,
                    2.0 * number + 2,
                    level,
                    walks=walked,
                    minutes=length,
                )
            )
    return tuple(found)


KINDS = (PainLevel(),)
