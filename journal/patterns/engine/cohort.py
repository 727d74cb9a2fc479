"""Every kind, for many people at once: the same code that reads one log."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from .. import parameters
from ..values import Kind, State
from . import limit_posterior, regression, share_evidence
from .logs import Bools, Ints, Logs
from .verdicts import LINKED, SO_FAR, STATES, Verdicts, blank

Each = Literal["walk", "week", "end"]
# Walks handled at once: few enough to stay in the processor's cache, enough to keep numpy busy.
CELLS: Final = 19_200
CELLS_AT_END: Final = 120_000
BUFFER: Final = 64  # numbers


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


@contextmanager
def _unbuffered() -> Iterator[None]:
    """Makes numpy work on rows where they lie.

    Rows shorter than its buffer (8192 numbers) it would first copy there, which takes longer than
    the work. Leaving the block restores the buffer.
    """
    with np.errstate():
        np.setbufsize(BUFFER)
        yield


def all_verdicts(logs: Logs, every: bool, wanted: Bools | None = None) -> dict[Kind, Verdicts]:
    """Every kind's verdicts after every walk, or at the end; the limit's only where `wanted`.

    At the end, what was claimed before and still holds is not looked up: see `_settle`.
    """
    with _unbuffered():
        found = regression.all_verdicts(logs, every)
        found |= {
            kind: share_evidence.verdicts(kind, logs, every) for kind in share_evidence.SHARES
        }
        if every:
            slope = found[Kind.RISE_WITH_MINUTES]
            found[Kind.COMFORTABLE_MINUTES] = limit_posterior.verdicts(logs, slope, wanted)
    return found


def _settle(logs: Logs, found: dict[Kind, Verdicts]) -> None:
    """At the end: links whatever was claimed before and still holds, though not strongly now.

    Only in between is history asked for, of everybody at once: strong evidence stands whatever
    went before. The limit comes last, because it is linked only while the slope is.
    """
    for kind in (*parameters.CLAIMS, *share_evidence.SHARES):
        verdicts = found[kind]
        sides = [*parameters.CLAIMS[kind].alternatives] if kind in parameters.CLAIMS else [1]
        between = (verdicts.state == SO_FAR) & np.isin(verdicts.direction, sides)
        people = np.flatnonzero(between)
        if people.size:
            some = logs.some(people)
            if kind in parameters.CLAIMS:
                standing = regression.stands(kind, some, verdicts.direction[people, 0])
            else:
                standing = share_evidence.stands(kind, some)
            verdicts.state[people[standing]] = LINKED
    slope = found[Kind.RISE_WITH_MINUTES]
    found[Kind.COMFORTABLE_MINUTES].put(slice(None), limit_posterior.verdicts(logs, slope))


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
    whole = blank(positions.shape, logs.width)
    for start in range(0, logs.people, block):
        rows = slice(start, start + block)
        some, position = logs.some(rows), positions[rows]
        wanted = None
        if each == "week":
            wanted = np.zeros(some.day.shape, dtype=bool)
            np.put_along_axis(wanted, position, values=True, axis=1)
        asked = every and not (each == "walk" and (some.count == logs.width).all())
        for kind, found in all_verdicts(some, every, wanted).items():
            whole[kind].put(rows, found.at(position) if asked else found)
    if not every:
        with _unbuffered():
            _settle(logs, whole)
    return CohortReading(positions, whole)


def _positions(logs: Logs, each: Each) -> Ints:
    """(people, readings): the walk after which each reading is made."""
    last = np.maximum(logs.count - 1, 0)[:, None]
    if each == "end":
        return last
    if each == "week":
        return week_ends(logs)
    return np.minimum(np.arange(logs.width), last)
