"""Up to what length do most walks stay under a rise of two points?

The headline is cautious: see `engine.limit_posterior`. A limit is linked only while the rise with
minutes is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .. import parameters
from ..chart_data import Bar, ChartData
from ..engine.limit_posterior import CENTRES, bands, log_flat, shortest_resting, shown
from ..engine.logs import Bools, Floats, Ints, Logs, running
from ..engine.share_evidence import wilson
from ..engine.summary import Summary, day_numbers, length_numbers, so_far
from ..engine.verdicts import SMALL, SPOT, Code, Verdicts, claims
from ..number_words import count, plain
from ..values import MAX_MINUTES, Pattern, State
from . import rise_with_minutes
from .chart_parts import dots, rises
from .kind import NEITHER, NO_LINK, Kind, Rows, ranges
from .missing_walks import APART, NAMED, below_nine, lengths_apart, more

TELLING_BAND: Final = 20  # minutes: the widest band that is “so far”
SORE: Final = 6  # points before walks, on average: from here on no length is painless
RARE: Final = 0.35  # share of walks that rise by 2, at most (Wilson), while no limit is seen
SLOPE: Final = rise_with_minutes.RiseWithMinutes.code


@dataclass(frozen=True, slots=True)
class _Met:
    """What the walks up to each one have shown, arrays (people, walks)."""

    used: Ints
    enough: Bools
    unmet: Bools  # so few rises that no limit has been seen
    longest: Ints
    shortest: Ints


def _met(logs: Logs, rose: Bools) -> _Met:
    counts = logs.usable
    n, with_rise = running(np.add, counts), running(np.add, rose)
    first = np.where(counts, logs.day, np.iinfo(np.int64).max).min(axis=1, keepdims=True)
    span = running(np.maximum, np.where(counts, logs.day, 0)) - first
    walked = (n >= parameters.LIMIT_WALKS) & (span >= parameters.LIMIT_DAYS)
    each = parameters.LIMIT_EACH
    rare = wilson(with_rise, n)[1] <= RARE
    return _Met(
        used=n,
        enough=walked & (with_rise >= each) & (n - with_rise >= each),
        unmet=walked & (with_rise < each) & rare,
        longest=running(np.maximum, np.where(counts, logs.minutes, 0)),
        shortest=running(np.minimum, np.where(counts, logs.minutes, MAX_MINUTES)),
    )


class ComfortableMinutes(Kind):
    code = "comfortable_minutes"
    # Not “comfortable”: a walk that begins at 8 and ends at 9 is not.
    name = "Up to what length most walks stay under a 2-point rise"
    unit = "minutes"
    level = parameters.BAND_LEVEL
    subject = "up to what length most of your walks stay under a 2-point rise"
    claimed = "a length up to which most walks stayed under a 2-point rise"
    short_sentences = {
        (State.LINKED, 0): "There is a length up to which the pain hardly rises.",
        (State.SO_FAR, 0): "So far, up to some length the pain hardly rises.",
        NO_LINK: "We see no length from which walks hurt more.",
    }
    bar_measure = "share of walks that rose by less than 2 points"
    bars_are_shares = True
    example_ranges = ranges((20.0, 6.0), (20.0, 18.0), (20.0, 6.0))

    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        return logs.usable, logs.usable & (logs.after - logs.before >= parameters.RISE_THAT_COUNTS)

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        return (
            {
                "at_ceiling": so_far(logs.real & (logs.before >= parameters.CEILING)),
                "early_pain": so_far(np.where(picked, logs.before, 0))
                / np.maximum(so_far(picked), 1),
            }
            | day_numbers(logs, picked)
            | length_numbers(logs, picked, event)
        )

    def verdicts(self, logs: Logs, found: Mapping[str, Verdicts], wanted: Bools | None) -> Verdicts:
        """Where `wanted` (people, walks) is False, state and estimate mean nothing."""
        walks = shown(logs)
        met = _met(logs, walks.rose)
        holds = met.enough & (found[SLOPE].state == Code.LINKED)
        standing, said, stopped = claims(holds, holds)
        needed = met.enough if wanted is None else met.enough & wanted
        headline, low, high, likely = bands(walks.row, needed)
        with np.errstate(invalid="ignore"):
            beyond = met.enough & (headline >= met.longest)
            there = met.enough & (likely > log_flat(walks.row, needed))
            told = (there | beyond) & (headline >= 1)
            state = _state(met, (headline, low, high), standing & there, (there, beyond))
            # The length that is named rests on five walks at least.
            resting = (headline >= met.shortest) & there & ~beyond
            raised = np.maximum(headline, shortest_resting(logs, needed))
            headline = np.where(resting, raised, headline)
        return Verdicts(
            state=state,
            direction=np.zeros_like(state),
            estimate=np.where(told, np.minimum(headline, met.longest), np.nan),
            low=np.where(told, np.maximum(low, 0.0), np.nan),
            high=np.where(told, high, np.nan),
            used=met.used.astype(SPOT),
            left_out=(logs.walked - met.used).astype(SPOT),
            said=said,
            stopped=stopped,
        )

    def completed(
        self, summaries: list[Summary], others: Mapping[str, Verdicts], rows: Rows
    ) -> list[Summary]:
        """Adds how many walks were up to the length named (`late`), and how many of them stayed
        under a 2-point rise (`early`)."""
        named = [[_named(each)] for each in summaries]
        within = rows.picked & (rows.logs.minutes <= named)
        within &= np.arange(rows.logs.width) <= rows.readings[:, None]
        under = np.count_nonzero(within & ~rows.event, axis=1)
        counts = zip(summaries, np.count_nonzero(within, axis=1), under, strict=True)
        return [replace(each, late=int(all_), early=int(fine)) for each, all_, fine in counts]

    def supporting(
        self, summaries: list[Summary], logs: Logs, picked: Bools, event: Bools, made: Bools
    ) -> tuple[Bools, Bools]:
        estimates = np.array([[each.estimate or 0.0] for each in summaries])
        within = made & (logs.minutes <= estimates)
        return within & ~event, within & event

    @property
    def reachable(self) -> Mapping[State, frozenset[int]]:
        return dict.fromkeys(State, NEITHER)  # a length lies on no side

    def largest(self, state: State) -> float | None:
        return None if state is State.TOO_EARLY else float(max(CENTRES))

    def missing(self, summary: Summary) -> list[str]:
        missing = more(summary.used, parameters.LIMIT_WALKS, "walk", below_nine(summary))
        missing += more(summary.days, parameters.LIMIT_DAYS + 1, "day", " of walks")
        if missing:
            return missing
        fine = summary.used - summary.yes
        if fine < parameters.LIMIT_EACH:
            tail = " with a rise of less than 2 points"
            return more(fine, parameters.LIMIT_EACH, "walk", tail)
        return ["more walks like these"]

    def would_tell_more(self, summary: Summary) -> tuple[str, ...]:
        """Lengths of walks that would tell more of a limit; none are named after many walks."""
        if summary.used > NAMED:
            return ()
        lengths = lengths_apart(summary)
        if lengths:
            short, long = lengths
            return (f"two walks of about {short} minutes and two of about {long} would tell more",)
        if summary.shortest - APART >= 5:
            shorter = max(5, (summary.shortest // 2) // 5 * 5)
            return (f"two walks of about {shorter} minutes would tell more",)
        return ()

    def told(self, summary: Summary) -> str:
        if summary.state is State.NO_CLEAR_LINK:
            # Longer walks are counted apart: one long day that hurt says nothing about the others.
            within, longer = summary.late - summary.early, summary.used - summary.late
            text = (
                f"No limit seen up to {count(summary.comfortable, 'minute')}: {within} of "
                f"{count(summary.late, 'walk')} up to there rose by 2 points or more"
            )
            if longer:
                text += f", and {summary.yes - within} of {count(longer, 'longer one')}"
            return f"{text}."
        did = f"{summary.yes} of {count(summary.used, 'walk')} did"
        if summary.interval is None:
            return (
                f"No length stands out beyond which more walks rose by 2 points or more: {did}. "
                f"The shortest walk was {count(summary.shortest, 'minute')}."
            )
        return self.say(summary, *summary.interval)

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        under = "under a 2-point rise"
        minutes, walks = count(int(estimate), "minute"), count(summary.used, "walk")
        band = f"the limit lies somewhere from {int(low)} to {int(high)} minutes, over {walks}"
        rests = f"{summary.early} of {count(summary.late, 'walk')}"
        if summary.state is State.CANNOT_TELL:
            return (
                f"Over {walks}, the length up to which most stay {under} lies somewhere from "
                f"{int(low)} to {int(high)} minutes: too wide a range to tell."
            )
        if summary.state is State.LINKED:
            text = (
                f"Walks up to {minutes} usually stayed {under} ({rests}), and longer walks go with "
                f"more ({band})."
            )
        else:
            text = f"So far, {rests} up to {minutes} stayed {under} ({band})."
        if summary.early_pain >= SORE:
            began = plain(summary.early_pain)
            text += f" Your walks began at {began} of 10 on average: this is no painless length."
        return text

    def range_in_words(self, pattern: Pattern, low: float, high: float) -> str:
        if pattern.state == State.NO_CLEAR_LINK:
            return pattern.sentence  # no limit was seen, so the figures name none
        if pattern.state == State.CANNOT_TELL or pattern.estimate is None:
            return f"somewhere from {int(low)} to {int(high)} minutes"
        return f"{count(int(pattern.estimate), 'minute')} (limit from {int(low)} to {int(high)})"

    def amount(self, value: float) -> str:
        return f"{value:.0f} minutes"

    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        """Each walk's rise by its minutes, with the headline, and a bar for each ten minutes."""
        minutes, rise = logs.minutes[0][picked].astype(float), rises(logs, picked)
        return ChartData(
            "minutes",
            "rise in points",
            *dots(minutes, rise),
            bars=_bars(minutes, rise),
            marker=summary.estimate,
            threshold=parameters.RISE_THAT_COUNTS,
        )


