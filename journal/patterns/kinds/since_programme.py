"""Is the pain lower since the exercises began, beyond what usually happens by itself?

Set against natural recovery, not against nothing.
"""

from math import sqrt

import numpy as np

from .. import parameters
from ..chart_data import ChartData, Phase
from ..engine.logs import NO_PROGRAMME, Bools, Floats, Ints, Logs
from ..engine.samples import AFTER, BEFORE, MINUTES, ONE, WEEKS, Column, Sample
from ..engine.summary import Summary, first_and_last, group_numbers
from ..engine.sums import Sums
from ..engine.supporting_walks import residuals
from ..number_words import between, count, points
from ..values import State
from .chart_parts import dots
from .linear_model import LinearModelKind
from .missing_walks import more

# Names of the phases in the chart.
EARLIER, LEFT_OUT, SINCE = "before", "left out", "since"

PHASE = Column("phase", lambda sample: sample.day >= sample.logs.programme_day)
BEYOND = Column(
    "beyond",
    lambda sample: AFTER.make(sample) + 4 * parameters.NATURAL_RECOVERY * WEEKS.make(sample),
)


class SinceProgramme(LinearModelKind):
    code = "since_programme"
    name = "Whether it is lower since the exercises began"
    unit = "points"
    subject = "whether your pain is lower since the exercises began"
    claimed = "lower pain since the exercises began than recovery alone would give"
    design = (ONE, BEFORE, MINUTES, PHASE, BEYOND)
    claim = parameters.SINCE_PROGRAMME
    worse_is_no_benefit = True
    around = "{} than recovery alone would give"

    def counted(self, logs: Logs) -> Bools:
        since = logs.day - logs.programme_day[:, None]
        dropped, window = parameters.PHASE_DROPPED, parameters.PHASE_WINDOW
        start, end = -dropped - window, -dropped
        baseline, following = (since >= start) & (since < end), since >= 0
        declared = (logs.programme_day != NO_PROGRAMME)[:, None]
        return np.asarray(logs.usable & declared & (since < window) & (baseline | following))

    def enough(self, sample: Sample, sums: Sums) -> Bools:
        following, start = sums.now(ONE, PHASE), sample.logs.programme_day
        return np.asarray(
            (following >= parameters.PHASE_WALKS)
            & (sample.n - following >= parameters.PHASE_WALKS)
            & (start - sample.first_day >= parameters.PHASE_DAYS)
            & (sample.last_day - start >= parameters.PHASE_DAYS)
        )

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        start = logs.programme_day[:, None]
        first, last = first_and_last(logs, picked)
        any_yet = last >= 0
        return (
            super().numbers(logs, picked, event)
            | group_numbers(picked, logs.day >= start)
            | {
                "baseline_days": np.where(any_yet, start - first, 0),
                "following_days": np.where(any_yet, last - start, 0),
            }
        )

    def missing(self, summary: Summary) -> list[str]:
        walks, days = parameters.PHASE_WALKS, parameters.PHASE_DAYS
        if summary.programme is None:
            return ["the date on which exercises began"]
        missing = more(summary.early, walks, "walk", " from the weeks before")
        if summary.early and summary.baseline_days < days:
            missing.append(f"{count(days, 'day')} of walks before the start")
        missing += more(summary.late, walks, "walk", " since the start")
        if summary.late >= walks:
            missing += more(summary.following_days, days, "day", " since the start")
        return missing

    def sentence(self, summary: Summary, needs: tuple[str, ...]) -> str:
        if summary.state is State.TOO_EARLY and summary.programme is None:
            return "No exercises with a start date are on record, so there is nothing to compare."
        return super().sentence(summary, needs)

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        span = between(low, high)
        beyond = "than recovery by itself would give (0.3 points a week)"
        phases = f"{count(summary.early, 'walk')} before and {summary.late} since"
        name = summary.programme or "the exercises"
        if summary.state is State.LINKED:
            return (
                f"The time since {name} began goes with lower pain after walks: about "
                f"{points(estimate)} lower {beyond}, {span}, over {phases}."
            )
        if summary.state is State.NO_CLEAR_LINK:
            return (
                f"No clear link with {name}: over {phases}, pain after walks was {span} {beyond}, "
                "so less than 1 point lower."
            )
        if summary.state is State.SO_FAR:
            return f"So far, over {phases} {name} began, pain after walks was {span} {beyond}."
        return (
            f"Over {phases} {name} began, pain after walks was {span} {beyond}: "
            "too wide a range to tell."
        )

    def chart(
        self, summary: Summary, logs: Logs, keys: tuple[str, ...], picked: Bools
    ) -> ChartData:
        """Walks by week before and since the start, with the level of each phase.

        The dots are adjusted to the person's usual pain before and minutes. Since the start there
        is a second level: what the one before would have come to by natural recovery alone.
        """
        label = "weeks since the start (grey: left out)"
        if summary.programme is None:
            return ChartData(label, "pain after")
        weeks = (logs.day[0][picked] - logs.programme_day[0]) / 7
        after = logs.after[0][picked].astype(float)
        if summary.estimate is None or summary.low is None or summary.high is None:
            plain = tuple(Phase(name, *ends, walks=n) for name, ends, n in _stretches(weeks))
            places = dots(weeks, after, keys, picked)
            return ChartData(label, "pain after", *places, phases=plain)
        left = residuals(self.design, logs, picked[None, :], np.array([weeks.size]))
        left_x, left_y = left[0][0], left[1][0]
        # What is left of each walk, put back on the level of its phase and week.
        course = summary.estimate * (weeks >= 0) - parameters.NATURAL_RECOVERY * weeks
        unexplained = left_y - summary.estimate * left_x
        middle = float(after.mean() - course.mean())
        interval = summary.estimate, summary.low, summary.high
        phases = _levels(weeks, middle, unexplained, interval)
        places = dots(weeks, middle + course + unexplained, keys, picked)
        return ChartData(label, "pain after, adjusted", *places, phases=phases)


def _levels(
    weeks: Floats, middle: float, unexplained: Floats, interval: tuple[float, float, float]
) -> tuple[Phase, ...]:
    """The phases with their levels; `middle` is the level at the start without any effect."""
    since, phases = weeks >= 0, []
    for name, ends, n in _stretches(weeks):
        here = since if name == SINCE else ~since
        if name == LEFT_OUT:
            phases.append(Phase(name, *ends))
            continue
        by_itself = middle - parameters.NATURAL_RECOVERY * float(weeks[here].mean())
        if name == SINCE:
            level, low, high = (by_itself + each for each in interval)
            phases.append(Phase(name, *ends, level, low, high, by_itself, n))
        else:
            half = parameters.Z * float(unexplained[here].std(ddof=1)) / sqrt(n)
            low, high = by_itself - half, by_itself + half
            phases.append(Phase(name, *ends, by_itself, low, high, None, n))
    return tuple(phases)


def _stretches(weeks: Floats) -> list[tuple[str, tuple[float, float], int]]:
    """The phases that there are walks of, and the days between: name, ends, how many walks."""
    found = []
    dropped = -parameters.PHASE_DROPPED / 7
    before, since = weeks[weeks < 0], weeks[weeks >= 0]
    if before.size:
        found.append((EARLIER, (float(before.min()), dropped), before.size))
        found.append((LEFT_OUT, (dropped, 0.0), 0))
    if since.size:
        found.append((SINCE, (0.0, float(since.max())), since.size))
    return found


KINDS = (SinceProgramme(),)
