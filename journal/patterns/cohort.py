"""Every kind, for many people at once: the same code that reads one log."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from . import limit, linear, shares
from .logs import Bools, Ints, Logs
from .records import Kind, State
from .verdicts import STATES, Verdicts, join

Each = Literal["walk", "week", "end"]
# Walks handled at once: few enough to stay in the processor's cache, enough to keep numpy busy.
CELLS: Final = 10_000
CELLS_AT_END: Final = 240_000


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


def all_verdicts(logs: Logs, every: bool, wanted: Bools | None = None) -> dict[Kind, Verdicts]:
    """Every kind's verdicts after every walk, or at the end; the limit's only where `wanted`."""
    found = linear.all_verdicts(logs, every)
    found |= {kind: shares.verdicts(kind, logs, every) for kind in shares.SHARES}
    slope = found[Kind.RISE_WITH_MINUTES]
    found[Kind.COMFORTABLE_MINUTES] = limit.verdicts(logs, slope, wanted)
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
    every = each != "end"
    block = max(1, (CELLS if every else CELLS_AT_END) // logs.width)
    positions = _positions(logs, each)
    parts = []
    for start in range(0, logs.people, block):
        some, position = logs.some(slice(start, start + block)), positions[start : start + block]
        wanted = None
        if each == "week":
            wanted = np.zeros(some.day.shape, dtype=bool)
            np.put_along_axis(wanted, position, values=True, axis=1)
        found = all_verdicts(some, every, wanted)
        if every and not (each == "walk" and (some.count == logs.width).all()):
            found = {kind: verdicts.at(position) for kind, verdicts in found.items()}
        parts.append(found)
    return CohortReading(positions, {kind: join([part[kind] for part in parts]) for kind in Kind})


def _positions(logs: Logs, each: Each) -> Ints:
    """(people, readings): the walk after which each reading is made."""
    last = np.maximum(logs.count - 1, 0)[:, None]
    if each == "end":
        return last
    if each == "week":
        return week_ends(logs)
    return np.minimum(np.arange(logs.width), last)
