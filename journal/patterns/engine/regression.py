"""Linear models at every prefix of a log: the verdicts on the coefficient in question of each.

The arithmetic is that of `evidence`. Models differ in which walks count, what is adjusted for, how
many walks are enough, and how large an effect must be to matter.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile
from typing import Final

import numpy as np

from .. import parameters
from ..parameters import Claim
from .evidence import Evidence
from .logs import Bools, Floats, Ints, Logs
from .samples import BEFORE, PAINKILLER, Column, Sample
from .sums import RIDGE, Cells, Products, Sums
from .verdicts import SMALL, SPOT, Code, Verdicts, claims, nothing

BATCH_SIZE: Final = 3_700  # cells: ten years of daily walks, and few enough for the cache


class LinearModel(ABC):
    """A linear model: its columns, what it may claim, which walks count and how many are enough."""

    code: str
    design: tuple[Column, ...]
    claim: Claim
    worse_is_no_benefit = False  # whether a change for the worse, of any size, is no clear link

    def counted(self, logs: Logs) -> Bools:
        """(people, walks): which walks the model can use."""
        return logs.usable

    @abstractmethod
    def enough(self, sample: Sample, sums: Sums) -> Bools:
        """(walks, people): whether each prefix has enough walks for anything to be said."""

    def reach(self, sample: Sample, sums: Sums) -> Floats:
        """The factor from the estimate's unit to points between a low and a high covariate."""
        return np.ones((1, 1))


