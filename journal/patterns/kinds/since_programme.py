"""Is the pain lower since the exercises began, beyond what usually happens by itself?

Asked of two models: one of the level of pain before walks, to which the usual recovery since the
onset is added back, and one of the rise that a walk brings. Recovery is added back to the level
only: after modelled on before has the level taken out already, so that it would be subtracted
twice. Where the onset is unknown, nothing is known of recovery, and no benefit is ever told.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import sqrt

import numpy as np

from .. import parameters
from ..chart_data import ChartData, Phase
from ..engine.logs import NO_ONSET, NO_PROGRAMME, Bools, Floats, Ints, Logs
from ..engine.regression import LinearModel
from ..engine.samples import AFTER, BEFORE, MINUTES, ONE, Column, Sample
from ..engine.summary import Summary, first_and_last, group_numbers
from ..engine.sums import Sums
from ..engine.verdicts import SMALL, Code, Verdicts
from ..number_words import between, count, points
from ..values import State
from .chart_parts import dots, rises
from .kind import LINKED_DOWN, NO_LINK, SO_FAR_DOWN, Rows
from .linear_model import LinearModelKind, not_told
from .missing_walks import more

# Names of the phases in the chart.
EARLIER, LEFT_OUT, SINCE = "before", "left out", "since"
SIDES = Code.LINKED, Code.SO_FAR


def recovered(weeks: Floats) -> Floats:
    """Points by which pain has usually eased by itself, `weeks` after its onset."""
    points, begin = np.zeros(np.shape(weeks)), 0.0
    for a_week, end in parameters.NATURAL_RECOVERY:
        points = points + a_week * np.clip(weeks - begin, 0, end - begin)
        begin = end
    return np.asarray(points)


def _weeks_since_onset(day: Ints, onset: Ints) -> Floats:
    """Weeks since the onset; very many where it is unknown, when recovery makes no difference."""
    return np.asarray(np.where(onset == NO_ONSET, 1e4, np.maximum(day - onset, 0) / 7))


def _since_onset(sample: Sample) -> Floats:
    return _weeks_since_onset(sample.day, sample.logs.onset_day)


PHASE = Column("phase", lambda sample: sample.day >= sample.logs.programme_day)
FADING = Column("fading", lambda sample: np.exp(-_since_onset(sample) / parameters.RECOVERY_FADES))
LEVEL = Column("level", lambda sample: BEFORE.make(sample) + recovered(_since_onset(sample)))


class BeforeAndSince(LinearModel):
    """The walks that both models count, and how many they need."""

    worse_is_no_benefit = True

    def counted(self, logs: Logs) -> Bools:
        """(people, walks): the walks of eight weeks on each side, without the days just before."""
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
            & (sample.day - start >= parameters.PHASE_DAYS)
        )


class RiseSinceProgramme(BeforeAndSince):
    """The second model: pain after given before, to which no recovery is added back."""

    code = "rise_since_programme"
    design = (ONE, BEFORE, MINUTES, FADING, PHASE, AFTER)
    claim = parameters.RISE_SINCE_PROGRAMME


class SinceProgramme(BeforeAndSince, LinearModelKind):
    code = "since_programme"
    name = "Whether it is lower since the exercises began"
    unit = "points"
    subject = "whether your pain is lower since the exercises began"
    claimed = "lower pain since the exercises began than recovery alone would give"
    short_sentences = {
        LINKED_DOWN: "There is less pain since the exercises began.",
        SO_FAR_DOWN: "So far, there is less pain since the exercises began.",
        NO_LINK: "There is no less pain since the exercises began.",
    }
    design = (ONE, FADING, PHASE, LEVEL)
    claim = parameters.SINCE_PROGRAMME
    beside: tuple[LinearModel, ...] = (RiseSinceProgramme(),)
    around = "{} than recovery alone would give"

    def verdicts(self, logs: Logs, found: Mapping[str, Verdicts], wanted: Bools | None) -> Verdicts:
        """Linked where either model is and the onset is known; no clear link where both are."""
        level, rise = found[self.code], found[RiseSinceProgramme.code]
        known = (logs.onset_day != NO_ONSET)[:, None]
        of_rise = _of_rise(level, rise)
        both = (level.state == Code.NO_CLEAR_LINK) & (rise.state == Code.NO_CLEAR_LINK)
        either = {state: (level.state == state) | (rise.state == state) for state in SIDES}
        state = np.select(
            [level.state == Code.TOO_EARLY, both, *(known & either[state] for state in SIDES)],
            [Code.TOO_EARLY, Code.NO_CLEAR_LINK, *SIDES],
            Code.CANNOT_TELL,
        ).astype(SMALL)
        chosen = {
            name: np.where(of_rise, getattr(rise, name), getattr(level, name))
            for name in ("direction", "estimate", "low", "high", "said", "stopped")
        }
        silent = state == Code.CANNOT_TELL
        chosen["direction"] = np.where(silent, 0, chosen["direction"]).astype(SMALL)
        for name in ("said", "stopped"):
            chosen[name] = np.where(known, chosen[name], -1)
        return replace(level, state=state, **chosen)

    def completed(
        self, summaries: list[Summary], others: Mapping[str, Verdicts], rows: Rows
    ) -> list[Summary]:
        of_rise = others[self.code].estimate == others[RiseSinceProgramme.code].estimate
        flags = zip(summaries, of_rise.tolist(), strict=True)
        return [replace(each, of_rise=yes) for each, yes in flags]

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        start = logs.programme_day[:, None]
        first, last = first_and_last(logs, picked)
        any_yet = last >= 0
        known = np.broadcast_to((logs.onset_day != NO_ONSET)[:, None], picked.shape)
        return (
            super().numbers(logs, picked, event)
            | group_numbers(picked, logs.day >= start)
            | {
                "since_known": known,
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

    def would_tell_more(self, summary: Summary) -> tuple[str, ...]:
        if not summary.since_known:
            return ("since when it has hurt, which stands with the exercises",)
        return super().would_tell_more(summary)

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        span = between(low, high)
        name = summary.programme or "the exercises"
        phases = f"{count(summary.early, 'walk')} before and {summary.late} since"
        beyond = "than recovery by itself would give" if summary.since_known else "than before"
        measured = f"pain before walks was {span} {beyond}"
        if summary.of_rise:
            measured = f"the rise in pain on a walk was {span} than before"
        if summary.state is State.LINKED:
            what = (
                "a smaller rise in pain on walks" if summary.of_rise else "less pain before walks"
            )
            return (
                f"The time since {name} began goes with {what}, by about {points(estimate)}: over "
                f"{phases}, {measured}."
            )
        if summary.state is State.NO_CLEAR_LINK:
            return (
                f"No clear link with {name}: over {phases}, neither pain before walks nor its rise "
                f"on them was lower by 1 point or more ({measured})."
            )
        if summary.state is State.SO_FAR:
            return f"So far, over {phases} {name} began, {measured}."
        text = f"Over {phases} {name} began, {measured}"
        if not summary.since_known:
            return f"{text}; how much of that comes by itself is unknown."
        return f"{text}: {not_told(low, high, 'whether it is lower', 'where nothing helps')}."

    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        """Walks by week before and since the start, with the mean of each phase.

        The phase since the start has a second level: the mean before it, less the recovery that
        would have come by itself.
        """
        label = "date (grey: days left out)"
        measured = "rise in points" if summary.of_rise else "pain before"
        if summary.programme is None:
            return ChartData(label, measured)
        day = logs.day[0][picked]
        weeks = (day - logs.programme_day[0]) / 7
        values = rises(logs, picked) if summary.of_rise else logs.before[0][picked].astype(float)
        by_itself = np.zeros(weeks.size)
        if summary.since_known and not summary.of_rise:
            by_itself = recovered(_weeks_since_onset(day, logs.onset_day[0]))
        told = summary.estimate is not None
        phases = _levels(weeks, values, by_itself, told=told)
        places = dots(weeks, values)
        start = date.fromordinal(int(logs.programme_day[0]))
        return ChartData(label, measured, *places, phases=phases, day_zero=start)


def _of_rise(level: Verdicts, rise: Verdicts) -> Bools:
    """(people, walks): whether the pattern takes its figures from the rise, not from the level.

    It does where the rise is linked and the level is not, and where the rise is so far and the
    level is neither.
    """
    silent = (level.state != Code.LINKED) & (level.state != Code.SO_FAR)
    return np.asarray(
        ((rise.state == Code.LINKED) & (level.state != Code.LINKED))
        | ((rise.state == Code.SO_FAR) & silent)
    )


def _levels(weeks: Floats, values: Floats, by_itself: Floats, *, told: bool) -> tuple[Phase, ...]:
    """The phases of the chart; if an estimate is `told`, with means and plain 90 % intervals."""
    since, phases = weeks >= 0, []
    for name, ends, n in _stretches(weeks):
        here = since if name == SINCE else ~since
        if name == LEFT_OUT or not told:
            phases.append(Phase(name, *ends, walks=n))
            continue
        mean = float(values[here].mean())
        half = parameters.Z * float(values[here].std(ddof=1)) / sqrt(n)
        expected = None
        if name == SINCE and by_itself.any():
            eased = float(by_itself[since].mean() - by_itself[~since].mean())
            expected = float(values[~since].mean()) - eased
        phases.append(Phase(name, *ends, mean, mean - half, mean + half, expected, n))
    return tuple(phases)


def _stretches(weeks: Floats) -> list[tuple[str, tuple[float, float], int]]:
    """The phases with walks, and the days left out: name, ends in weeks, number of walks."""
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
