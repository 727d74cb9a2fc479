"""The five kinds that rest on a linear model: minimum data, and verdicts.

Each kind is one coefficient of `evidence`; what differs is which walks count and what they are
adjusted for (`samples`), what is enough, and how large an effect is before it matters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import rules
from .evidence import Adjusted, Evidence, Interval
from .logs import Bools, Floats, Ints, Logs
from .records import Kind
from .samples import DESIGNS, Sample, counts_for, samples
from .verdicts import (
    CANNOT_TELL,
    LINKED,
    NO_CLEAR_LINK,
    SMALL,
    SO_FAR,
    SPOT,
    TOO_EARLY,
    Verdicts,
    claims,
    nothing,
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
    """One kind at each prefix of its walks (people, walks), or at the end (people, 1).

    Nothing is worked out but at the `cells` (row by row) where there is enough to be said; all
    other arrays are (cells,).
    """

    shape: tuple[int, ...]
    cells: Ints
    found: Interval
    inside: Bools  # the interval lies wholly inside what does not matter
    strong: dict[int, Bools]  # by side
    holds: dict[int, Bools]

    def spread(self, values: Floats, empty: float, kind: type) -> Floats:
        """Values at the cells as an array of all prefixes, with `empty` elsewhere."""
        everywhere: Floats = np.full(self.shape, empty, dtype=kind)
        everywhere.ravel()[self.cells] = values
        return everywhere

    @property
    def direction(self) -> Ints:
        return (self.found.low > 0).astype(SMALL) - (self.found.high < 0)

    def state(self, standing: Bools) -> Ints:
        """States everywhere (people, walks or 1), from whether a claim stands there."""
        stands = np.take(standing, self.cells)
        state = np.where(self.direction != 0, SMALL(SO_FAR), SMALL(CANNOT_TELL))
        state[self.inside] = NO_CLEAR_LINK
        state[stands] = LINKED
        return self.spread(state, TOO_EARLY, SMALL)


def _look(kind: Kind, sample: Sample, enough: Bools, shared: Adjusted) -> _Look:
    claim = rules.CLAIMS[kind]
    cells = np.flatnonzero(enough)
    own = None if cells.size == shared.cells.size else np.searchsorted(shared.cells, cells)
    n = np.take(sample.total("one"), cells)
    evidence = Evidence(shared, DESIGNS[kind], n, claim, own)
    found = evidence.interval()
    reach = _reach(kind, sample)
    if isinstance(reach, np.ndarray):
        reach = np.take(reach, cells)
    inside = found.low * reach > -rules.DOES_NOT_MATTER
    if kind is not Kind.SINCE_PROGRAMME:  # there, any worse than recovery alone is no benefit
        inside &= found.high * reach < rules.DOES_NOT_MATTER
    holds, strong = {}, {}
    for side in claim.sides:
        holds[side] = ~inside & ((found.low > 0) if side > 0 else (found.high < 0))
        strong[side] = np.zeros(cells.shape, dtype=bool)
        # Evidence counts only where the interval holds, which is seldom everywhere.
        some = np.flatnonzero(holds[side])
        if some.size:
            strong[side][some] = evidence.log_e(some) >= claim.log_threshold
    return _Look(enough.shape, cells, found, inside, strong, holds)


def _looks(sample: Sample, kinds: Sequence[Kind]) -> dict[Kind, _Look]:
    """Kinds that rest on one sample; those with columns in common share the elimination."""
    enough = {kind: np.asarray(_enough(kind, sample)) for kind in kinds}
    groups = [
        [kind for kind in kinds if (kind is Kind.TYPICAL_RISE) == alone] for alone in (True, False)
    ]
    looks: dict[Kind, _Look] = {}
    for group in filter(None, groups):
        cells = np.flatnonzero(np.any([enough[kind] for kind in group], axis=0))
        shared = Adjusted(sample.moments, cells)
        looks |= {kind: _look(kind, sample, enough[kind], shared) for kind in group}
    return looks


def verdicts(kind: Kind, logs: Logs, every: bool) -> Verdicts:
    """Verdicts on one linear kind after every walk (people, walks), or at the end (people, 1).

    At the end no history is kept (`said` and `stopped` are -1), but it is looked up for the few
    people whose state depends on it.
    """
    sample = Sample(logs, counts_for(kind, logs), every)
    return _verdicts(kind, sample, _looks(sample, [kind])[kind])


def all_verdicts(logs: Logs, every: bool) -> dict[Kind, Verdicts]:
    """The same for all linear kinds, sharing what they have in common."""
    found: dict[Kind, Verdicts] = {}
    for sample, kinds in samples(logs, every):
        if not sample.count.any():
            found |= {kind: nothing(logs, every) for kind in kinds}
            continue
        looks = _looks(sample, kinds)
        found |= {kind: _verdicts(kind, sample, look) for kind, look in looks.items()}
    return found


def _verdicts(kind: Kind, sample: Sample, look: _Look) -> Verdicts:
    if sample.every:
        return _after_every_walk(sample, look)
    logs = sample.logs

    def linked_after_all(people: Ints) -> Bools:
        some = logs.some(people)
        history = verdicts(kind, some, every=True).state
        return np.take_along_axis(history, some.count[:, None] - 1, axis=1) == LINKED

    standing = np.zeros(look.shape, dtype=bool)
    for side, holds in look.holds.items():
        strong, holding = (look.spread(each, False, bool) for each in (look.strong[side], holds))
        standing |= settle(strong, holding, linked_after_all)
    never = np.full((logs.people, 1), -1, dtype=SPOT)
    return Verdicts(
        state=look.state(standing),
        direction=look.spread(look.direction, 0, SMALL),
        estimate=look.spread(look.found.estimate, np.nan, float),
        low=look.spread(look.found.low, np.nan, float),
        high=look.spread(look.found.high, np.nan, float),
        used=sample.count[:, None].astype(SPOT),
        left_out=(logs.count - sample.count)[:, None].astype(SPOT),
        said=never,
        stopped=never,
    )


def _claims(look: _Look) -> tuple[Bools, Ints, Ints]:
    """Claims of either side at every prefix, (people, walks); the later one where both were."""
    standing = np.zeros(look.shape, dtype=bool)
    said = np.full(look.shape, -1, dtype=SPOT)
    stopped = said.copy()
    for side, holds in look.holds.items():
        strong = look.spread(look.strong[side], False, bool)
        stands, began, ended = claims(strong, look.spread(holds, False, bool))
        standing |= stands
        later = began > said
        said, stopped = np.where(later, began, said), np.where(later, ended, stopped)
    return standing, said, stopped


def _after_every_walk(sample: Sample, look: _Look) -> Verdicts:
    standing, said, stopped = _claims(look)
    number = np.cumsum(sample.counts, axis=1, dtype=SPOT)  # how many of all walks so far count
    if not sample.whole:
        none = number == 0
        rows = look.shape[1] * np.arange(look.shape[0])[:, None]
        at = rows + np.maximum(number - 1, 0)

    def back(values: Floats, empty: float) -> Floats:
        """From prefixes of the walks that count to prefixes of all walks."""
        if sample.whole:
            return values
        values = np.take(values, at)
        values[none] = empty
        return values

    def position(values: Ints) -> Ints:
        spots = back(values, -1)
        if sample.whole or not (spots >= 0).any():
            return spots
        places = np.take_along_axis(sample.place, np.maximum(spots, 0), axis=1)
        return np.where(spots < 0, SPOT(-1), places.astype(SPOT))

    return Verdicts(
        state=back(look.state(standing), TOO_EARLY),
        direction=back(look.spread(look.direction, 0, SMALL), 0),
        estimate=back(look.spread(look.found.estimate, np.nan, float), np.nan),
        low=back(look.spread(look.found.low, np.nan, float), np.nan),
        high=back(look.spread(look.found.high, np.nan, float), np.nan),
        used=number,
        left_out=np.cumsum(sample.logs.real, axis=1, dtype=SPOT) - number,
        said=position(said),
        stopped=position(stopped),
    )
