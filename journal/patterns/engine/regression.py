"""The five kinds that rest on a linear model: minimum data, and verdicts.

Each kind is one coefficient of `evidence`; what differs is which walks count and what they are
adjusted for (`samples`), what is enough, and how large an effect is before it matters.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from typing import Final

import numpy as np

from .. import parameters
from ..values import Kind
from .evidence import Cells, Evidence, Products, Sums
from .logs import Bools, Floats, Ints, Logs
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
    last_true,
    nothing,
)

BATCH_SIZE: Final = 3_200  # cells: few enough that what is worked out of them stays in the cache
LOOKED_BACK: Final = 6  # walks at a time when the history of a claim is looked up


def _enough(kind: Kind, sample: Sample, sums: Sums) -> Bools:
    n, span = sample.n, sample.last_day - sample.first_day
    if kind is Kind.TYPICAL_RISE:
        enough = (n >= parameters.TYPICAL_WALKS) & (sample.days >= parameters.TYPICAL_DAYS)
    elif kind is Kind.RISE_WITH_MINUTES:
        enough = (n >= parameters.SLOPE_WALKS) & (_minutes_sd(sample, sums) >= parameters.SLOPE_SD)
    elif kind is Kind.TREND:
        enough = (n >= parameters.TREND_WALKS) & (span >= parameters.TREND_DAYS)
    elif kind is Kind.TIME_OF_DAY:
        late = sums.now("one", "late")
        enough = (late >= parameters.EACH_HALF_DAY) & (n - late >= parameters.EACH_HALF_DAY)
    else:
        following, start = sums.now("one", "phase"), sample.logs.programme_day
        enough = (
            (following >= parameters.PHASE_WALKS)
            & (n - following >= parameters.PHASE_WALKS)
            & (start - sample.first_day >= parameters.PHASE_DAYS)
            & (sample.last_day - start >= parameters.PHASE_DAYS)
        )
    return np.asarray(enough & sample.real if sample.every else enough)


def _minutes_sd(sample: Sample, sums: Sums) -> Floats:
    total, squares = sums.now("one", "minutes"), sums.now("minutes", "minutes")
    left = np.maximum(squares - total**2 / np.maximum(sample.n, 1), 0.0)
    return np.asarray(10 * np.sqrt(left / np.maximum(sample.n - 1, 1)))


def _reach(kind: Kind, sample: Sample, sums: Sums) -> Floats:
    """Turns the estimate's unit into points between a low and a high value of the covariate."""
    if kind is Kind.RISE_WITH_MINUTES:
        return parameters.SPREAD * _minutes_sd(sample, sums) / 10
    if kind is Kind.TREND:
        return (sample.last_day - sample.first_day) / 28
    return np.ones((1, 1))


