"""The five kinds that rest on a linear model: minimum data, and verdicts.

Each kind is one coefficient of `evidence`; what differs is which walks count and what they are
adjusted for (`samples`), what is enough, and how large an effect is before it matters.
"""

from dataclasses import dataclass

import numpy as np

from . import rules
from .evidence import Evidence, evidence
from .logs import Bools, Floats, Ints, Logs
from .records import Kind
from .samples import DESIGNS, Sample, counts_for, samples
from .verdicts import (
    CANNOT_TELL,
    LINKED,
    NO_CLEAR_LINK,
    SO_FAR,
    TOO_EARLY,
    Verdicts,
    claims,
    settle,
)


def _enough(kind: Kind, sample: Sample) -> Bools:
    n = sample.total("one")
    span = sample.last_day - sample.first_day
    if kind is Kind.TYPICAL_RISE:
        return (n >= rules.TYPICAL_WALKS) & (sample.total("new day") >= rules.TYPICAL_DAYS)
    if kind is Kind.RISE_WITH_MINUTES:
        return (n >= rules.SLOPE_WALKS) & (sample.minutes_sd >= rules.SLOPE_SD)
    if kind is Kind.TREND:
        return (n >= rules.TREND_WALKS) & (span >= rules.TREND_DAYS)
    if kind is Kind.TIME_OF_DAY:
        late = sample.total("late")
        return (late >= rules.EACH_HALF_DAY) & (n - late >= rules.EACH_HALF_DAY)
    following, start = sample.total("phase"), sample.logs.programme_day[:, None]
    return (
        (following >= rules.PHASE_WALKS)
        & (n - following >= rules.PHASE_WALKS)
        & (start - sample.first_day >= rules.PHASE_DAYS)
        & (sample.last_day - start >= rules.PHASE_DAYS)
    )


def _reach(kind: Kind, sample: Sample) -> Floats | float:
    """Turns the estimate's unit into points between a low and a high value of the covariate."""
    if kind is Kind.RISE_WITH_MINUTES:
        return rules.SPREAD * sample.minutes_sd / 10
    if kind is Kind.TREND:
        return (sample.last_day - sample.first_day) / 28
    return 1.0


@dataclass(frozen=True, slots=True)
class _Look:
    """One kind at each prefix of its walks (people, walks), or at the end (people, 1)."""

    found: Evidence
    enough: Bools
    inside: Bools  # the interval lies wholly inside what does not matter
    strong: dict[int, Bools]  # by side
    holds: dict[int, Bools]

    def state(self, standing: Bools) -> Ints:
        return np.select(
            [~self.enough, standing, self.inside, self.direction != 0],
            [TOO_EARLY, LINKED, NO_CLEAR_LINK, SO_FAR],
            CANNOT_TELL,
        )

    @property
    def direction(self) -> Ints:
        sides = (self.found.low > 0).astype(np.int64) - (self.found.high < 0)
        return np.where(self.enough, sides, 0)

    def shown(self, values: Floats) -> Floats:
        return np.where(self.enough, values, np.nan)


def _look(kind: Kind, sample: Sample) -> _Look:
    claim = rules.CLAIMS[kind]
    found = evidence(sample.moments, DESIGNS[kind], sample.total("one"), claim)
    enough = _enough(kind, sample)
    reach = _reach(kind, sample)
    inside = found.low * reach > -rules.DOES_NOT_MATTER
    if kind is not Kind.SINCE_PROGRAMME:  # there, any worse than recovery alone is no benefit
        inside &= found.high * reach < rules.DOES_NOT_MATTER
    holds = {
        side: enough & ~inside & ((found.low > 0) if side > 0 else (found.high < 0))
        for side in claim.sides
    }
    strong = {side: holds[side] & (found.log_e >= claim.log_threshold) for side in claim.sides}
    return _Look(found, enough, inside, strong, holds)


def verdicts(kind: Kind, logs: Logs, every: bool) -> Verdicts:
    """Verdicts on one linear kind after every walk (people, walks), or at the end (people, 1).

    At the end no history is kept (`said` and `stopped` are -1), but it is looked up for the few
    people whose state depends on it.
    """
    return _verdicts(kind, Sample(logs, counts_for(kind, logs), every))


def all_verdicts(logs: Logs, every: bool) -> dict[Kind, Verdicts]:
    """The same for all linear kinds, sharing what they have in common."""
    return {kind: _verdicts(kind, sample) for kind, sample in samples(logs, every).items()}


def _verdicts(kind: Kind, sample: Sample) -> Verdicts:
    if sample.every:
        return _after_every_walk(kind, sample)
    look, logs = _look(kind, sample), sample.logs

    def linked_after_all(people: Ints) -> Bools:
        some = logs.some(people)
        history = verdicts(kind, some, every=True).state
        return np.take_along_axis(history, some.count[:, None] - 1, axis=1) == LINKED

    standing = np.zeros(look.enough.shape, dtype=bool)
    for side, holds in look.holds.items():
        standing |= settle(look.strong[side], holds, linked_after_all)
    never = np.full((logs.people, 1), -1)
    return Verdicts(
        state=look.state(standing),
        direction=look.direction,
        estimate=look.shown(look.found.estimate),
        low=look.shown(look.found.low),
        high=look.shown(look.found.high),
        used=sample.count[:, None],
        left_out=(logs.count - sample.count)[:, None],
        said=never,
        stopped=never,
    )


def _after_every_walk(kind: Kind, sample: Sample) -> Verdicts:
    look = _look(kind, sample)
    standing = np.zeros(look.enough.shape, dtype=bool)
    said = np.full(look.enough.shape, -1)
    stopped = said.copy()
    for side, holds in look.holds.items():
        stands, began, ended = claims(look.strong[side], holds)
        standing |= stands
        later = began > said
        said, stopped = np.where(later, began, said), np.where(later, ended, stopped)
    number = np.cumsum(sample.counts, axis=1)  # how many count so far, at each of all walks
    at, none = np.maximum(number - 1, 0), number == 0

    def back(values: Floats, empty: float) -> Floats:
        """From prefixes of the walks that count to prefixes of all walks."""
        if sample.whole:
            return values
        return np.where(none, empty, np.take_along_axis(values, at, axis=1))

    def position(values: Ints) -> Ints:
        spots = back(values, -1).astype(np.int64)
        places = np.take_along_axis(sample.place, np.maximum(spots, 0), axis=1)
        return np.where(spots < 0, -1, places)

    return Verdicts(
        state=back(look.state(standing), TOO_EARLY).astype(np.int64),
        direction=back(look.direction, 0).astype(np.int64),
        estimate=back(look.shown(look.found.estimate), np.nan),
        low=back(look.shown(look.found.low), np.nan),
        high=back(look.shown(look.found.high), np.nan),
        used=number,
        left_out=np.cumsum(sample.logs.real, axis=1) - number,
        said=position(said),
        stopped=position(stopped),
    )
