"""The base class of the kinds whose estimate is one coefficient of a linear model."""

from collections.abc import Mapping

from .. import parameters
from ..engine.logs import Bools, Ints, Logs
from ..engine.regression import LinearModel
from ..engine.summary import Summary, so_far
from ..engine.supporting_walks import along_the_model
from ..engine.verdicts import Verdicts
from ..number_words import between, count, plain
from ..values import Pattern, State
from .kind import ANY, EITHER, NEITHER, Kind, ranges
from .missing_walks import FEW, SURE, about, further

WHOLE_SCALE = 10.0  # points of pain
BEYOND = "so far everything from much less pain to much more would fit"


class LinearModelKind(LinearModel, Kind):
    """A kind whose null value is a coefficient of zero: see `engine.regression`."""

    beside: tuple[LinearModel, ...] = ()  # further models that its verdicts rest on
    no_link_within = WHOLE_SCALE  # the largest size of an estimate with “no clear link”
    bar_measure = "rise in points"
    bars_are_shares = False
    example_ranges = ranges((1.5, 0.5), (0.4, 1.6), (0.1, 0.4))
    around = "{}"  # what stands around the range in the headline
    ways = "lower", "higher"

    def walks(self, logs: Logs) -> tuple[Bools, Bools]:
        picked = self.counted(logs)
        return picked, picked & (logs.after - logs.before >= parameters.RISE_THAT_COUNTS)

    def numbers(self, logs: Logs, picked: Bools, event: Bools) -> dict[str, Ints]:
        return {"at_ceiling": so_far(logs.real & (logs.before >= parameters.CEILING))}

    def verdicts(self, logs: Logs, found: Mapping[str, Verdicts], wanted: Bools | None) -> Verdicts:
        """Those in `found`: all linear models are worked out together, beforehand."""
        return found[self.code]

    def supporting(
        self, summaries: list[Summary], logs: Logs, picked: Bools, event: Bools, made: Bools
    ) -> tuple[Bools, Bools]:
        return along_the_model(self.design, summaries, logs, picked, made)

    @property
    def reachable(self) -> Mapping[State, frozenset[int]]:
        return {
            State.TOO_EARLY: NEITHER,
            State.SO_FAR: frozenset({-1}) if self.worse_is_no_benefit else EITHER,
            State.LINKED: frozenset(self.claim.alternatives),
            State.NO_CLEAR_LINK: ANY,
            State.CANNOT_TELL: NEITHER,
        }

    def largest(self, state: State) -> float | None:
        if state is State.TOO_EARLY:
            return None
        return self.no_link_within if state is State.NO_CLEAR_LINK else WHOLE_SCALE

    def told(self, summary: Summary) -> str:
        if summary.interval is None or not _is_beyond(*summary.interval[1:]):
            return super().told(summary)
        walks = count(summary.used, "walk")
        return f"It is not possible to tell {self.subject} from {walks}: {BEYOND}."

    def too_early(self, summary: Summary) -> str:
        text = self.too_few(summary)
        if summary.at_ceiling:
            began = count(summary.at_ceiling, "walk that", "walks that")
            text += f" Left out: {began} began at 9 or 10 and could not rise by 2."
        return text

    def too_few(self, summary: Summary) -> str:
        return super().too_early(summary)

    def would_tell_more(self, summary: Summary) -> tuple[str, ...]:
        if summary.interval is None:
            return ()
        estimate, low, high = summary.interval
        half = (high - low) / 2
        one_sided = leaves_out_zero(low, high)
        if summary.state is State.SO_FAR or one_sided:
            wanted = abs(estimate) * parameters.Z / SURE
        else:
            edge = parameters.DOES_NOT_MATTER / max(summary.reach, 1e-6)
            wanted = max(abs(estimate), edge - abs(estimate))
        number = further(summary.used, half, wanted)
        if summary.state is State.CANNOT_TELL and one_sided and number <= FEW:
            return ()  # narrow enough: more walks like these would not settle it
        return (
            about(number, " like these") + self.sooner(summary, half / max(wanted, 1e-6), number),
        )

    def sooner(self, summary: Summary, narrower: float, number: int) -> str:
        """Other walks, in words, that would tell as much as `number` like these; empty: none.

        `narrower` is the factor by which the interval has to narrow.
        """
        return ""

    def range_in_words(self, pattern: Pattern, low: float, high: float) -> str:
        if _is_beyond(low, high):
            return BEYOND
        return self.around.format(between(low, high, *self.ways))


def leaves_out_zero(low: float, high: float) -> bool:
    """Whether a range excludes zero even with its ends rounded as they are shown."""
    return plain(low) != "0" != plain(high) and low * high > 0


def not_told(low: float, high: float, whether: str, otherwise: str) -> str:
    """The reason, in words, why an interval does not tell `whether` something holds.

    One that excludes zero is not too wide. But such intervals also turn up where nothing holds,
    which is what `otherwise` says ("where it does not"): because they are looked at after every
    walk, or because the pain before is scored with some error.
    """
    if leaves_out_zero(low, high):
        return f"not enough to tell {whether}, as such a range also turns up {otherwise}"
    return f"too wide a range to tell {whether}"


def _is_beyond(low: float, high: float) -> bool:
    """Whether an interval is wider than the whole scale, so that its figures tell nothing."""
    return high - low > WHOLE_SCALE