class _Look:
    """What one model says at each prefix of the walks that count: arrays (walks, people).

    Filled in some cells at a time, by `fill`, where there is `enough`; `forget` comes last.
    """

    def __init__(self, model: LinearModel, sample: Sample, sums: Sums):
        self.claim = model.claim
        self.model = model
        enough = model.enough(sample, sums)
        self.enough = np.asarray(enough & sample.real)
        self.reach = model.reach(sample, sums)
        self.sums = sums
        self.n = sample.n
        if PAINKILLER in model.design:  # while none was taken, there is nothing to adjust for
            self.n = sample.n + (sums.now(PAINKILLER, PAINKILLER) == 0)
        shape = self.enough.shape
        self.estimate, self.low, self.high = (np.full(shape, np.nan) for _ in range(3))
        # Whether the interval lies wholly within what does not matter.
        self.inside = np.zeros(shape, dtype=bool)
        self.direction: Ints = np.zeros(shape, dtype=SMALL)
        # Whether the evidence on the side on which the interval lies is enough for a claim, and
        # whether it is at least enough for "so far".
        self.strong = np.zeros(shape, dtype=bool)
        self.telling = np.zeros(shape, dtype=bool)
        # Whether the latest walks no longer show the effect.
        self.faded = np.zeros(shape, dtype=bool)

    def fill(self, cells: Cells, shared: Products) -> None:
        """Works out the estimate, the interval and the evidence at some cells.

        `shared` has their products, with the leading columns of all models already eliminated.
        """
        enough = cells.of(self.enough)
        *out, x, y = self.model.design
        products = shared
        if shared.names != (x, y):
            products = shared.some((*(name for name in out if name in shared.names), x, y))
        while len(products.names) > 2:
            products = products.without_first()
        evidence = Evidence(products, cells.of(self.n), len(out), self.claim.shrinkage)
        found = evidence.interval()
        reach = cells.of(self.reach)
        inside = found.low * reach > -parameters.DOES_NOT_MATTER
        if not self.model.worse_is_no_benefit:
            inside &= found.high * reach < parameters.DOES_NOT_MATTER
        direction = (found.low > 0).astype(SMALL) - (found.high < 0)
        # Evidence only matters where the interval leaves out zero: it is worked out there alone.
        told = self._log_e(evidence, np.where(enough & ~inside, direction, 0))
        if self.claim.confirm_on_change_score:
            self._confirm(told, cells, direction)
        strong = np.zeros(told.shape, dtype=bool)
        for side, alternative in self.claim.alternatives.items():
            strong |= (direction == side) & (told >= alternative.log_threshold)
        _put(self.strong, cells, strong)
        _put(self.telling, cells, self._telling(told, direction))
        direction[~enough] = 0
        _put(self.direction, cells, direction)
        _put(self.inside, cells, inside & enough)
        for name in ("estimate", "low", "high"):
            values = getattr(found, name)
            values[~enough] = np.nan
            _put(getattr(self, name), cells, values)

    def _confirm(self, told: Floats, cells: Cells, direction: Ints) -> None:
        """Lowers `told`, in place, to the evidence in after − before wherever it names a side."""
        telling = self._telling(told, direction)
        walks, people = (np.flatnonzero(telling.any(axis=axis)) for axis in (1, 0))
        if not people.size:
            return
        rows = slice(int(walks[0]), int(walks[-1]) + 1)  # in a long log often only a few
        begin = cells.walks.start
        here = people if cells.people is None else cells.people[people]
        part = Cells(slice(begin + rows.start, begin + rows.stop), here)
        rise = self._log_e_of_rise(part, direction[rows, people])
        told[rows, people] = np.minimum(told[rows, people], rise)

    def _log_e_of_rise(self, cells: Cells, direction: Ints) -> Floats:
        """The log evidence in after − before, on the side of `direction` (walks, people).

        With `so_in_after` it is no more than that in after alone. Neither adjusts for before.
        Where the pain before wanders and is scored with some error, after modelled on before takes
        back only part of the wandering, and the rest looks like an effect of the weeks or of the
        hour (Lord, Psychological Bulletin 1967); after − before is free of that. In turn,
        regression to the mean misleads after − before, but not after modelled on before. An effect
        that is real shows in both.
        """
        *out, x, y = self.model.design
        others = tuple(column for column in out if column is not BEFORE)
        products = Products.at(self.sums, cells).some((*others, BEFORE, x, y))
        for _ in others:
            products = products.without_first()
        bb, bx, by, xx, xy, yy = products.left
        rise = Products((x, y), np.stack([xx, xy - bx, yy - 2 * by + bb]), products.det)
        told = self._log_e(Evidence(rise, cells.of(self.n), len(others)), direction)
        if self.claim.so_in_after:
            alone = Products((x, y), np.stack([xx, xy, yy]), products.det)
            after = self._log_e(Evidence(alone, cells.of(self.n), len(others)), direction)
            told = np.minimum(told, after)
        return told

    def forget(self) -> None:
        """Marks as faded the claims that the latest RECENT_WALKS walks do not bear out.

        Where those show less than half of an effect, they speak for none rather than for one of
        that size. Only prefixes with more walks than those are looked at.
        """
        claimed = np.isin(self.direction, list(self.claim.alternatives)) & ~self.inside
        claimed[: parameters.RECENT_WALKS] = False
        walk, person = np.nonzero(claimed & self.enough)
        cells = walk, person
        if not self.claim.is_recent or not walk.size:
            return
        *out, x, y = self.model.design
        latest = self.sums.recent((*out, x, y), cells, parameters.RECENT_WALKS)
        for _ in out:
            latest = latest.without_first()
        xx, xy, _ = latest.left
        recent = xy / (xx + RIDGE)
        faded = recent * self.direction[cells] < parameters.BORNE_OUT * np.abs(self.estimate[cells])
        self.faded[cells] = faded

    def _telling(self, told: Floats, direction: Ints) -> Bools:
        down, up = (self.claim.bet(side).log_so_far for side in (-1, 1))
        return np.asarray(told >= np.where(direction > 0, up, down))

    def _log_e(self, evidence: Evidence, direction: Ints) -> Floats:
        """Log evidence against β = 0 on the side of `direction`; -inf where that is 0."""
        told = np.full(direction.shape, -np.inf)
        for side in (-1, 1):
            some = np.flatnonzero(direction == side)
            if some.size:
                told.ravel()[some] = evidence.log_e(some, self.claim.bet(side))
        return told

    def holds(self, side: int) -> Bools:
        """(walks, people): where a claim of `side` (-1 or 1), once made, goes on standing."""
        return np.asarray((self.direction == side) & ~self.inside & ~self.faded)

    def state(self, standing: Bools) -> Ints:
        """State codes (walks, people); `standing` is whether a claim stands at each prefix."""
        state = np.where(self.telling & ~self.faded, SMALL(Code.SO_FAR), SMALL(Code.CANNOT_TELL))
        state[self.inside] = Code.NO_CLEAR_LINK
        state[standing] = Code.LINKED
        state[~self.enough] = Code.TOO_EARLY
        return state