class _Look:
    """One kind at each prefix of its walks (walks, people), or at the end (1, people).

    Filled in cell by cell, where there is `enough` to be said.
    """

    def __init__(self, kind: Kind, sample: Sample, sums: Sums):
        self.claim = parameters.CLAIMS[kind]
        self.kind = kind
        self.enough = _enough(kind, sample, sums)
        self.reach = _reach(kind, sample, sums)
        self.sums = sums
        self.n = sample.n
        shape = self.enough.shape
        self.estimate, self.low, self.high = (np.full(shape, np.nan) for _ in range(3))
        # Whether the interval lies wholly inside what does not matter.
        self.inside = np.zeros(shape, dtype=bool)
        self.direction: Ints = np.zeros(shape, dtype=SMALL)
        # Whether the evidence has passed its bar on the side on which the interval lies.
        self.strong = np.zeros(shape, dtype=bool)

    def fill(self, cells: Cells, shared: Products) -> None:
        """Works out what there is to be said at some cells."""
        enough = cells.of(self.enough)
        *out, x, y = DESIGNS[self.kind]
        products = shared
        if shared.names != (x, y):
            products = shared.some((*(name for name in out if name in shared.names), x, y))
        while len(products.names) > 2:
            products = products.without_first()
        evidence = Evidence(products, cells.of(self.n), len(out), self.claim.shrinkage)
        found = evidence.interval()
        reach = cells.of(self.reach)
        inside = found.low * reach > -parameters.DOES_NOT_MATTER
        if self.kind is not Kind.SINCE_PROGRAMME:  # there, any worse than recovery is no benefit
            inside &= found.high * reach < parameters.DOES_NOT_MATTER
        direction = (found.low > 0).astype(SMALL) - (found.high < 0)
        # Evidence counts only where the interval holds, which is seldom everywhere.
        strong = self._rejects(evidence, np.where(enough & ~inside, direction, 0))
        people = np.flatnonzero(strong.any(axis=0))
        if self.claim.confirm_on_change_score and people.size:
            here = people if cells.people is None else cells.people[people]
            rise = self._rise_strong(Cells(cells.walks, here), direction[:, people])
            strong[:, people] &= rise
        _put(self.strong, cells, strong)
        direction[~enough] = 0
        _put(self.direction, cells, direction)
        _put(self.inside, cells, inside & enough)
        for name in ("estimate", "low", "high"):
            values = getattr(found, name)
            values[~enough] = np.nan
            _put(getattr(self, name), cells, values)

    def _rise_strong(self, cells: Cells, direction: Ints) -> Bools:
        """Whether the evidence passes its bar in after − before too, on the side of `direction`.

        The pain before is then no longer among what is adjusted for. Where it wanders and is
        scored with some error, after modelled on before takes back only part of the wandering,
        and the rest looks like an effect of the weeks or of the hour (Lord, Psychological
        Bulletin 1967); after − before is free of it. What after − before falls for, regression
        to the mean, after modelled on before is free of. What is real shows in both.
        """
        *out, x, y = DESIGNS[self.kind]
        others = tuple(name for name in out if name != "before")
        products = Products.at(self.sums, cells).some((*others, "before", x, y))
        for _ in others:
            products = products.without_first()
        bb, bx, by, xx, xy, yy = products.left
        rise = Products((x, y), np.stack([xx, xy - bx, yy - 2 * by + bb]), products.det)
        evidence = Evidence(rise, cells.of(self.n), len(others))
        return self._rejects(evidence, direction)

    def _rejects(self, evidence: Evidence, direction: Ints) -> Bools:
        """Where β = 0 is rejected on the side of `direction`; nowhere where that is 0."""
        rejected = np.zeros(direction.shape, dtype=bool)
        for side, alternative in self.claim.alternatives.items():
            some = np.flatnonzero(direction == side)
            if some.size:
                rejected.ravel()[some] = (
                    evidence.log_e(some, alternative) >= alternative.log_threshold
                )
        return rejected

    def holds(self, side: int) -> Bools:
        """Where a claim of one side may stand."""
        return np.asarray((self.direction == side) & ~self.inside)

    def state(self, standing: Bools) -> Ints:
        """States from whether a claim stands, of any shape alike."""
        state = np.where(self.direction != 0, SMALL(SO_FAR), SMALL(CANNOT_TELL))
        state[self.inside] = NO_CLEAR_LINK
        state[standing] = LINKED
        state[~self.enough] = TOO_EARLY
        return state


def _put(whole: Floats, cells: Cells, part: Floats) -> None:
    rows = whole[cells.walks]
    if cells.people is None:
        rows[:] = part
    else:
        rows[:, cells.people] = part


