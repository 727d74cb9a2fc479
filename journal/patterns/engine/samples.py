"""The walks that a linear model rests on, and the columns of models made from them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .logs import Bools, Floats, Ints, Logs, aligned, running
from .sums import RunningSums, Sums, WholeSums

USUAL_BEFORE, USUAL_MINUTES = 3, 25  # only keep the sums small; they change no result


@dataclass(frozen=True, eq=False, slots=True)
class Column:
    """A column of linear models: its name, and how it is made of a sample's walks.

    A model's design is some of these: the column in question stands last but one and y last; the
    others are what it is adjusted for.
    """

    name: str
    make: Callable[["Sample"], Floats]


class Sample:
    """The walks of each person that count, in order: arrays (walks that count, people).

    Walks stand first, so that a running sum adds whole rows. At the end columns are multiplied as
    matrices: there one person's walks are neighbours in memory, whatever the shape says.
    `count` (people,) says how many walks count.
    """

    def __init__(self, logs: Logs, counts: Bools, every: bool):
        self.logs = logs
        self.every = every
        self.counts = counts
        self.count: Ints = np.count_nonzero(counts, axis=1)
        width = max(int(self.count.max(initial=0)), 1)
        self.whole = width == logs.width and bool((self.count == logs.count).all())
        real = np.arange(width) < self.count[:, None]
        self.full = bool(real.all())
        self.real: Bools = self._standing(real)
        if not self.whole:
            # Both lists go through the walks that count in the same order.
            found: Ints = np.zeros(real.shape, dtype=np.int64)
            found[real] = np.flatnonzero(counts)
            self._from = self._standing(found)
        self.day: Ints = self.front(logs.day)

    def sums(self, design: tuple[Column, ...]) -> Sums:
        """Sums of the products of columns, the first of them ONE."""
        columns = self.columns(design)
        if self.every:
            return RunningSums(columns, design)
        return WholeSums(columns.transpose(0, 2, 1), design, self.count)

    @property
    def place(self) -> Ints:
        """(walks that count, people): where each stood among all walks."""
        return self._from % self.logs.width

    @cached_property
    def number(self) -> Ints:
        """(people, walks): how many of all walks so far count."""
        return np.cumsum(self.counts, axis=1, dtype=np.int32)

    @cached_property
    def latest(self) -> Ints:
        """(people, walks): where in arrays (walks that count, people) the latest of these stands;
        at the first, if there is none yet."""
        people = self.logs.people
        return np.maximum(self.number - 1, 0) * people + np.arange(people)[:, None]

    def _standing(self, values: Ints) -> Ints:
        """From (people, walks) to (walks, people), and there in rows but at the end."""
        return np.ascontiguousarray(values.T) if self.every else values.T

    def front(self, values: Ints) -> Ints:
        if self.whole:
            return values.T
        return np.take(values, self._from) if self.every else np.take(values, self._from.T).T

    def columns(self, design: Sequence[Column]) -> Floats:
        """Columns of a design (columns, walks, people), zero beyond the count."""
        walks, people = self.day.shape
        if self.every:
            made = aligned(len(design), walks, people)
        else:
            made = aligned(len(design), people, walks).transpose(0, 2, 1)
        for at, column in enumerate(design):
            made[at] = column.make(self)
        if not self.full:
            made *= self.real
        return made

    @property
    def n(self) -> Ints:
        """How many walks there are at each prefix (walks, 1), or in all (1, people)."""
        return np.arange(1, len(self.day) + 1)[:, None] if self.every else self.count[None]

    @property
    def days(self) -> Ints:
        """On how many days there were walks."""
        new = np.ones(self.day.shape, dtype=bool)
        new[1:] = self.day[1:] > self.day[:-1]
        return running(np.add, (new & self.real).T, self.every).T

    @property
    def last_day(self) -> Ints:
        """The day of the last walk that counts, at each prefix or in all."""
        if self.every:
            return self.day
        return np.take_along_axis(self.day, np.maximum(self.count - 1, 0)[None], axis=0)

    @property
    def first_day(self) -> Ints:
        """(1, people): the day of the first walk that counts."""
        return self.day[:1]


ONE = Column("one", lambda sample: np.ones((1, 1)))
BEFORE = Column("before", lambda sample: sample.front(sample.logs.before) - USUAL_BEFORE)
# In tens.
MINUTES = Column("minutes", lambda sample: (sample.front(sample.logs.minutes) - USUAL_MINUTES) / 10)
# In units of four weeks since the first walk.
WEEKS = Column("weeks", lambda sample: (sample.day - sample.logs.day[:, 0]) / 28)
AFTER = Column("after", lambda sample: sample.front(sample.logs.after))
RISE = Column("rise", lambda sample: sample.front(sample.logs.after - sample.logs.before))
# Taken before the walk, as far as it is known: it hides a rise, and longer walks have more of it.
PAINKILLER = Column("painkiller", lambda sample: sample.front(sample.logs.painkiller) == 1)
