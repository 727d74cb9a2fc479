"""The five kinds that rest on a linear model: designs, minimum data, and verdicts.

Each kind is one coefficient of `evidence`; what differs is which walks count, what it is adjusted
for, what is enough, and how large an effect is before it matters.
"""

from dataclasses import dataclass

import numpy as np

from . import rules
from .evidence import Evidence, evidence, moments
from .logs import NO_PROGRAMME, Bools, Floats, Ints, Logs
from .records import Kind
from .verdicts import (
    CANNOT_TELL,
    LINKED,
    NO_CLEAR_LINK,
    SO_FAR,
    TOO_EARLY,
    Verdicts,
    claims,
)


@dataclass(frozen=True, slots=True)
class Used:
    """The walks that count for one kind, moved to the front of each row: (people, walks)."""

    count: Ints  # (people,)
    place: Ints  # where each stood among all walks
    start: Ints  # (people,): the programme's first day
    day: Ints
    late: Floats
    minutes: Ints
    before: Ints
    after: Ints
    weeks: Floats  # units of four weeks since the person's first walk
    phase: Floats
    real: Floats

    def total(self, values: Floats | Bools, every: bool) -> Floats:
        """Sums over each prefix (people, walks), or over all (people,)."""
        values = np.where(self.real > 0, values, 0.0)
        return np.cumsum(values, axis=1) if every else values.sum(axis=1)

    def last_day(self, every: bool) -> Ints:
        """The day of each prefix's last walk, or of the last of all."""
        if every:
            return self.day
        return np.take_along_axis(self.day, np.maximum(self.count - 1, 0)[:, None], axis=1)[:, 0]

    def first_day(self, every: bool) -> Ints:
        return self.day[:, :1] if every else self.day[:, 0]


def counts_for(kind: Kind, logs: Logs) -> Bools:
    """(people, walks): which walks a kind can use."""
    usable = logs.real & (logs.before < rules.CEILING)
    if kind is Kind.RISE_WITH_MINUTES:
        # Minutes cut short by pain are a lower bound: they hide a slope, or invent a fall.
        return usable & (logs.stopped != 1)
    if kind is Kind.SINCE_PROGRAMME:
        since = logs.day - logs.programme_day[:, None]
        baseline = (since < -rules.PHASE_DROPPED) & (
            since >= -rules.PHASE_DROPPED - rules.PHASE_WINDOW
        )
        following = (since >= 0) & (since < rules.PHASE_WINDOW)
        declared = (logs.programme_day != NO_PROGRAMME)[:, None]
        return usable & declared & (baseline | following)
    return usable


def use(logs: Logs, counts: Bools) -> Used:
    """Moves the walks that count to the front."""
    count = counts.sum(axis=1)
    person, walk = np.nonzero(counts)
    place = np.zeros(counts.shape, dtype=np.int64)
    place[person, (np.cumsum(counts, axis=1) - 1)[person, walk]] = walk
    whole = walk.size == logs.count.sum()

    def front(values: Ints) -> Ints:
        return values if whole else np.take_along_axis(values, place, axis=1)

    day = front(logs.day)
    return Used(
        count=count,
        place=place,
        start=logs.programme_day,
        day=day,
        late=(front(logs.hour) >= 12).astype(float),
        minutes=front(logs.minutes),
        before=front(logs.before),
        after=front(logs.after),
        weeks=(day - logs.day[:, :1]) / 28,
        phase=(day >= logs.programme_day[:, None]).astype(float),
        real=(np.arange(logs.width) < count[:, None]).astype(float),
    )


def columns(kind: Kind, used: Used) -> list[Floats]:
    """The design's columns, the one in question last but one and y last; zero beyond the count."""
    real = used.real
    if kind is Kind.TYPICAL_RISE:
        return [real, (used.after - used.before) * real]
    # After is modelled on before: after minus before falls by itself when before is high.
    before, after = (used.before - 3) * real, used.after * real
    minutes, weeks = (used.minutes - 25) / 10 * real, used.weeks * real
    if kind is Kind.RISE_WITH_MINUTES:
        return [real, before, weeks, minutes, after]
    if kind is Kind.TREND:
        return [real, before, minutes, weeks, after]
    if kind is Kind.TIME_OF_DAY:
        return [real, before, minutes, used.late * real, after]
    # Set against natural recovery, not against nothing.
    beyond = after + 4 * rules.NATURAL_RECOVERY * weeks
    return [real, before, minutes, used.phase * real, beyond]


def minutes_sd(used: Used, every: bool) -> Floats:
    """Standard deviation of minutes over each prefix."""
    n = np.maximum(used.total(used.real, every), 1)
    mean = used.total(used.minutes, every) / n
    square = used.total(used.minutes**2, every) / n
    return np.sqrt(np.maximum(square - mean**2, 0.0) * n / np.maximum(n - 1, 1))


def _enough(kind: Kind, used: Used, every: bool) -> Bools:
    n = used.total(used.real, every)
    span = used.last_day(every) - used.first_day(every)
    if kind is Kind.TYPICAL_RISE:
        new_day = np.ones(used.day.shape, dtype=bool)
        new_day[:, 1:] = used.day[:, 1:] > used.day[:, :-1]
        days = used.total(new_day, every)
        return (n >= rules.TYPICAL_WALKS) & (days >= rules.TYPICAL_DAYS)
    if kind is Kind.RISE_WITH_MINUTES:
        return (n >= rules.SLOPE_WALKS) & (minutes_sd(used, every) >= rules.SLOPE_SD)
    if kind is Kind.TREND:
        return (n >= rules.TREND_WALKS) & (span >= rules.TREND_DAYS)
    if kind is Kind.TIME_OF_DAY:
        late = used.total(used.late, every)
        return (late >= rules.EACH_HALF_DAY) & (n - late >= rules.EACH_HALF_DAY)
    return _enough_phases(used, n, every)