def _worth(enough: Bools) -> Iterator[Cells]:
    """The cells, some at a time, that hold whatever there is enough of."""
    walks, people = enough.shape
    at_once = max(1, BATCH_SIZE // people)
    for start in range(0, walks, at_once):
        rows = slice(start, min(start + at_once, walks))
        some = np.flatnonzero(enough[rows].any(axis=0))
        if some.size:
            yield Cells(rows, some if some.size < 0.9 * people else None)


def _columns(kinds: Sequence[Kind]) -> tuple[tuple[str, ...], int]:
    """The columns of some kinds' models, and how many lead that all of them are adjusted for."""
    designs = [DESIGNS[kind] for kind in kinds]
    places = zip(*(design[:-2] for design in designs), strict=False)
    leading = len(list(takewhile(lambda names: len(set(names)) == 1, places)))
    return tuple(dict.fromkeys(chain(*(design[:leading] for design in designs), *designs))), leading


def _looks(sample: Sample) -> dict[Kind, _Look]:
    """Kinds that rest on one sample; those with columns in common share the elimination."""
    looks: dict[Kind, _Look] = {}
    for alone in (True, False):
        group = [kind for kind in sample.kinds if (kind is Kind.TYPICAL_RISE) == alone]
        if not group:
            continue
        names, leading = _columns(group)
        sums = sample.sums(names)
        here = {kind: _Look(kind, sample, sums) for kind in group}
        for cells in _worth(np.logical_or.reduce([look.enough for look in here.values()])):
            shared = Products.at(sums, cells)
            for _ in range(leading):
                shared = shared.without_first()
            for look in here.values():
                if cells.of(look.enough).any():
                    look.fill(cells, shared)
        looks |= here
    return looks


def all_verdicts(logs: Logs, every: bool) -> dict[Kind, Verdicts]:
    """Verdicts on the linear kinds after every walk (people, walks), or at the end (people, 1).

    At the end no history is kept (`said` and `stopped` are -1), and a claim stands only where the
    evidence is strong at the end itself: see `stands`.
    """
    found: dict[Kind, Verdicts] = {}
    for sample in samples(logs, every):
        if not sample.count.any():
            found |= {kind: nothing(logs, every) for kind in sample.kinds}
            continue
        assemble = _after_every_walk if every else _at_the_end
        found |= {kind: assemble(sample, look) for kind, look in _looks(sample).items()}
    return found


def stands(kind: Kind, logs: Logs, direction: Ints) -> Bools:
    """(people,): whether a claim of each one's direction stands after all walks.

    The history is looked up backwards, until the evidence was strong (the claim stands) or the
    interval did not hold (it has fallen).
    """
    sample = Sample(logs, counts_for(kind, logs), [kind], every=True)
    sums = sample.sums(DESIGNS[kind])
    look = _Look(kind, sample, sums)
    standing = np.zeros(logs.people, dtype=bool)
    unsure = np.arange(logs.people)
    for stop in range(len(sample.day), 0, -LOOKED_BACK):
        cells = Cells(slice(max(stop - LOOKED_BACK, 0), stop), unsure)
        look.fill(cells, Products.at(sums, cells))
        holds = (cells.of(look.direction) == direction[unsure]) & ~cells.of(look.inside)
        begun = last_true((holds & cells.of(look.strong)).T)[:, -1]
        failed = last_true((cells.of(sample.real) & ~holds).T)[:, -1]
        standing[unsure] = begun > failed
        unsure = unsure[begun == failed]  # neither happened here
        if not unsure.size:
            break
    return standing


def _at_the_end(sample: Sample, look: _Look) -> Verdicts:
    logs = sample.logs
    never = np.full((logs.people, 1), -1, dtype=SPOT)
    return Verdicts(
        state=look.state(look.strong).T,
        direction=look.direction.T,
        estimate=look.estimate.T,
        low=look.low.T,
        high=look.high.T,
        used=sample.count[:, None].astype(SPOT),
        left_out=(logs.count - sample.count)[:, None].astype(SPOT),
        said=never,
        stopped=never,
    )


def _claims(look: _Look) -> tuple[Bools, Ints, Ints]:
    """Claims of either side at every prefix, (people, walks); the later one where both were."""
    shape = look.enough.T.shape
    standing = np.zeros(shape, dtype=bool)
    said, stopped = (np.full(shape, -1, dtype=SPOT) for _ in range(2))
    for side in look.claim.alternatives:
        strong = look.strong & look.holds(side)
        some = np.flatnonzero(strong.any(axis=0))  # most have never had a claim
        if some.size:
            stands, began, ended = claims(strong[:, some].T, look.holds(side)[:, some].T)
            standing[some] |= stands
            later = began > said[some]
            said[some] = np.where(later, began, said[some])
            stopped[some] = np.where(later, ended, stopped[some])
    return standing, said, stopped


def _after_every_walk(sample: Sample, look: _Look) -> Verdicts:
    standing, said, stopped = _claims(look)
    number = sample.number

    def back(values: Floats, empty: float) -> Floats:
        """From prefixes of the walks that count (walks, people) to all walks (people, walks)."""
        if sample.whole:
            return values.T
        values = np.take(values, sample.latest)
        values[number == 0] = empty
        return values

    def position(spots: Ints) -> Ints:
        if sample.whole or not (spots >= 0).any():
            return back(spots.T, -1)
        places = np.take_along_axis(sample.place.T, np.maximum(spots, 0), axis=1)
        return back(np.where(spots < 0, SPOT(-1), places.astype(SPOT)).T, -1)

    return Verdicts(
        state=back(look.state(standing.T), TOO_EARLY),
        direction=back(look.direction, 0),
        estimate=back(look.estimate, np.nan),
        low=back(look.low, np.nan),
        high=back(look.high, np.nan),
        used=number,
        left_out=sample.logs.walked(every=True) - number,
        said=position(said),
        stopped=position(stopped),
    )
