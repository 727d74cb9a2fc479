"""Evidence on one coefficient of a linear model with AR(1) errors, after every walk or at the end.

The model of one person's walks, in order, is

    y_i = x_i·β + z_i·γ + e_i,    e_i = φ e_(i-1) + innovation,

with β the coefficient in question and z the rest (1, pain before, weeks, …). For each φ of a small
grid the series is quasi-differenced (Prais–Winsten), which needs only two running sums of products
of columns: with themselves and with the walk before. So every prefix of every log costs a few
array operations and no loop over walks.

γ has a flat prior and σ² an inverse gamma; under the null β = 0 and under the alternative
β ~ N(expected, spread²). The ratio of the two marginal likelihoods, each averaged over φ, is a
test martingale under the null (right-Haar mixtures: Lindon, Ham, Tingley and Bojinov,
"Anytime-valid linear models", 2022; Pérez-Ortiz, Lardy, de Heide and Grünwald, "E-statistics, group
invariance and anytime-valid testing", Annals of Statistics 2024). By Ville's inequality
it passes 1/α at any time with probability at most α, averaged over the priors of φ and σ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np

from .logs import Floats, Ints
from .rules import PHI, PHI_PRIOR, SD, SD_WALKS, Claim, Z

PHIS = np.array(PHI)[:, None]  # (φ, 1), against (cells,)
RIDGE = 1e-3  # a prior sd of 30σ per unit of the other columns, so that no matrix is singular


@dataclass(frozen=True, slots=True)
class Pair:
    """Sums of products of two columns x and z over each prefix, or over the whole.

    `now` sums x_i z_i, `lag` sums x_i z_(i-1) + x_(i-1) z_i, and `edge` is the product at the
    first walk plus that at the last.
    """

    now: Floats
    lag: Floats
    edge: Floats


class Moments:
    """Sums of products of named columns; each pair is worked out once, when it is first asked for.

    `column(name)` gives an array (people, walks), zero beyond the first `count` (people,) walks;
    the column named "one" must be 1 up to there.
    With `every`, sums are (people, walks), one per prefix, of which those beyond `count` mean
    nothing; without, they are (people, 1).
    """

    def __init__(self, column: Callable[[str], Floats], count: Ints, every: bool):
        self.column = column
        self.every = every
        self._last = np.maximum(count - 1, 0)[:, None]
        self._sums: dict[tuple[str, str], Floats] = {}

    def now(self, one: str, other: str) -> Floats:
        """Sums of products of two columns, in either order."""
        key = (one, other) if one <= other else (other, one)
        if key not in self._sums:
            x, z = map(self.column, key)
            if self.every:
                self._sums[key] = np.cumsum(x * z, axis=1)
            else:
                self._sums[key] = np.einsum("pn,pn->p", x, z)[:, None]
        return self._sums[key]

    def pair(self, one: str, other: str) -> Pair:
        """The same with the sums of products of neighbours. Not kept: it is asked for once."""
        return self._pair(*((one, other) if one <= other else (other, one)))

    def _pair(self, one: str, other: str) -> Pair:
        now, x, z = self.now(one, other), self.column(one), self.column(other)
        first = x[:, :1] * z[:, :1]
        if "one" in (one, other):  # every x_i is summed twice but the first and the last
            edge = first + ((z if one == "one" else x) if self.every else self._end(x, z))
            return Pair(now, 2 * now - edge, edge)
        if not self.every:
            lag = np.einsum("pn,pn->p", x[:, 1:], z[:, :-1])
            lag = lag + (lag if x is z else np.einsum("pn,pn->p", x[:, :-1], z[:, 1:]))
            return Pair(now, lag[:, None], first + self._end(x, z))
        lag = np.zeros(x.shape)
        neighbours = lag[:, 1:]  # filled and summed in place
        np.multiply(x[:, 1:], z[:, :-1], out=neighbours)
        neighbours += neighbours if x is z else x[:, :-1] * z[:, 1:]
        np.cumsum(neighbours, axis=1, out=neighbours)
        return Pair(now, lag, x * z + first)

    def _end(self, x: Floats, z: Floats) -> Floats:
        """(people, 1): the product at the last walk."""
        x_last, z_last = (np.take_along_axis(each, self._last, axis=1) for each in (x, z))
        return np.asarray(x_last * z_last)


class Adjusted:
    """Quasi-differenced sums of products at some cells, with columns taken out: (φ, cells).

    `cells` number the entries of the sums, (people, walks or 1), read row by row: only where there
    is enough to be said is anything worked out.
    """

    def __init__(self, moments: Moments, cells: Ints):
        self.moments = moments
        self.cells = cells
        self._left: dict[tuple[tuple[str, ...], str, str], Floats] = {}
        self._weights: dict[tuple[tuple[str, ...], str], Floats] = {}

    def left(self, out: tuple[str, ...], one: str, other: str) -> Floats:
        """What is left of one·other once the columns `out` are taken out of both, for each φ.

        Gaussian elimination. Kinds that are adjusted for the same columns share these, so each is
        worked out once.
        """
        key = (out, min(one, other), max(one, other))
        if key not in self._left:
            if not out:
                self._left[key] = self._differenced(one, other)
            else:
                *rest, last = out
                fewer = tuple(rest)
                taken = self._weight(fewer, last, one) * self.left(fewer, last, other)
                # Before anything is taken out, a product is asked for once: to keep it would only
                # push what is needed out of the processor's cache.
                whole = self.left(fewer, one, other) if fewer else self._differenced(one, other)
                self._left[key] = np.subtract(whole, taken, out=taken)
        return self._left[key]

    def _differenced(self, one: str, other: str) -> Floats:
        pair = self.moments.pair(one, other)
        now, lag, edge = (np.take(each, self.cells) for each in (pair.now, pair.lag, pair.edge))
        # (1 + φ²)·now - φ·lag - φ²·edge, in few passes over the memory
        sums = PHIS * (now - edge)
        sums -= lag
        sums *= PHIS
        sums += now
        return sums

    def _weight(self, out: tuple[str, ...], last: str, name: str) -> Floats:
        key = (*out, last), name
        if key not in self._weights:
            self._weights[key] = self.left(out, last, name) / self.pivot(out, last)
        return self._weights[key]

    def pivot(self, out: tuple[str, ...], name: str) -> Floats:
        """What a column has of its own once others are taken out, never quite nothing."""
        return self.left(out, name, name) + RIDGE


@dataclass(frozen=True, slots=True)
class Interval:
    """The generalised least squares estimate and its 90 % interval, averaged over φ: (cells,)."""

    estimate: Floats
    low: Floats
    high: Floats


class Evidence:
    """What the walks say of β, the last column but one of a design whose last column is y.

    `n` (cells,) counts the walks, and `own` picks some of the cells of `adjusted` (None: all).
    Units are those of the columns.
    """

    def __init__(
        self,
        adjusted: Adjusted,
        names: tuple[str, ...],
        n: Ints,
        claim: Claim,
        own: Ints | None = None,
    ):
        out, x, y = names[:-2], names[-2], names[-1]

        def mine(sums: Floats) -> Floats:
            return sums if own is None else np.take(sums, own, axis=1)

        self.claim = claim
        self.xx = np.maximum(mine(adjusted.left(out, x, x)), 1e-9)
        self.xy = mine(adjusted.left(out, x, y))
        self.yy = np.maximum(mine(adjusted.left(out, y, y)), 0.0)
        pivots = [adjusted.pivot(out[:at], name) for at, name in enumerate(out)]
        self.det: Floats = mine(prod(pivots)) if pivots else np.ones_like(self.xx)  # type: ignore[arg-type]
        self.a = (SD_WALKS + np.maximum(n - len(out), 0.5)) / 2
        self.estimate = self.xy / self.xx
        rest = np.maximum(self.yy - self.xy * self.estimate, 0.0)
        self.stationary = 1 - PHIS**2  # innovation variance over the variance of the errors
        self.b = SD_WALKS * SD**2 * self.stationary / 2
        self.scale = rest
        self.scale /= 2
        self.scale += self.b
        self.prior = (
            np.log(np.array(PHI_PRIOR))[:, None]
            + np.log(self.stationary) / 2
            + SD_WALKS / 2 * np.log(self.b)
        )

    def interval(self) -> Interval:
        """Mixes the intervals of the φ by how well each explains the walks (first two moments)."""
        df = 2 * self.a - 1
        weight = np.log(self.det * self.xx)
        weight *= -0.5
        weight += self.prior
        weight -= df / 2 * np.log(self.scale)
        weight -= weight.max(axis=0)
        np.exp(weight, out=weight)
        weight /= weight.sum(axis=0)
        estimate, precision = self.estimate, self.xx
        if self.claim.lean:
            mean, sd = self.claim.lean
            tightness = self.stationary * (SD / sd) ** 2
            precision = self.xx + tightness
            estimate = (self.xy + mean * tightness) / precision
        centre = (weight * estimate).sum(axis=0)
        spread = estimate - centre
        spread *= spread
        spread += self.scale / (df / 2) / precision
        spread *= weight
        half = t_quantile(np.maximum(df, 3.0)) * np.sqrt(spread.sum(axis=0))
        return Interval(estimate=centre, low=centre - half, high=centre + half)

    def log_e(self, some: Ints | None = None) -> Floats:
        """Natural logarithm of the evidence against β = 0, at some of the cells (None: at all)."""

        def mine(values: Floats) -> Floats:
            return (
                values if some is None or np.ndim(values) == 0 else np.take(values, some, axis=-1)
            )

        xx, yy, estimate, scale, a, det = map(
            mine, (self.xx, self.yy, self.estimate, self.scale, self.a, self.det)
        )
        spread2 = (self.claim.spread / SD) ** 2 / self.stationary
        common = self.prior - np.log(det) / 2
        null = common - a * np.log(self.b + yy / 2)
        misfit = (estimate - self.claim.expected) ** 2 / (spread2 + 1 / xx)
        alternative = common - np.log(1 + spread2 * xx) / 2 - a * np.log(scale + misfit / 2)
        return _log_sum(alternative) - _log_sum(null)


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
