"""The base class of every kind of pattern: its model, what it needs, its words and its chart."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from .. import parameters
from ..chart_data import ChartData
from ..engine.logs import Bools, Ints, Logs
from ..engine.summary import Summary
from ..engine.verdicts import Verdicts
from ..number_words import count, listed
from ..values import Pattern, State

# Sides of the null value on which an interval may lie; 0 where it holds that value.
NEITHER = frozenset({0})
EITHER = frozenset({-1, 1})
ANY = frozenset({-1, 0, 1})
EXAMPLE_WALKS = 30
# State and direction: keys of `Kind.short_sentences`.
LINKED_UP, LINKED_DOWN = (State.LINKED, 1), (State.LINKED, -1)
SO_FAR_UP, SO_FAR_DOWN = (State.SO_FAR, 1), (State.SO_FAR, -1)
NO_LINK = (State.NO_CLEAR_LINK, 0)


@dataclass(frozen=True, slots=True)
class Rows:
    """One person's walks, as arrays (walks,), and the place of the last walk of each reading."""

    logs: Logs
    picked: Bools  # the walks that a kind uses
    event: Bools
    readings: Ints


class Kind(ABC):
    """One question that a log can answer, with its model, its words and its chart."""

    code: str  # in JSON, in addresses and in advice rules
    name: str  # on pages and in forms
    unit: str
    subject: str  # “Too early to say …”
    claimed: str  # “On 3 March your walks showed …”
    # The sentence that stands before its figures, by state and direction (0: without one).
    short_sentences: Mapping[tuple[State, int], str] = {}
    describes = False  # whether it only describes, and never claims anything
    estimate_name = "Best estimate"  # on pages, among its figures
    level: float = parameters.LEVEL  # of the interval that is shown
    bar_measure: str  # what the bars of its chart measure
    bars_are_shares: bool  # from 0 to 1; else they are points, on either side of 0
    null_value = 0.0  # in `unit`: the estimate that speaks for neither direction
    # For `example`, by state: an estimate and the half-width of its interval.
    example_ranges: Mapping[State, tuple[float, float]]

    # --- The model, and the evidence for and against it

    @abstractmethod
    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        """Two masks (people, walks): the walks that it uses, and those of them with its event."""

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        """The fields of `Summary` that its words need, after every walk, (people, walks)."""
        return {}

    @abstractmethod
    def verdicts(self, logs: Logs, found: Mapping[str, Verdicts], wanted: Bools | None) -> Verdicts:
        """Verdicts after every walk (people, walks).

        `found` has those of the kinds before it and of all linear models, by code. Where `wanted`
        (people, walks; None: everywhere) is False, they are not needed and may mean nothing.
        """

    def completed(
        self, summaries: list[Summary], others: Mapping[str, Verdicts], rows: Rows
    ) -> list[Summary]:
        """The summaries, with the fields that depend on its own estimate or on other kinds.

        `others` has the verdicts on every kind at the same readings, by code.
        """
        return summaries

    @abstractmethod
    def supporting(
        self, summaries: list[Summary], logs: Logs, picked: Bools, event: Bools, made: Bools
    ) -> tuple[Bools, Bools]:
        """Two masks (readings, walks): one person's walks for the pattern, and those against it.

        `made` (readings, walks) marks the used walks that there were at each reading; none where
        it has no estimate.
        """

    # --- The outcomes that are possible

    @property
    @abstractmethod
    def reachable(self) -> Mapping[State, frozenset[int]]:
        """For each state the directions (-1, 0, 1) that it can have; empty: it is never in it."""

    @abstractmethod
    def largest(self, state: State) -> float | None:
        """The largest size (distance from zero) that an estimate can have in a state.

        In the kind's unit; None where the state has no estimate.
        """

    # --- What it needs

    def needs(self, summary: Summary) -> tuple[str, ...]:
        """In words: what is missing (too early), or what would tell more (so far, cannot tell)."""
        if summary.state is State.TOO_EARLY:
            return tuple(self.missing(summary))
        if summary.state in (State.SO_FAR, State.CANNOT_TELL):
            return self.would_tell_more(summary)
        return ()

    @abstractmethod
    def missing(self, summary: Summary) -> list[str]:
        """In words, what is lacking while it is too early."""

    @abstractmethod
    def would_tell_more(self, summary: Summary) -> tuple[str, ...]:
        """In words, further walks that would tell more; empty where none are worth naming."""

    # --- Words

    def sentence(self, summary: Summary, needs: tuple[str, ...]) -> str:
        """One plain sentence. It describes, gives numbers, and never instructs.

        No sentence names a condition or a cause; "goes with" and "usually" stand only where a
        pattern is linked, "so far" only where it is so far.
        """
        if summary.state is not State.TOO_EARLY:
            return self.told(summary)
        text = self.too_early(summary)
        return f"{text} Missing: {listed(needs)}." if needs else text

    def too_early(self, summary: Summary) -> str:
        if not summary.used:
            return f"Too early to say {self.subject}: no walk can be used yet."
        walks = count(summary.used, "walk")
        return f"Too early to say {self.subject}: {walks} can be used."

    def told(self, summary: Summary) -> str:
        """The sentence of any state but too early."""
        if summary.interval is None:
            walks = count(summary.used, "walk")
            return f"It is not possible to tell {self.subject} from {walks}."
        return self.say(summary, *summary.interval)

    @abstractmethod
    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        """The sentence of a state with an estimate and an interval, in the kind's unit."""

    def short_sentence(self, state: State, direction: int) -> str:
        """A sentence without numbers; empty where the numbers alone are the shortest."""
        if not self.short_sentences or state is State.TOO_EARLY:
            return ""
        if state is State.CANNOT_TELL:
            return f"It cannot be told yet {self.subject}."
        side = 0 if state is State.NO_CLEAR_LINK else direction
        return self.short_sentences.get((state, side), "")

    def withdrawn(self, said: str, stopped: str) -> str:
        """The sentence that takes a claim back; `said` and `stopped` are dates in words."""
        return (
            f"On {said} your walks showed {self.claimed}. Since {stopped} they no longer show it."
        )

    def headline(self, pattern: Pattern) -> str:
        """The figures in a few words, for a list: the range, and never the best estimate alone.

        For example "between 1 and 1.7 points higher"; empty while it is too early to say.
        """
        if pattern.state == State.TOO_EARLY:
            return ""
        if pattern.low is None or pattern.high is None:
            return pattern.sentence
        return self.range_in_words(pattern, pattern.low, pattern.high)

    @abstractmethod
    def range_in_words(self, pattern: Pattern, low: float, high: float) -> str:
        """The headline of a pattern with an interval from `low` to `high`."""

    def amount(self, value: float) -> str:
        """A value with its unit, rounded to what a log can tell."""
        return f"{round(value, 1) + 0.0:.1f} {self.unit}".replace("-", "−")

    def size_in_words(self, size: float) -> str:
        """The size that an advice rule asks for, as its editor typed it, with its unit."""
        return f"{size:g} {self.unit}"

    # --- Chart and example

    @abstractmethod
    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        """The numbers of one person's chart; `picked` (walks,) marks the walks that it uses."""

    def example(self, state: State, direction: int, size: float | None) -> Summary:
        """A made-up log in that state and direction, with an estimate of at least `size`."""
        estimate, half = self.example_ranges.get(state, self.example_ranges[State.LINKED])
        estimate = estimate if size is None else max(estimate, size)
        low, high = estimate - half, estimate + half
        if direction < 0:
            low, estimate, high = (2 * self.null_value - each for each in (high, estimate, low))
        return Summary(
            state,
            direction,
            estimate,
            low,
            high,
            programme="the exercises",
            used=4 if state is State.TOO_EARLY else EXAMPLE_WALKS,
            yes=EXAMPLE_WALKS // 2,
            days=70,
            early=EXAMPLE_WALKS // 2,
            late=EXAMPLE_WALKS // 2,
            shortest=8,
            comfortable=20,
        )


def ranges(
    typical: tuple[float, float], uncertain: tuple[float, float], no_link: tuple[float, float]
) -> Mapping[State, tuple[float, float]]:
    return {State.LINKED: typical, State.CANNOT_TELL: uncertain, State.NO_CLEAR_LINK: no_link}