def _named(summary: Summary) -> float:
    """The length, in minutes, up to which the sentence counts walks."""
    if summary.state is State.NO_CLEAR_LINK:
        return float(summary.comfortable)
    return summary.estimate or 0.0


def _state(
    met: _Met, band: tuple[Floats, Floats, Floats], standing: Bools, named: tuple[Bools, Bools]
) -> Ints:
    """State codes (people, walks). `band` has the headline and both ends; `named`, where a limit is
    likelier than none, and where the headline is not below the longest walk."""
    headline, low, high = band
    there, beyond = named
    within = there & (headline >= met.shortest)
    informative = within & (high - low <= TELLING_BAND)
    return np.select(
        [~met.enough & ~met.unmet, met.unmet | beyond, standing & within, informative],
        [Code.TOO_EARLY, Code.NO_CLEAR_LINK, Code.LINKED, Code.SO_FAR],
        Code.CANNOT_TELL,
    ).astype(SMALL)


def _bars(minutes: Floats, rise: Floats) -> tuple[Bar, ...]:
    """For each ten minutes of length, the share of its walks that stayed under a 2-point rise."""
    bars = []
    for start in range(0, int(minutes.max(initial=-1)) + 1, 10):
        here = (minutes >= start) & (minutes < start + 10)
        if here.any():
            under = int((rise[here] < parameters.RISE_THAT_COUNTS).sum())
            low, high = wilson(np.array(under), np.array(here.sum()))
            label = f"{start} to {start + 9} minutes"
            share = under / int(here.sum())
            bars.append(Bar(label, share, float(low), float(high), int(here.sum())))
    return tuple(bars)


KINDS = (ComfortableMinutes(),)
