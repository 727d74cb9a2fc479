"""Pairs of entries that may be one walk, about which the patterns page asks its walker."""

from collections.abc import Mapping
from dataclasses import dataclass

from journal.exchange.repeated_walks import DistinctWalks
from journal.models import Walk

PAIRS_SHOWN = 5


@dataclass(frozen=True)
class WalkPairs:
    """The newest pairs, and the number of all pairs."""

    pairs: tuple[tuple[Walk, Walk], ...]
    count: int

    @property
    def further(self) -> int:
        return self.count - len(self.pairs)


def repeated_pairs(log: DistinctWalks, walks: Mapping[str, Walk]) -> WalkPairs:
    """Pairs of an entry that counts and one that repeats it; `walks` by key."""
    return _newest([(each.kept.key, each.left_out.key) for each in log.repeats], walks)


def overlapping_pairs(log: DistinctWalks, walks: Mapping[str, Walk]) -> WalkPairs:
    """Pairs of walks that overlap in time, the earlier one first; `walks` by key."""
    return _newest([(each.earlier.key, each.later.key) for each in log.overlaps], walks)


def _newest(keys: list[tuple[str, str]], walks: Mapping[str, Walk]) -> WalkPairs:
    newest = keys[: -PAIRS_SHOWN - 1 : -1]
    there = [pair for pair in newest if walks.keys() >= set(pair)]
    deleted = len(newest) - len(there)  # since the log was read
    pairs = tuple((walks[one], walks[other]) for one, other in there)
    return WalkPairs(pairs, len(keys) - deleted)


def paired_walks(log: DistinctWalks) -> set[str]:
    """The keys of the walks in the newest pairs."""
    repeats = [(each.kept.key, each.left_out.key) for each in log.repeats[-PAIRS_SHOWN:]]
    overlaps = [(each.earlier.key, each.later.key) for each in log.overlaps[-PAIRS_SHOWN:]]
    return {key for pair in (*repeats, *overlaps) for key in pair}
