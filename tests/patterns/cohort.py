"""Large simulated cohorts, as arrays and without a word: what the engine says of everybody."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from journal.patterns import KINDS, Each, State
from journal.patterns.cohort import every_verdict
from journal.patterns.engine.logs import Ints, Logs
from journal.patterns.engine.verdicts import SMALL, SPOT, STATES, Verdicts

# Walks handled at once: few enough to stay in the processor's cache, enough to keep numpy busy.
CELLS: Final = 19_200


@dataclass(frozen=True, slots=True)
class CohortReading:
    """Verdicts of every kind, arrays (people, readings).

    `position` (people, readings) is the walk after which each reading was made; readings past a
    person's last walk repeat the last one.
    """

    position: Ints
    verdicts: dict[str, Verdicts]

    def __getitem__(self, kind: str) -> Verdicts:
        return self.verdicts[kind]

    def state(self, person: int, kind: str, reading: int = -1) -> State:
        """One state in words."""
        return STATES[self.verdicts[kind].state[person, reading]]


def blank(shape: tuple[int, ...], walks: int) -> dict[str, Verdicts]:
    """Verdicts of every kind, (people, readings) on logs of up to so many walks, not yet filled.

    Being handed memory takes longer than filling it, and a few large pieces less than many small
    ones: the numbers of all kinds lie in one piece each, in the shortest form that holds them
    (estimates to 7 digits).
    """
    shape = len(KINDS), *shape
    spot = np.int16 if walks < np.iinfo(np.int16).max else SPOT
    state, direction = np.empty((2, *shape), dtype=SMALL)
    used, left_out, said, stopped = np.empty((4, *shape), dtype=spot)
    estimate, low, high = np.empty((3, *shape), dtype=np.float32)
    columns = zip(state, direction, estimate, low, high, used, left_out, said, stopped, strict=True)
    return {kind: Verdicts(*column) for kind, column in zip(KINDS, columns, strict=True)}


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

    Nothing but arrays is built.
    """
    if logs.width == 0:
        raise ValueError("a cohort needs at least one walk")
    block = max(1, CELLS // logs.width)
    positions = _positions(logs, each)
    whole = blank(positions.shape, logs.width)
    for start in range(0, logs.people, block):
        rows = slice(start, start + block)
        some, position = logs.some(rows), positions[rows]
        wanted = np.zeros(some.day.shape, dtype=bool)
        np.put_along_axis(wanted, position, values=True, axis=1)
        found = every_verdict(some, wanted)
        for code in whole:
            _put(whole[code], rows, found[code], position)
    return CohortReading(positions, whole)


def _put(whole: Verdicts, rows: slice, found: Verdicts, position: Ints) -> None:
    for name in whole.__slots__:
        getattr(whole, name)[rows] = np.take_along_axis(getattr(found, name), position, axis=1)


def _positions(logs: Logs, each: Each) -> Ints:
    """(people, readings): the walk after which each reading is made."""
    last = np.maximum(logs.count - 1, 0)[:, None]
    if each == "end":
        return last
    if each == "week":
        return week_ends(logs)
    return np.minimum(np.arange(logs.width), last)
