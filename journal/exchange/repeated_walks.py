"""Count a walk that was entered twice as one: evidence must not double with the number of devices.

Two entries of one person that begin at the same moment and last equally long are one walk, whatever
else they say. Two walks that overlap in time cannot both be right, but only their walker knows
which one is wrong, or whether one of them began later: both count, and both are reported.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journal.patterns import Walk, WalkColumns
from journal.patterns.walk_columns import OPTIONAL, UNKNOWN

SECONDS = 60


@dataclass(frozen=True, slots=True)
class RepeatedWalk:
    """An entry that is left out, and the entry of the same walk that is kept."""

    left_out: Walk
    kept: Walk

    @property
    def differs(self) -> bool:
        """Whether the entry left out has other answers than the kept one."""
        alike = {"key": self.kept.key, "started_at": self.kept.started_at}
        return replace(self.left_out, **alike) != self.kept  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class OverlappingWalks:
    """Two walks of one person, where the later one begins before the earlier one has ended."""

    earlier: Walk
    later: Walk


@dataclass(frozen=True, slots=True)
class DistinctWalks:
    """One person's log, each walk once."""

    walks: WalkColumns
    repeats: tuple[RepeatedWalk, ...]
    overlaps: tuple[OverlappingWalks, ...]

    def up_to(self, moment: datetime) -> "DistinctWalks":
        """The walks that began at or before `moment` (aware), with their repeats and overlaps."""
        instant = moment.timestamp()
        return DistinctWalks(
            self.walks.some(self.walks.instant <= instant),
            tuple(each for each in self.repeats if each.kept.instant <= instant),
            tuple(each for each in self.overlaps if each.later.instant <= instant),
        )


def distinct_walks(entries: Iterable[Walk]) -> DistinctWalks:
    """One person's entries with each walk once, and the repeats and overlaps among them.

    Of the entries of one walk, the one with the most answers is kept, or the first given of equal
    ones. The walks keep their order; repeats and overlaps are in order of time.
    """
    walks = WalkColumns.of(entries)
    same = _same(walks)
    if not same:
        return DistinctWalks(walks, (), tuple(_overlaps(walks)))
    answers = np.count_nonzero(walks.answers[OPTIONAL] != UNKNOWN, axis=0)
    stands, repeats = np.arange(len(walks)), []
    for some in same:
        kept = max(some, key=answers.__getitem__)
        repeats += [RepeatedWalk(walks[each], walks[kept]) for each in some if each != kept]
        stands[some] = UNKNOWN
        stands[some[0]] = kept
    distinct = walks.some(stands[stands != UNKNOWN])
    return DistinctWalks(distinct, tuple(repeats), tuple(_overlaps(distinct)))


def _same(walks: WalkColumns) -> list[list[int]]:
    """The indices of entries that are the same walk: one list for each walk, in order of time.

    Within a list they are in the order given.
    """
    minutes = walks.said("minutes")
    order = np.lexsort((minutes, walks.instant))
    again = (np.diff(walks.instant[order]) == 0) & (np.diff(minutes[order]) == 0)
    found: list[list[int]] = []
    for at in np.flatnonzero(again).tolist():
        if not found or found[-1][-1] != order[at]:
            found.append([int(order[at])])
        found[-1].append(int(order[at + 1]))
    return found


def _overlaps(walks: WalkColumns) -> list[OverlappingWalks]:
    """Pairs of each walk that starts during another, and the overlapping walk that ends last."""
    minutes = walks.said("minutes")
    order = np.lexsort((-minutes, walks.instant))  # by start; of equal starts the longest first
    begins = walks.instant[order]
    ends = begins + SECONDS * minutes[order]
    until = _before(np.maximum.accumulate(ends), -np.inf)
    places = np.arange(len(walks))
    lasting = _before(np.maximum.accumulate(np.where(ends > until, places, 0)), 0)
    return [
        OverlappingWalks(walks[int(order[lasting[at]])], walks[int(order[at])])
        for at in np.flatnonzero(begins < until).tolist()
    ]


def _before(values: NDArray[Any], first: float) -> NDArray[Any]:
    """`values` shifted by one place: `first`, then all values but the last."""
    return np.concatenate([np.array([first], dtype=values.dtype), values])[:-1]