def _enough_phases(used: Used, n: Floats, every: bool) -> Bools:
    start = used.start[:, None] if every else used.start
    following = used.total(used.phase, every)
    return (
        (following >= rules.PHASE_WALKS)
        & (n - following >= rules.PHASE_WALKS)
        & (start - used.first_day(every) >= rules.PHASE_DAYS)
        & (used.last_day(every) - start >= rules.PHASE_DAYS)
    )


def _reach(kind: Kind, used: Used, every: bool) -> Floats | float:
    """Turns the estimate's unit into points between a low and a high value of the covariate."""
    if kind is Kind.RISE_WITH_MINUTES:
        return rules.SPREAD * minutes_sd(used, every) / 10
    if kind is Kind.TREND:
        return (used.last_day(every) - used.first_day(every)) / 28
    return 1.0


@dataclass(frozen=True, slots=True)
class _Look:
    """One kind at each prefix (people, walks) or at the end (people,)."""

    found: Evidence
    enough: Bools
    inside: Bools  # the interval lies wholly inside what does not matter
    strong: dict[int, Bools]  # by side
    holds: dict[int, Bools]

    @property
    def direction(self) -> Ints:
        return (self.found.low > 0).astype(np.int64) - (self.found.high < 0)


def _look(kind: Kind, used: Used, every: bool) -> _Look:
    claim = rules.CLAIMS[kind]
    found = evidence(moments(columns(kind, used), used.count, every), claim)
    enough = _enough(kind, used, every)
    reach = _reach(kind, used, every)
    inside = found.low * reach > -rules.DOES_NOT_MATTER
    if kind is not Kind.SINCE_PROGRAMME:  # there, any worse than recovery alone is no benefit
        inside &= found.high * reach < rules.DOES_NOT_MATTER
    holds = {
        side: enough & ~inside & ((found.low > 0) if side > 0 else (found.high < 0))
        for side in claim.sides
    }
    strong = {side: holds[side] & (found.log_e >= claim.log_threshold) for side in claim.sides}
    return _Look(found, enough, inside, strong, holds)


def _state(look: _Look, standing: Bools) -> Ints:
    return np.select(
        [~look.enough, standing, look.inside, look.direction != 0],
        [TOO_EARLY, LINKED, NO_CLEAR_LINK, SO_FAR],
        CANNOT_TELL,
    )


def verdicts(kind: Kind, logs: Logs, every: bool) -> Verdicts:
    """Verdicts on one linear kind after every walk (people, walks), or at the end (people, 1).

    At the end no history is kept (`said` and `stopped` are -1), but it is looked up for the few
    people whose state depends on it.
    """
    counts = counts_for(kind, logs)
    used = use(logs, counts)
    if every:
        return _after_every_walk(kind, logs, used, counts)
    look = _look(kind, used, every=False)
    standing = np.zeros(logs.people, dtype=bool)
    for side, holds in look.holds.items():
        standing |= look.strong[side]
        unsure = np.flatnonzero(holds & ~look.strong[side])
        if unsure.size:
            some = logs.some(unsure)
            history = _after_every_walk(kind, some, use(some, counts[unsure]), counts[unsure])
            standing[unsure] = history.state[np.arange(unsure.size), some.count - 1] == LINKED
    enough, found = look.enough, look.found
    never = np.full((logs.people, 1), -1)
    return Verdicts(
        state=_state(look, standing)[:, None],
        direction=np.where(enough, look.direction, 0)[:, None],
        estimate=np.where(enough, found.estimate, np.nan)[:, None],
        low=np.where(enough, found.low, np.nan)[:, None],
        high=np.where(enough, found.high, np.nan)[:, None],
        used=used.count[:, None],
        left_out=(logs.count - used.count)[:, None],
        said=never,
        stopped=never,
    )


def _after_every_walk(kind: Kind, logs: Logs, used: Used, counts: Bools) -> Verdicts:
    look = _look(kind, used, every=True)
    standing = np.zeros(look.enough.shape, dtype=bool)
    said = np.full(look.enough.shape, -1)
    stopped = said.copy()
    for side, holds in look.holds.items():
        stands, began, ended = claims(look.strong[side], holds)
        standing |= stands
        later = began > said
        said, stopped = np.where(later, began, said), np.where(later, ended, stopped)
    number = np.cumsum(counts, axis=1)  # how many count so far, at each of all walks
    at = np.maximum(number - 1, 0)
    none = number == 0

    def back(values: Ints | Floats | Bools, empty: float) -> np.ndarray:
        return np.where(none, empty, np.take_along_axis(values, at, axis=1))

    def position(values: Ints) -> Ints:
        spots = back(values, -1).astype(np.int64)
        return np.where(spots < 0, -1, np.take_along_axis(used.place, np.maximum(spots, 0), axis=1))

    enough, found = look.enough, look.found
    return Verdicts(
        state=back(_state(look, standing), TOO_EARLY).astype(np.int64),
        direction=back(np.where(enough, look.direction, 0), 0).astype(np.int64),
        estimate=back(np.where(enough, found.estimate, np.nan), np.nan),
        low=back(np.where(enough, found.low, np.nan), np.nan),
        high=back(np.where(enough, found.high, np.nan), np.nan),
        used=number,
        left_out=np.cumsum(logs.real, axis=1) - number,
        said=position(said),
        stopped=position(stopped),
    )
