"""Evidence on one coefficient of a linear model with AR(1) errors, after every walk or at the end.

The model of one person's walks, in order, is

    y_i = x_i·β + z_i·γ + e_i,    e_i = φ e_(i-1) + innovation,

with β the coefficient in question and z the rest (1, pain before, weeks, …). For each φ of a small
grid the series is quasi-differenced (Prais–Winsten), which needs only two running sums of products
of columns: with themselves and with the walk before. So every prefix of every log costs a few
array operations.

γ has a flat prior and σ² an inverse gamma; under the null β = 0 and under the alternative
β ~ N(expected, spread²). The ratio of the two marginal likelihoods, each averaged over φ, is a
test martingale under the null (right-Haar mixtures: Lindon, Ham, Tingley and Bojinov,
"Anytime-valid linear models", 2022; Pérez-Ortiz, Lardy, de Heide and Grünwald, "E-statistics, group
invariance and anytime-valid testing", Annals of Statistics 2024). By Ville's inequality
it passes 1/α at any time with probability at most α, averaged over the priors of φ and σ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Protocol

import numpy as np

from ..parameters import PHI, PHI_PRIOR, SD, SD_WALKS, Alternative, Z
from .logs import Floats, Ints, aligned

PHIS = np.array(PHI)[:, None, None]  # (φ, 1, 1), against (walks, people)
RIDGE = 1e-3  # a prior sd of 30σ per unit of the other columns, so that no matrix is singular
FEW = 8  # people: for more, adding row to row beats numpy's own running sum


@dataclass(frozen=True, slots=True)
class Cells:
    """Some walks in a row of some people (None: of all): where something is worked out."""

    walks: slice
    people: Ints | None = None

    def of(self, values: Floats) -> Floats:
        """The part of arrays (…, walks, people) that lies here; either length may be 1 instead."""
        part = values[..., self.walks, :] if values.shape[-2] > 1 else values
        if self.people is None or part.shape[-1] == 1:
            return part
        return np.take(part, self.people, axis=-1)


def pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    """Each column with itself and with those after it."""
    return list(combinations_with_replacement(names, 2))


class Sums(Protocol):
    """Sums of products of columns `names`, over each prefix of the walks or over the whole."""

    names: tuple[str, ...]

    def now(self, one: str, other: str) -> Floats:
        """Sums of x_i z_i, (walks, people); over the whole (1, people)."""

    def parts(self, cells: Cells) -> tuple[Floats, Floats, Floats]:
        """For each pair (pairs, walks, people) the sums of x_i z_i, of x_i z_(i-1) + x_(i-1) z_i,
        and of x_i z_i without both ends (less than nothing where both are the same walk).
        """


class RunningSums:
    """Sums over each prefix of the walks.

    `columns` (columns, walks, people) are zero beyond a person's last walk, and the first of them
    1 up to there; what is summed beyond means nothing.
    """

    def __init__(self, columns: Floats, names: tuple[str, ...]):
        self.names = names
        self._pairs = pairs(names)
        number, ones = len(self._pairs), len(names)
        walks, people = columns[0].shape
        # The first row of each stands for no walks; with ones, neighbours need no sums.
        self._sums = aligned(2 * number - ones, walks + 1, people)
        self._sums[:, :2] = 0.0
        self._now, self._lag = self._sums[:number], self._sums[number:]
        for row, (x, z) in enumerate(combinations_with_replacement(columns, 2)):
            np.multiply(x, z, out=self._now[row, 1:])
            if row >= ones:
                lag = self._lag[row - ones, 2:]
                np.multiply(x[1:], z[:-1], out=lag)
                lag += lag if x is z else x[:-1] * z[1:]
        self._first = self._now[:, 1:2].copy()
        if people <= FEW:
            np.cumsum(self._sums, axis=1, out=self._sums)
        else:
            for walk in range(2, walks + 1):
                self._sums[:, walk] += self._sums[:, walk - 1]

    def now(self, one: str, other: str) -> Floats:
        return self._now[self._pairs.index((one, other)), 1:]

    def parts(self, cells: Cells) -> tuple[Floats, Floats, Floats]:
        now, ones = cells.of(self._now[:, 1:]), len(self.names)
        lag, inner = aligned(2, *now.shape)
        np.subtract(cells.of(self._now[:, :-1]), cells.of(self._first), out=inner)
        # With ones, each value is counted twice but for the first and the last.
        np.add(now[:ones], inner[:ones], out=lag[:ones])
        lag[ones:] = cells.of(self._lag[:, 1:])
        return now, lag, inner


class WholeSums:
    """Sums over all walks of columns (columns, people, walks), zero beyond `count` (people,)."""

    def __init__(self, columns: Floats, names: tuple[str, ...], count: Ints):
        self.names = names
        self._pairs = pairs(names)
        x, z = columns.transpose(1, 0, 2), columns.transpose(1, 2, 0)
        now, lag = np.matmul(x, z), np.matmul(x[..., 1:], z[:, :-1])
        lag += lag.transpose(0, 2, 1).copy()
        last = np.maximum(count - 1, 0)[None, :, None]
        first, last = columns[..., 0].T, np.take_along_axis(columns, last, axis=2)[..., 0].T
        inner = now - first[:, None] * first[..., None] - last[:, None] * last[..., None]
        upper = np.triu_indices(len(names))
        self._now, self._lag, self._inner = (
            np.ascontiguousarray(each[:, *upper].T)[:, None] for each in (now, lag, inner)
        )

    def now(self, one: str, other: str) -> Floats:
        return self._now[self._pairs.index((one, other))]

    def parts(self, cells: Cells) -> tuple[Floats, Floats, Floats]:
        now, lag, inner = map(cells.of, (self._now, self._lag, self._inner))
        return now, lag, inner


class Products:
    """Quasi-differenced sums of products of columns, what others explain taken out.

    `left` (pairs, φ, walks, people) goes through the pairs of `names` in order; `det` is the
    determinant of the matrix of the columns that were taken out.
    """

    def __init__(self, names: tuple[str, ...], left: Floats, det: Floats):
        self.names = names
        self.left = left
        self.det = det

    @classmethod
    def at(cls, sums: Sums, cells: Cells) -> "Products":
        now, lag, inner = (each[:, None] for each in sums.parts(cells))
        # now - φ·lag + φ²·inner, in few passes over the memory
        left = aligned(len(now), len(PHIS), *now.shape[2:])
        np.multiply(PHIS, inner, out=left)
        left -= lag
        left *= PHIS
        left += now
        return cls(sums.names, left, np.ones(PHIS.shape))

    def some(self, names: tuple[str, ...]) -> "Products":
        """The products of some of the columns, in another order."""
        rows = {frozenset(two): row for row, two in enumerate(pairs(self.names))}
        mine = [rows[frozenset(two)] for two in pairs(names)]
        left = aligned(len(mine), *self.left.shape[1:])
        np.take(self.left, mine, axis=0, out=left, mode="clip")
        return Products(names, left, self.det)

    def without_first(self) -> "Products":
        """Takes what the first column explains out of the others: a step of Gaussian elimination.

        In place: these products mean nothing afterwards.
        """
        size = len(self.names)
        pivot, row = self.left[0], size
        pivot += RIDGE
        weights, spare = aligned(2, size - 1, *pivot.shape)
        np.divide(self.left[1:size], pivot, out=weights)
        for at in range(1, size):
            taken = np.multiply(weights[at - 1], self.left[at:size], out=spare[: size - at])
            self.left[row : row + size - at] -= taken
            row += size - at
        pivot *= self.det
        return Products(self.names[1:], self.left[size:], pivot)


@dataclass(frozen=True, slots=True)
class Interval:
    """The generalised least squares estimate and its 90 % interval, averaged over φ, by cell."""

    estimate: Floats
    low: Floats
    high: Floats


class Evidence:
    """What the walks say of β: of x, where `products` has only x and y left.

    `n` counts the walks at the cells, (walks, people) or either length 1, and `out` the columns
    that were taken out. Units are those of the columns.
    """

    def __init__(
        self, products: Products, n: Floats, out: int, shrinkage: tuple[float, float] | None = None
    ):
        self.shrinkage = shrinkage
        self.left = products.left
        self.xx, self.xy, self.yy = self.left
        np.maximum(self.xx, 1e-9, out=self.xx)
        np.maximum(self.yy, 0.0, out=self.yy)
        self.det = products.det
        self.a = (SD_WALKS + np.maximum(n - out, 0.5)) / 2
        self._found = aligned(4, *self.xx.shape)
        self.estimate, self.scale, *self._spare = self._found
        np.divide(self.xy, self.xx, out=self.estimate)
        self.stationary = 1 - PHIS**2  # innovation variance over the variance of the errors
        self.b = SD_WALKS * SD**2 * self.stationary / 2
        rest = np.multiply(self.xy, self.estimate, out=self.scale)
        np.subtract(self.yy, rest, out=rest)
        np.maximum(rest, 0.0, out=rest)
        rest *= 0.5
        rest += self.b
        self.prior = (
            np.log(np.array(PHI_PRIOR)).reshape(PHIS.shape)
            + np.log(self.stationary) / 2
            + SD_WALKS / 2 * np.log(self.b)
        )

    def interval(self) -> Interval:
        """Mixes the intervals of the φ by how well each explains the walks (first two moments)."""
        df = 2 * self.a - 1
        weight, spare = self._spare
        np.multiply(self.det, self.xx, out=weight)
        np.log(weight, out=weight)
        weight *= -0.5
        weight += self.prior
        misfit = np.log(self.scale, out=spare)
        misfit *= df / 2
        weight -= misfit
        weight -= weight.max(axis=0)
        np.exp(weight, out=weight)
        total = weight.sum(axis=0)
        estimate, precision = self.estimate, self.xx
        if self.shrinkage:
            mean, sd = self.shrinkage
            tightness = self.stationary * (SD / sd) ** 2
            precision = self.xx + tightness
            estimate = (self.xy + mean * tightness) / precision
        centre = np.multiply(weight, estimate, out=spare).sum(axis=0) / total
        between = np.subtract(estimate, centre, out=spare)
        between *= between
        between *= weight
        weight *= self.scale
        weight /= precision
        variance = between.sum(axis=0) + weight.sum(axis=0) / (df / 2)
        half = t_quantile(np.maximum(df, 3.0)) * np.sqrt(variance / total)
        return Interval(estimate=centre, low=centre - half, high=centre + half)

    def log_e(self, some: Ints, alternative: Alternative) -> Floats:
        """Natural logarithm of the evidence for an alternative against β = 0, at some cells read
        row by row."""

        def mine(values: Floats) -> Floats:
            return np.take(values.reshape(*values.shape[:-2], -1), some, axis=-1)

        xx, _, yy = mine(self.left)
        estimate, scale = mine(self._found[:2])
        det = self.det[..., 0] if self.det.shape[1:] == (1, 1) else mine(self.det)
        a = np.broadcast_to(self.a, self.xx.shape[1:]).ravel()[some]
        stationary, b, prior = (each[..., 0] for each in (self.stationary, self.b, self.prior))
        spread2 = (alternative.spread / SD) ** 2 / stationary
        common = prior - np.log(det) / 2
        null = common - a * np.log(b + yy / 2)
        misfit = (estimate - alternative.expected) ** 2 / (spread2 + 1 / xx)
        likely = common - np.log(1 + spread2 * xx) / 2 - a * np.log(scale + misfit / 2)
        return _log_sum(likely) - _log_sum(null)


def t_quantile(df: Floats) -> Floats:
    """95th percentile of Student's t (Cornish–Fisher, Abramowitz and Stegun 26.7.5); df ≥ 3."""
    return (
        Z
        + (Z**3 + Z) / (4 * df)
        + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * df**2)
        + (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / (384 * df**3)
    )


def _log_sum(values: Floats) -> Floats:
    top = values.max(axis=0)
    return np.asarray(top + np.log(np.exp(values - top).sum(axis=0)))
