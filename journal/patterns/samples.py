"""Which walks a linear kind rests on, and the columns of its model made from them."""

import numpy as np

from . import rules
from .evidence import Moments
from .logs import NO_PROGRAMME, Bools, Floats, Ints, Logs
from .records import Kind

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
    usable = logs.real & (logs.before < rules.CEILING)
    if kind is Kind.RISE_WITH_MINUTES:
        # Minutes cut short by pain are a lower bound: they hide a slope, or invent a fall.
        return np.asarray(usable & (logs.stopped != 1))
    if kind is Kind.SINCE_PROGRAMME:
        since = logs.day - logs.programme_day[:, None]
        start, end = -rules.PHASE_DROPPED - rules.PHASE_WINDOW, -rules.PHASE_DROPPED
        baseline, following = (since >= start) & (since < end), since >= 0
        declared = (logs.programme_day != NO_PROGRAMME)[:, None]
        within = since < rules.PHASE_WINDOW
        return np.asarray(usable & declared & within & (baseline | following))
    return usable


class Sample:
    """The walks of each person that count, moved to the front: arrays (people, walks that count).

    `count` (people,) says how many they are.
    """

    def __init__(self, logs: Logs, counts: Bools, every: bool):
        self.logs = logs
        self.every = every
        self.counts = counts
        self.count: Ints = counts.sum(axis=1)
        width = max(int(self.count.max(initial=0)), 1)
        self.whole = width == logs.width and bool((self.count == logs.count).all())
        real = np.arange(width) < self.count[:, None]
        self._real = None if real.all() else real
        if not self.whole:
            # Both lists go through the walks that count in the same order.
            self._from: Ints = np.zeros(real.shape, dtype=np.int64)
            self._from[real] = np.flatnonzero(counts)
        self.day: Ints = self._front(logs.day)
        self._columns: dict[str, Floats] = {}
        self.moments = Moments(self.column, self.count, every)

    @property
    def place(self) -> Ints:
        """(people, walks that count): where each stood among all walks."""
        return self._from % self.logs.width

    def _front(self, values: Ints) -> Ints:
        return values if self.whole else np.take(values, self._from)

    def column(self, name: str) -> Floats:
        """A column of a design, zero beyond the count."""
        if name not in self._columns:
            made = self._make(name).astype(float, copy=False)
            self._columns[name] = made if self._real is None else made * self._real
        return self._columns[name]

    def _make(self, name: str) -> Floats:
        logs = self.logs
        if name == "before":
            return self._front(logs.before) - USUAL_BEFORE
        if name == "minutes":  # tens
            return (self._front(logs.minutes) - USUAL_MINUTES) / 10
        if name == "weeks":  # units of four weeks since the first walk
            return (self.day - logs.day[:, :1]) / 28
        if name == "late":
            return self._front(logs.hour) >= 12
        if name == "phase":
            return self.day >= logs.programme_day[:, None]
        if name == "after":
            return self._front(logs.after)
        if name == "rise":
            return self._front(logs.after - logs.before)
        if name == "beyond":
            return self.column("after") + 4 * rules.NATURAL_RECOVERY * self.column("weeks")
        if name == "new day":
            first = np.ones((logs.people, 1), dtype=bool)
            return np.concatenate([first, self.day[:, 1:] > self.day[:, :-1]], axis=1)
        return np.ones(self.day.shape)

    def total(self, name: str) -> Floats:
        """Sums of a column."""
        return self.moments.now("one", name)

    @property
    def last_day(self) -> Ints:
        """The day of the last walk that counts, at each prefix or in all."""
        if self.every:
            return self.day
        return np.take_along_axis(self.day, np.maximum(self.count - 1, 0)[:, None], axis=1)

    @property
    def first_day(self) -> Ints:
        """(people, 1): the day of the first walk that counts."""
        return self.day[:, :1]

    @property
    def minutes_sd(self) -> Floats:
        """Standard deviation of minutes, in minutes."""
        n = np.maximum(self.total("one"), 1)
        squares = self.moments.now("minutes", "minutes") - self.total("minutes") ** 2 / n
        return np.asarray(10 * np.sqrt(np.maximum(squares, 0.0) / np.maximum(n - 1, 1)))


def samples(logs: Logs, every: bool) -> list[tuple[Sample, list[Kind]]]:
    """The samples that the linear kinds rest on, each with its kinds: many rest on the same."""
    made: list[tuple[Sample, list[Kind]]] = []
    for kind in DESIGNS:
        counts = counts_for(kind, logs)
        for sample, kinds in made:
            if np.array_equal(sample.counts, counts):
                kinds.append(kind)
                break
        else:
            made.append((Sample(logs, counts, every), [kind]))
    return made
