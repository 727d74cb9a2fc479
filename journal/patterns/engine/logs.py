"""Logs as arrays: people down, walks across in order of time, padded at the end.

One person is a cohort of one, so that every estimator exists once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..parameters import CEILING
from ..values import Programme, Walk
from ..walk_columns import EASED, LEG_CODES, WalkColumns

# Three names for the reader alone: numpy's types cannot follow what arithmetic makes of an array.
Floats = NDArray[Any]
Ints = NDArray[Any]
Bools = NDArray[Any]

NO_PROGRAMME = -1
NO_ONSET = -1


@dataclass(frozen=True, slots=True)
class Logs:
    """The logs of `people` persons, each array of shape (people, walks) unless said otherwise.

    `count` (people,) is how many leading entries are real. `day` counts local days from any fixed
    day and never falls along a row; `hour` is the local hour, 0 to 23. `minutes` is minutes,
    `before` and `after` are scores. `eased` (4, people, walks), `legs`, `stopped` and `painkiller`
    are 1, 0 or UNKNOWN, `next_morning` is 0 to 10 or UNKNOWN. `programme_day` (people,) is the day
    on which the programme began or NO_PROGRAMME, `onset_day` (people,) that of the onset of the
    pain or NO_ONSET. ValueError where the shapes do not fit.
    """

    count: Ints
    day: Ints
    hour: Ints
    minutes: Ints
    before: Ints
    after: Ints
    stopped: Ints
    next_morning: Ints
    eased: Ints
    legs: Ints
    programme_day: Ints
    onset_day: Ints
    painkiller: Ints
    # (people, walks): which entries are walks and not padding, and which of them began below 9.
    real: Bools = field(init=False, repr=False, compare=False)
    usable: Bools = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        shape = self.day.shape
        if len(shape) != 2 or self.count.shape != shape[:1] or self.eased.shape != (4, *shape):
            raise ValueError("logs need (people, walks) arrays, count (people,), eased (4, …)")
        object.__setattr__(self, "real", np.arange(self.width) < self.count[:, None])
        object.__setattr__(self, "usable", self.real & (self.before < CEILING))

    @property
    def people(self) -> int:
        return self.day.shape[0]

    @property
    def width(self) -> int:
        return self.day.shape[1]

    @property
    def walked(self) -> Ints:
        """(people, walks): how many walks there are up to each entry."""
        return np.minimum(np.arange(1, self.width + 1), self.count[:, None])

    def some(self, rows: slice | Ints) -> "Logs":
        """The logs of some people."""
        picked: dict[str, Any] = {
            name: getattr(self, name)[:, rows] if name == "eased" else getattr(self, name)[rows]
            for name in _BY_PERSON + _BY_WALK
        }
        return Logs(**picked)

    def upto(self, walks: int) -> "Logs":
        """The logs with everybody's first `walks` entries only."""
        if walks >= self.width:
            return self
        return replace(
            self,
            count=np.minimum(self.count, walks),
            **{name: getattr(self, name)[..., :walks] for name in _BY_WALK},
        )

    def without(self, walks: int) -> "Logs":
        """The logs without everybody's first `walks` entries."""
        return replace(
            self,
            count=np.maximum(self.count - walks, 0),
            **{name: getattr(self, name)[..., walks:] for name in _BY_WALK},
        )


def running(reduce: np.ufunc, values: Floats) -> Floats:
    """(people, walks): `values` reduced by a ufunc (np.add: summed) over each prefix."""
    counts = np.int32 if values.dtype == bool else None
    return np.asarray(reduce.accumulate(values, axis=1, dtype=counts))


_BY_PERSON = "count", "programme_day", "onset_day"
_BY_WALK = tuple(each.name for each in fields(Logs) if each.init and each.name not in _BY_PERSON)


def one_log(walks: Iterable[Walk], programme: Programme | None = None) -> Logs:
    """One person's walks, which are in order of time, as a cohort of one."""
    columns = WalkColumns.of(walks)
    start = programme.started_on if programme else None
    onset = programme.hurts_since if programme else None

    def row(name: str) -> Ints:
        return columns.said(name)[None]

    return Logs(
        count=np.array([len(columns)]),
        # A walker who flies west can be back on yesterday's date, but `day` must never fall.
        day=np.maximum.accumulate(columns.day)[None],
        hour=columns.hour[None],
        minutes=row("minutes"),
        before=row("pain_before"),
        after=row("pain_after"),
        stopped=row("stopped_early"),
        next_morning=row("pain_next_morning"),
        eased=np.stack([row(name) for name in EASED]),
        legs=np.minimum(row("leg_symptoms"), LEG_CODES["one"]),  # one or both
        painkiller=row("painkiller"),
        programme_day=np.array([start.toordinal() if start else NO_PROGRAMME]),
        onset_day=np.array([onset.toordinal() if onset else NO_ONSET]),
    )


def together(alone: Sequence[Logs]) -> Logs:
    """Several logs as one cohort, padded at the end to the length of the longest."""
    if len(alone) == 1:
        return alone[0]
    width = max(log.width for log in alone)

    def padded(name: str) -> Ints:
        rows = [getattr(log, name) for log in alone]
        lacking = [[(0, 0)] * (row.ndim - 1) + [(0, width - row.shape[-1])] for row in rows]
        # The last value is repeated, so that `day` never falls; no other padding is ever looked at.
        filled = [np.pad(row, by, mode="edge") for row, by in zip(rows, lacking, strict=True)]
        return np.concatenate(filled, axis=-2)

    whole = {name: np.concatenate([getattr(log, name) for log in alone]) for name in _BY_PERSON}
    return Logs(**whole, **{name: padded(name) for name in _BY_WALK})