def _put(whole: Floats, cells: Cells, part: Floats) -> None:
    rows = whole[cells.walks]
    if cells.people is None:
        rows[:] = part
    else:
        rows[:, cells.people] = part


def _batches_with_enough(enough: Bools) -> Iterator[Cells]:
    """Batches of cells that together hold every prefix with enough walks."""
    walks, people = enough.shape
    at_once = max(1, BATCH_SIZE // people)
    for start in range(0, walks, at_once):
        rows = slice(start, min(start + at_once, walks))
        some = np.flatnonzero(enough[rows].any(axis=0))
        if some.size:
            yield Cells(rows, some if some.size < 0.9 * people else None)


def _columns(models: Sequence[LinearModel]) -> tuple[tuple[Column, ...], int]:
    """The columns of some models, and how many of the leading ones all the models adjust for."""
    designs = [model.design for model in models]
    places = zip(*(design[:-2] for design in designs), strict=False)
    leading = len(list(takewhile(lambda columns: len(set(columns)) == 1, places)))
    return tuple(dict.fromkeys(chain(*(design[:leading] for design in designs), *designs))), leading


def _looks(sample: Sample, models: Sequence[LinearModel]) -> dict[str, _Look]:
    """A `_Look` for each model of one sample, by code.

    Leading columns that several models adjust for are eliminated once for all of these.
    """
    looks: dict[str, _Look] = {}
    for alone in (True, False):  # a mean has nothing to eliminate
        group = [model for model in models if (len(model.design) == 2) == alone]
        if not group:
            continue
        columns, leading = _columns(group)
        sums = sample.sums(columns)
        here = {model.code: _Look(model, sample, sums) for model in group}
        for cells in _batches_with_enough(
            np.logical_or.reduce([look.enough for look in here.values()])
        ):
            shared = Products.at(sums, cells)
            for _ in range(leading):
                shared = shared.without_first()
            for look in here.values():
                if cells.of(look.enough).any():
                    look.fill(cells, shared)
        for look in here.values():
            look.forget()
        looks |= here
    return looks


def _by_sample(models: Iterable[LinearModel], logs: Logs) -> list[tuple[Sample, list[LinearModel]]]:
    """Models grouped by sample, because many count the same walks."""
    found: list[tuple[Sample, list[LinearModel]]] = []
    for model in models:
        counts = model.counted(logs)
        for sample, sharing in found:
            if counts is sample.counts or np.array_equal(counts, sample.counts):
                sharing.append(model)
                break
        else:
            found.append((Sample(logs, counts), [model]))
    return found


def regression_verdicts(models: Iterable[LinearModel], logs: Logs) -> dict[str, Verdicts]:
    """Verdicts on each model, by code, after every walk (people, walks)."""
    found: dict[str, Verdicts] = {}
    for sample, sharing in _by_sample(models, logs):
        if not sample.count.any():
            found |= {model.code: nothing(logs) for model in sharing}
            continue
        looks = _looks(sample, sharing)
        found |= {code: _after_every_walk(sample, look) for code, look in looks.items()}
    return found


def _claims(look: _Look) -> tuple[Bools, Ints, Ints]:
    """Whether a claim of either side stands at each prefix, and where the latest began and ended.

    Three arrays (people, walks that count), with -1 as in `claims`.
    """
    shape = look.enough.T.shape
    standing = np.zeros(shape, dtype=bool)
    said, stopped = (np.full(shape, -1, dtype=SPOT) for _ in range(2))
    for side in look.claim.alternatives:
        strong = look.strong & look.holds(side)
        stands, began, ended = claims(strong.T, look.holds(side).T)
        standing |= stands
        later = began > said
        said, stopped = np.where(later, began, said), np.where(later, ended, stopped)
    return standing, said, stopped


def _after_every_walk(sample: Sample, look: _Look) -> Verdicts:
    standing, said, stopped = _claims(look)
    state = look.state(standing.T)
    look.direction[state == Code.CANNOT_TELL] = 0  # an interval alone tells no side
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
        state=back(state, Code.TOO_EARLY),
        direction=back(look.direction, 0),
        estimate=back(look.estimate, np.nan),
        low=back(look.low, np.nan),
        high=back(look.high, np.nan),
        used=number,
        left_out=sample.logs.walked - number,
        said=position(said),
        stopped=position(stopped),
    )
