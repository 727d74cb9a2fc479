"""What every kind of pattern says of itself: what it needs, its model, its words and its chart."""

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

# Sides of the null on which an interval may lie, 0 where it holds the null.
NEITHER = frozenset({0})
EITHER = frozenset({-1, 1})
ANY = frozenset({-1, 0, 1})
EXAMPLE_WALKS = 30
# State and direction, as `Kind.short_sentences` names them.
LINKED_UP, LINKED_DOWN = (State.LINKED, 1), (State.LINKED, -1)
SO_FAR_UP, SO_FAR_DOWN = (State.SO_FAR, 1), (State.SO_FAR, -1)
NO_LINK = (State.NO_CLEAR_LINK, 0)


@dataclass(frozen=True, slots=True)
class Rows:
    """One person's walks, and some readings: the last walk of each. Arrays (walks,)."""

    logs: Logs
    picked: Bools  # the walks that a kind rests on
    event: Bools
    readings: Ints


class Kind(ABC):
    """One question that a log is asked, with all that belongs to its answer."""

    code: str  # in JSON, in addresses and in advice rules
    name: str  # on pages and in forms
    unit: str
    subject: str  # “Too early to say …”
    claimed: str  # “On 3 March your walks showed …”
    # What comes before its figures, by state and direction; 0 where the state has none.
    short_sentences: Mapping[tuple[State, int], str] = {}
    describes = False  # whether it only tells how things have been, and claims nothing
    estimate_name = "Best estimate"  # among the figures behind its sentence
    level: float = parameters.LEVEL  # of the interval that is shown
    bar_measure: str  # what the bars of its chart measure
    bars_are_shares: bool  # from 0 to 1; else they are points, on either side of 0
    # Estimate and half-width of the interval of a made-up log, an editor's example, and what an
    # estimate and the same one on the other side add up to.
    example_ranges: Mapping[State, tuple[float, float]]
    both_sides = 0.0

    # --- The model, and the evidence for and against it

    @abstractmethod
    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        """(people, walks): which walks it rests on, and which of them show its event."""

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        """What its sentences count, after every walk: fields of `Summary`, (people, walks)."""
        return {}

    @abstractmethod
    def verdicts(self, logs: Logs, found: Mapping[str, Verdicts], wanted: Bools | None) -> Verdicts:
        """Verdicts after every walk (people, walks).

        `found` has those of the kinds before it and of all linear models. Where `wanted` (people,
        walks) says no, the estimate is not needed.
        """

    def completed(
        self, summaries: list[Summary], others: Mapping[str, Verdicts], rows: Rows
    ) -> list[Summary]:
        """Adds what its sentences say of other kinds, of which `others` has the verdicts at the
        same readings, or of what rests on its own estimate."""
        return summaries

    @abstractmethod
    def supporting(
        self, summaries: list[Summary], logs: Logs, picked: Bools, event: Bools, made: Bools
    ) -> tuple[Bools, Bools]:
        """(readings, walks): the walks of one person that say so, and those that say otherwise.

        `made` (readings, walks) marks the walks that there were at each reading.
        """

    # --- What can ever be said of it

    @property
    @abstractmethod
    def reachable(self) -> Mapping[State, frozenset[int]]:
        """The states that it can be in, and for each the directions (-1, 0, 1) it can have."""

    @abstractmethod
    def largest(self, state: State) -> float | None:
        """The largest size of an estimate in that state, in the kind's unit; None: there is none.

        A size is the distance from zero. Estimates stay below it or reach it just so.
        """

    # --- What it needs

    def needs(self, summary: Summary) -> tuple[str, ...]:
        """What is missing (too early), or what would tell more (so far, cannot tell)."""
        if summary.state is State.TOO_EARLY:
            return tuple(self.missing(summary))
        if summary.state in (State.SO_FAR, State.CANNOT_TELL):
            return self.would_tell_more(summary)
        return ()

    @abstractmethod
    def missing(self, summary: Summary) -> list[str]:
        """What is lacking below the minimum."""

    @abstractmethod
    def would_tell_more(self, summary: Summary) -> tuple[str, ...]:
        """Walks that would tell more."""

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
        """The sentence above the minimum."""
        if summary.interval is None:
            walks = count(summary.used, "walk")
            return f"It is not possible to tell {self.subject} from {walks}."
        return self.say(summary, *summary.interval)

    @abstractmethod
    def say(self, summary: Summary, estimate: float, low: float, high: float) -> str:
        """The sentence where there is an interval."""

    def short_sentence(self, state: State, direction: int) -> str:
        """What is said in that state without numbers; empty where the numbers say it shortest."""
        if not self.short_sentences or state is State.TOO_EARLY:
            return ""
        if state is State.CANNOT_TELL:
            return f"It cannot be told yet {self.subject}."
        side = 0 if state is State.NO_CLEAR_LINK else direction
        return self.short_sentences.get((state, side), "")

    def withdrawn(self, said: str, stopped: str) -> str:
        """How a claim that stopped holding is taken back."""
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
        """The headline where there is an interval."""

    def amount(self, value: float) -> str:
        """A figure with its unit, as finely as the log can know it."""
        return f"{round(value, 1) + 0.0:.1f} {self.unit}".replace("-", "−")

    def size_in_words(self, size: float) -> str:
        """The size that an advice rule waits for, as its editor typed it."""
        return f"{size:g} {self.unit}"

    # --- Chart and example

    @abstractmethod
    def chart(self, summary: Summary, logs: Logs, picked: Bools) -> ChartData:
        """The chart's numbers for one person; `picked` (walks,) marks the walks it rests on."""

    def example(self, state: State, direction: int, size: float | None) -> Summary:
        """A made-up log of which this kind is just in that state, at least that large."""
        estimate, half = self.example_ranges.get(state, self.example_ranges[State.LINKED])
        estimate = estimate if size is None else max(estimate, size)
        low, high = estimate - half, estimate + half
        if direction < 0:
            low, estimate, high = (self.both_sides - each for each in (high, estimate, low))
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
