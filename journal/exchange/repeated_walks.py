"""The same walk entered twice is one walk: evidence must not double with the number of devices.

Two entries of one person that begin at the same moment and last equally long are one walk, whatever
else they say. Two that overlap in time cannot both be right, but which one is wrong, or whether one
of them began later, only their walker knows: both count, and both are named.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from journal.patterns import Walk

SECONDS = 60


@dataclass(frozen=True, slots=True)
class RepeatedWalk:
    """An entry that is left out, and the one that stands for both."""

    left_out: Walk
    kept: Walk

    @property
    def differs(self) -> bool:
        """Whether it says something else than the one that is kept."""
        alike = {"key": self.kept.key, "started_at": self.kept.started_at}
        return replace(self.left_out, **alike) != self.kept  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class OverlappingWalks:
    """Two walks of one person of which the second begins before the first has ended."""

    earlier: Walk
    later: Walk


@dataclass(frozen=True, slots=True)
class DistinctWalks:
    """One person's log, each walk once."""

    walks: tuple[Walk, ...]
    repeats: tuple[RepeatedWalk, ...]
    overlaps: tuple[OverlappingWalks, ...]

    def up_to(self, moment: datetime) -> "DistinctWalks":
        """The log as it stood at a moment, which must be aware."""
        instant = moment.timestamp()
        return DistinctWalks(
            tuple(each for each in self.walks if each.instant <= instant),
            tuple(each for each in self.repeats if each.kept.instant <= instant),
            tuple(each for each in self.overlaps if each.later.instant <= instant),
        )


def distinct_walks(entries: Iterable[Walk]) -> DistinctWalks:
    """One person's entries, each walk once, by what repeats and what overlaps.

    Of the entries of one walk the one with the most answers is kept; of equals, the first given.
    The walks keep their order; repeats and overlaps stand in order of time.
    """
    same: dict[tuple[float, int], list[Walk]] = {}
    for walk in entries:
        same.setdefault((walk.instant, walk.minutes), []).append(walk)
    twice = sorted(key for key, some in same.items() if len(some) > 1)
    kept = {key: max(same[key], key=_answers) for key in twice}
    walks = tuple(kept.get(key, some[0]) for key, some in same.items())
    repeats = [
        RepeatedWalk(each, kept[key])
        for key in twice
        for each in same[key]
        if each is not kept[key]
    ]
    return DistinctWalks(walks, tuple(repeats), tuple(_overlaps(walks)))


def _answers(walk: Walk) -> int:
    """How many of the optional questions are answered."""
    optional = (
        walk.pain_next_morning,
        walk.eased_by_sitting,
        walk.eased_by_leaning_forward,
        walk.eased_by_standing_still,
        walk.eased_by_lying,
        walk.leg_symptoms,
        walk.stopped_early,
        walk.painkiller,
    )
    return sum(answer is not None for answer in optional)


def _overlaps(walks: Iterable[Walk]) -> list[OverlappingWalks]:
    """Each walk that begins while another lasts, with the one of those that ends last."""
    found = []
    longest_first = sorted(walks, key=attrgetter("minutes"), reverse=True)
    lasting: Walk | None = None
    until = float("-inf")
    for walk in sorted(longest_first, key=attrgetter("instant")):
        if lasting is not None and walk.instant < until:
            found.append(OverlappingWalks(lasting, walk))
        end = walk.instant + SECONDS * walk.minutes
        if end > until:
            lasting, until = walk, end
    return found
