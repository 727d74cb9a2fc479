"""The base class of the kinds whose estimate is a share of walks: how often the answer was yes."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from .. import parameters
from ..chart_data import Bar, ChartData
from ..engine import share_evidence
from ..engine.logs import Bools, Ints, Logs
from ..engine.summary import Summary, day_numbers
from ..engine.verdicts import Verdicts
from ..number_words import count
from ..values import Pattern, State
from ..walk_columns import UNKNOWN
from .kind import EXAMPLE_WALKS, NEITHER, Kind, ranges
from .missing_walks import SURE, about, further, more, more_days

ABOUT_HALF = 0.1  # a share at most this far from one half is called about half


class ShareOfWalks(Kind):
    """A kind whose null value is a share of one half: see `engine.share_evidence`."""

    unit = "share"
    bar_measure = "share of walks"
    bars_are_shares = True
    example_ranges = ranges((0.7, 0.15), (0.5, 0.3), (0.2, 0.15))
    null_value = 0.5
    asked: str  # “3 more walks with …”
    who: str  # who or what does so, at the beginning of the sentence
    does: str
    where = "with an answer"

    @abstractmethod
    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        """Two masks (people, walks): walks with an answer that counts, and those with a yes."""

    def enough_answers(self, logs: Logs, known: Bools) -> Bools:
        """(people, walks): whether the answers so far are from enough different days."""
        return np.asarray(day_numbers(logs, known)["distinct_days"] >= parameters.MIN_DAYS)

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        return day_numbers(logs, picked)

    def verdicts(self, logs: Logs, found: Mapping[str, Verdicts], wanted: Bools | None) -> Verdicts:
        known, yes = self.walks(logs)
        return share_evidence.verdicts(logs, known, yes, self.enough_answers(logs, known))

    def supporting(
        self, summaries: list[Summary], logs: Logs, picked: Bools, event: Bools, made: Bools
    ) -> tuple[Bools, Bools]:
        return made & event, made & ~event

    @property
    def reachable(self) -> Mapping[State, frozenset[int]]:
        """Only “usually”, over one half, is ever claimed; fewer than half is no clear link."""
        return {
            State.TOO_EARLY: NEITHER,
            State.SO_FAR: frozenset({0, 1}),
            State.LINKED: frozenset({1}),
            State.NO_CLEAR_LINK: frozenset({-1}),
            State.CANNOT_TELL: NEITHER,
        }

    def largest(self, state: State) -> float | None:
        if state is State.TOO_EARLY:
            return None
        return 0.5 if state is State.NO_CLEAR_LINK else 1.0

    def missing(self, summary: Summary) -> list[str]:
        walks = more(summary.used, parameters.SHARE_ANSWERS, "walk", f" with {self.asked}")
        return walks or more_days(summary)

    def would_tell_more(self, summary: Summary) -> tuple[str, ...]:
        if summary.interval is None:
            return ()
        estimate, low, high = summary.interval
        factor = SURE / parameters.Z if summary.state is State.SO_FAR else 1.0
        half = (high - low) / 2 * factor
        if summary.state is State.SO_FAR and self.is_about_half(low, high):
            return ()
        number = further(summary.used, half, max(abs(estimate - 0.5), 0.15))
        return (about(number, f" with {self.asked}"),)

    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        usually = "usually " if summary.state is State.LINKED else ""
        walks = count(summary.used, "walk")
        share = f"on {summary.yes} of {walks} {self.where}"
        span = f"a range of {round(100 * low)} to {round(100 * high)}%"
        text = f"{self.who} {usually}{self.does}"
        if summary.state is State.LINKED:
            return f"{text}: {share} ({span})."
        if summary.state is State.SO_FAR:
            half = self.is_about_half(low, high) and abs(estimate - 0.5) <= ABOUT_HALF
            about = ", about half of them" if half else ""
            return f"So far, {text[0].lower()}{text[1:]} {share}{about} ({span})."
        if summary.state is State.NO_CLEAR_LINK:
            return f"{text} {share}, which is fewer than half ({span})."
        return f"{text} {share}: {span}, too wide to tell whether that is most of them."

    @staticmethod
    def is_about_half(low: float, high: float) -> bool:
        """Whether an interval holds one half; if it is narrow, more answers hardly change that."""
        return low <= 0.5 <= high

    def range_in_words(self, pattern: Pattern, low: float, high: float) -> str:
        walks = count(pattern.walks_used, "walk")
        return f"{len(pattern.for_)} of {walks} ({round(100 * low)}% to {round(100 * high)}%)"

    def amount(self, value: float) -> str:
        return f"{value:.0%} of walks"

    def size_in_words(self, size: float) -> str:
        return f"{size:.0%} of walks"

    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        if not summary.used:
            return ChartData("", "share of walks")
        share = summary.yes / summary.used
        bar = Bar("yes", share, summary.low, summary.high, summary.used)
        return ChartData("", "share of walks", bars=(bar,))

    def example(self, state: State, direction: int, size: float | None) -> Summary:
        """As `Kind.example`; a share goes from 0 to 1, and “down” is fewer than half."""
        found = super().example(state, direction, size)
        estimate, low, high = found.interval or (0.0, 0.0, 1.0)
        yes = round(EXAMPLE_WALKS * estimate)
        return replace(found, low=max(low, 0.0), high=min(high, 1.0), yes=yes)


def column_answers(logs: Logs, column: Ints) -> tuple[Bools, Bools]:
    """Two masks (people, walks) for a column of 1, 0 and UNKNOWN: answered, and answered yes."""
    known = (column != UNKNOWN) & logs.real
    return known, known & (column == 1)
