"""Every kind, for many people at once: the same code that reads one log."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from . import limit, linear, shares
from .logs import Ints, Logs
from .records import Kind, State
from .rules import CLAIMS
from .verdicts import STATES, Verdicts

Each = Literal["walk", "week", "end"]
CELLS: Final = 20_000  # walks handled at once: small enough to stay in the processor's cache


@dataclass(frozen=True, slots=True)
class CohortReading:
    """Verdicts of every kind, arrays (people, readings).

    `position` (people, readings) is the walk after which each reading was made; readings past a
    person's last walk repeat the last one.
    """

    position: Ints
    verdicts: dict[Kind, Verdicts]

    def __getitem__(self, kind: Kind) -> Verdicts:
        return self.verdicts[kind]

    def state(self, person: int, kind: Kind, reading: int = -1) -> State:
        """One state in words."""
        return STATES[self.verdicts[kind].state[person, reading]]


def all_verdicts(logs: Logs, every: bool, every_limit: bool) -> dict[Kind, Verdicts]:
    """Every kind's verdicts; the limit's may be had at the end only, the others' at every walk."""
    found = {kind: linear.verdicts(kind, logs, every) for kind in CLAIMS}
    found |= {kind: shares.verdicts(kind, logs, every) for kind in shares.SHARES}
    slope = found[Kind.RISE_WITH_MINUTES]
    found[Kind.COMFORTABLE_MINUTES] = limit.verdicts(logs, slope, every_limit)
    return found


def week_ends(logs: Logs) -> Ints:
    """(people, weeks): the last walk of each calendar week (Monday to Sunday) since the first."""
    week = (logs.day + 6) // 7  # ordinal 1 is a Monday
    first = week[:, :1]
    last = np.take_along_axis(week, np.maximum(logs.count - 1, 0)[:, None], axis=1)
    weeks = int((last - first).max(initial=0)) + 1
    done = np.where(logs.real, week - first, np.iinfo(np.int64).max)
    ends = [(done <= number).sum(axis=1) - 1 for number in range(weeks)]
    return np.maximum(np.stack(ends, axis=1), 0)


def read_cohort(logs: Logs, each: Each = "end") -> CohortReading:
    """Reads many logs: after every walk, at the end of every week, or at the end.

    Nothing but arrays is built. At the end no history of claims is kept.
    """
    if logs.width == 0:
        raise ValueError("a cohort needs at least one walk")
    block = max(1, CELLS // logs.width)
    parts = []
    for start in range(0, logs.people, block):
        some = logs.some(slice(start, start + block))
        parts.append(all_verdicts(some, every=each != "end", every_limit=each != "end"))
    verdicts = {
        kind: Verdicts(
            **{
                name: np.concatenate([getattr(part[kind], name) for part in parts])
                for name in Verdicts.__slots__
            }
        )
        for kind in Kind
    }
    if each == "end":
        return CohortReading(np.maximum(logs.count - 1, 0)[:, None], verdicts)
    if each == "week":
        position = week_ends(logs)
    else:
        position = np.minimum(np.arange(logs.width), np.maximum(logs.count - 1, 0)[:, None])
    return CohortReading(position, {kind: found.at(position) for kind, found in verdicts.items()})
