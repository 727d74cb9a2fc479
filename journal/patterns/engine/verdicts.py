"""The verdicts on one kind at each reading, and how a claim begins, stands and ends."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..values import State
from .logs import Bools, Floats, Ints, Logs

STATES: Final = tuple(State)
# Types of states, and of positions and counts: small, because memory limits a large cohort.
SMALL: Final = np.int8
SPOT: Final = np.int32


class Code:
    """States as numbers: their places in STATES."""

    TOO_EARLY, SO_FAR, LINKED, NO_CLEAR_LINK, CANNOT_TELL = range(5)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One kind, many people, many readings: arrays of shape (people, readings).

    `state` indexes STATES. `direction` is the side of the null on which the interval lies, or 0.
    `estimate`, `low` and `high` are NaN below the minimum. `used` counts the walks that the kind
    rests on, `left_out` those that it cannot use. `said` and `stopped` are the positions (among
    all walks) where the latest claim began and ended, or -1.
    """

    state: Ints
    direction: Ints
    estimate: Floats
    low: Floats
    high: Floats
    used: Ints
    left_out: Ints
    said: Ints
    stopped: Ints

    def at(self, person: int, readings: Ints) -> "Verdicts":
        """The verdicts on one person at some readings, arrays (readings,)."""
        return Verdicts(*(getattr(self, name)[person, readings] for name in self.__slots__))


def nothing(logs: Logs) -> Verdicts:
    """The verdicts on a kind that can use none of the walks: too early everywhere."""
    shape = logs.day.shape
    unknown, never = np.full(shape, np.nan), np.full(shape, -1, dtype=SPOT)
    early = np.full(shape, Code.TOO_EARLY, dtype=SMALL)
    walks = logs.walked.astype(SPOT)
    return Verdicts(
        state=early,
        direction=np.zeros_like(early),
        estimate=unknown,
        low=unknown,
        high=unknown,
        used=np.zeros_like(walks),
        left_out=walks,
        said=never,
        stopped=never,
    )


def last_true(flags: Bools) -> Ints:
    """For each entry along the last axis, the latest true flag at or before it (-1: none)."""
    at = np.where(flags, np.arange(flags.shape[-1], dtype=SPOT), -1)
    return np.maximum.accumulate(at, axis=-1)


def next_after(flags: Bools) -> Ints:
    """For each entry along the last axis, the first true flag at or after it (width: none)."""
    width = flags.shape[-1]
    at = np.where(flags, np.arange(width, dtype=SPOT), width)
    return np.minimum.accumulate(at[..., ::-1], axis=-1)[..., ::-1]


def claims(strong: Bools, holds: Bools) -> tuple[Bools, Ints, Ints]:
    """Whether a claim stands at each entry, and where the latest one began and ended.

    A claim begins where the evidence is `strong` and stands for as long as it `holds`. Beginning
    takes much evidence and standing little, so that a claim does not flicker. All arrays have the
    shape of `strong`. Positions along the last axis are -1 where there has been no claim, and the
    last array is -1 while the claim stands.
    """
    strong, width = strong & holds, strong.shape[-1]
    if not strong.any():  # most logs have never had a claim
        never = np.full(strong.shape, -1, dtype=SPOT)
        return np.zeros(strong.shape, dtype=bool), never, never
    begun, failed = last_true(strong), last_true(~holds)
    standing = begun > failed
    # The claim began at the first strong entry since the last failure before its latest strong one.
    at = np.maximum(begun, 0)
    failed_before = np.take_along_axis(failed, at, axis=-1)
    first_strong = next_after(strong)
    began = np.take_along_axis(first_strong, np.minimum(failed_before + 1, width - 1), axis=-1)
    began = np.where(begun >= 0, began, -1)
    first_failed = next_after(~holds)
    ended = np.take_along_axis(first_failed, at, axis=-1)
    ended = np.where((begun >= 0) & ~standing, ended, -1)
    return standing, began, ended
