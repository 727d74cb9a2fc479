"""Which walks a linear kind rests on, and the columns of its model made from them."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from .. import parameters
from ..values import Kind
from .evidence import RunningSums, Sums, WholeSums
from .logs import NO_PROGRAMME, Bools, Floats, Ints, Logs, aligned, running

# The column in question stands last but one and y last; the others are what it is adjusted for.
DESIGNS = {
    Kind.TYPICAL_RISE: ("one", "rise"),
    # After is modelled on before: after minus before falls by itself when before is high.
    Kind.RISE_WITH_MINUTES: ("one", "before", "weeks", "minutes", "after"),
    Kind.TREND: ("one", "before", "minutes", "weeks", "after"),
    # Set against natural recovery, not against nothing.
    Kind.SINCE_PROGRAMME: ("one", "before", "minutes", "phase", "beyond"),
    Kind.TIME_OF_DAY: ("one", "before", "minutes", "late", "after"),
}
USUAL_BEFORE, USUAL_MINUTES = 3, 25  # only keep the sums small; they change no result


def counts_for(kind: Kind, logs: Logs) -> Bools:
    """(people, walks): which walks a kind can use."""
    usable = logs.usable
    if kind is Kind.RISE_WITH_MINUTES:
        # Minutes cut short by pain are a lower bound: they hide a slope, or invent a fall.
        return np.asarray(usable & (logs.stopped != 1))
    if kind is Kind.SINCE_PROGRAMME:
        since = logs.day - logs.programme_day[:, None]
        start, end = -parameters.PHASE_DROPPED - parameters.PHASE_WINDOW, -parameters.PHASE_DROPPED
        baseline, following = (since >= start) & (since < end), since >= 0
        declared = (logs.programme_day != NO_PROGRAMME)[:, None]
        within = since < parameters.PHASE_WINDOW
        return np.asarray(usable & declared & within & (baseline | following))
    return usable


class Sample:
    """The walks of each person that count, in order: arrays (walks that count, people).

    Walks stand first, so that a running sum adds whole rows. At the end columns are multiplied as
    matrices: there one person's walks are neighbours in memory, whatever the shape says.
    `count` (people,) says how many walks count.
    """

    def __init__(self, logs: Logs, counts: Bools, kinds: Sequence[Kind], every: bool):
        self.logs = logs
        self.every = every
        self.counts = counts
        self.kinds = list(kinds)
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
        self.day: Ints = self._front(logs.day)

    def sums(self, names: tuple[str, ...]) -> Sums:
        """Sums of the products of columns, the first of them "one"."""
        columns = self.columns(names)
        if self.every:
            return RunningSums(columns, names)
        return WholeSums(columns.transpose(0, 2, 1), names, self.count)

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

    def _front(self, values: Ints) -> Ints:
        if self.whole:
            return values.T
        return np.take(values, self._from) if self.every else np.take(values, self._from.T).T

    def columns(self, names: Sequence[str]) -> Floats:
        """Columns of a design (columns, walks, people), zero beyond the count."""
        walks, people = self.day.shape
        if self.every:
            made = aligned(len(names), walks, people)
        else:
            made = aligned(len(names), people, walks).transpose(0, 2, 1)
        for at, name in enumerate(names):
            made[at] = self._make(name)
        if not self.full:
            made *= self.real
        return made

    def _make(self, name: str) -> Floats:
        logs = self.logs
        if name == "before":
            return self._front(logs.before) - USUAL_BEFORE
        if name == "minutes":  # tens
            return (self._front(logs.minutes) - USUAL_MINUTES) / 10
        if name == "weeks":  # units of four weeks since the first walk
            return (self.day - logs.day[:, 0]) / 28
        if name == "late":
            return self._front(logs.hour) >= 12
        if name == "phase":
            return self.day >= logs.programme_day
        if name == "after":
            return self._front(logs.after)
        if name == "rise":
            return self._front(logs.after - logs.before)
        if name == "beyond":
            return self._make("after") + 4 * parameters.NATURAL_RECOVERY * self._make("weeks")
        return np.ones((1, 1))

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


def samples(logs: Logs, every: bool) -> list[Sample]:
    """The samples that the linear kinds rest on: many rest on the same."""
    made: list[Sample] = []
    for kind in DESIGNS:
        counts = counts_for(kind, logs)
        for sample in made:
            if counts is sample.counts or np.array_equal(counts, sample.counts):
                sample.kinds.append(kind)
                break
        else:
            made.append(Sample(logs, counts, [kind], every))
    return made
