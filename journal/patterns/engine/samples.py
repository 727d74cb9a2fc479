"""The walks that a linear model rests on, and the columns of models made from them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .logs import Bools, Floats, Ints, Logs, running
from .sums import Sums

USUAL_BEFORE, USUAL_MINUTES = 3, 25  # keep the sums small, and change no result


@dataclass(frozen=True, eq=False, slots=True)
class Column:
    """A column of linear models: its name, and the function that makes it from a sample's walks.

    A model's design is a tuple of columns: those that are adjusted for, then the covariate in
    question (x), then the outcome (y).
    """

    name: str
    make: Callable[["Sample"], Floats]


class Sample:
    """The walks of each person that count, in order of time: arrays (walks that count, people).

    Walks are the first axis, so that a running sum adds whole rows. `counts` (people, walks) marks
    the walks that count; `count` (people,) is how many do.
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
        """Running sums of products of the columns of a design that begins with ONE."""
        return Sums(self.columns(design), design)

    @property
    def place(self) -> Ints:
        """(walks that count, people): the place of each among all walks."""
        return self._from % self.logs.width

    @cached_property
    def number(self) -> Ints:
        """(people, walks): how many of the walks up to each count."""
        return np.cumsum(self.counts, axis=1, dtype=np.int32)

    @cached_property
    def latest(self) -> Ints:
        """(people, walks): the flat place, in arrays (walks that count, people), of the latest walk
        that counts; of the first one where there is none yet."""
        people = self.logs.people
        return np.maximum(self.number - 1, 0) * people + np.arange(people)[:, None]

    def front(self, values: Ints) -> Ints:
        """From (people, walks) to (walks that count, people)."""
        return values.T if self.whole else np.take(values, self._from)

    def columns(self, design: Sequence[Column]) -> Floats:
        """The columns of a design, (columns, walks that count, people); zero beyond `count`."""
        made = np.empty((len(design), *self.day.shape))
        for at, column in enumerate(design):
            made[at] = column.make(self)
        if not self.full:
            made *= self.real
        return made

    @property
    def n(self) -> Ints:
        """(walks that count, 1): the number of walks of each prefix."""
        return np.arange(1, len(self.day) + 1)[:, None]

    @property
    def days(self) -> Ints:
        """(walks that count, people): on how many days the walks of each prefix were."""
        new = np.ones(self.day.shape, dtype=bool)
        new[1:] = self.day[1:] > self.day[:-1]
        return running(np.add, (new & self.real).T).T

    @property
    def first_day(self) -> Ints:
        """(1, people): the day of the first walk that counts."""
        return self.day[:1]


ONE = Column("one", lambda sample: np.ones((1, 1)))
BEFORE = Column("before", lambda sample: sample.front(sample.logs.before) - USUAL_BEFORE)
# In tens of minutes.
MINUTES = Column("minutes", lambda sample: (sample.front(sample.logs.minutes) - USUAL_MINUTES) / 10)
# In units of four weeks, since the first walk.
WEEKS = Column("weeks", lambda sample: (sample.day - sample.logs.day[:, 0]) / 28)
AFTER = Column("after", lambda sample: sample.front(sample.logs.after))
RISE = Column("rise", lambda sample: sample.front(sample.logs.after - sample.logs.before))
# Whether one is known to have been taken before the walk: it hides a rise, and may go with length.
PAINKILLER = Column("painkiller", lambda sample: sample.front(sample.logs.painkiller) == 1)
