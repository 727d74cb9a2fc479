"""The walks that a linear model rests on, and the columns of models made from them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .logs import Bools, Floats, Ints, Logs, running
from .sums import Sums

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

    Walks stand first, so that a running sum adds whole rows. `count` (people,) says how many
    walks count.
    """

    def __init__(self, logs: Logs, counts: Bools):
        self.logs = logs
        self.counts = counts
        self.count: Ints = np.count_nonzero(counts, axis=1)
        width = max(int(self.count.max(initial=0)), 1)
        self.whole = width == logs.width and bool((self.count == logs.count).all())
        real = np.arange(width) < self.count[:, None]
        self.full = bool(real.all())
        self.real: Bools = np.ascontiguousarray(real.T)
        if not self.whole:
            # Both lists go through the walks that count in the same order.
            found: Ints = np.zeros(real.shape, dtype=np.int64)
            found[real] = np.flatnonzero(counts)
            self._from = np.ascontiguousarray(found.T)
        self.day: Ints = self.front(logs.day)

    def sums(self, design: tuple[Column, ...]) -> Sums:
        """Sums of the products of columns, the first of them ONE."""
        return Sums(self.columns(design), design)

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

    def front(self, values: Ints) -> Ints:
        """From (people, walks) to (walks that count, people)."""
        return values.T if self.whole else np.take(values, self._from)

    def columns(self, design: Sequence[Column]) -> Floats:
        """Columns of a design (columns, walks, people), zero beyond the count."""
        made = np.empty((len(design), *self.day.shape))
        for at, column in enumerate(design):
            made[at] = column.make(self)
        if not self.full:
            made *= self.real
        return made

    @property
    def n(self) -> Ints:
        """How many walks there are at each prefix (walks, 1)."""
        return np.arange(1, len(self.day) + 1)[:, None]

    @property
    def days(self) -> Ints:
        """On how many days there were walks."""
        new = np.ones(self.day.shape, dtype=bool)
        new[1:] = self.day[1:] > self.day[:-1]
        return running(np.add, (new & self.real).T).T

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
