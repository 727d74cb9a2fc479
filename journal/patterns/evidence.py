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

from .logs import Floats, Ints, running
from .rules import PHI, PHI_PRIOR, SD, SD_WALKS, Claim, Z

PHIS = np.array(PHI)[:, None, None]  # (φ, 1, 1), against (people, walks)
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

    `column(name)` gives an array (people, walks), zero beyond the first `count` (people,) walks.
    With `every`, sums are (people, walks), one per prefix, of which those beyond `count` mean
    nothing; without, they are (people, 1).
    """

    def __init__(self, column: Callable[[str], Floats], count: Ints, every: bool):
        self.column = column
        self.every = every
        self._last = np.maximum(count - 1, 0)[:, None]
        self._pairs: dict[tuple[str, str], Pair] = {}
        self._left: dict[tuple[tuple[str, ...], str, str], Floats] = {}

    def pair(self, one: str, other: str) -> Pair:
        """The sums for two columns, in either order."""
        key = (one, other) if one <= other else (other, one)
        if key not in self._pairs:
            self._pairs[key] = self._sums(*map(self.column, key))
        return self._pairs[key]

    def _sums(self, x: Floats, z: Floats) -> Pair:
        first = x[:, :1] * z[:, :1]
        if not self.every:
            now = np.einsum("pn,pn->p", x, z)[:, None]
            lag = np.einsum("pn,pn->p", x[:, 1:], z[:, :-1])[:, None]
            lag += lag if x is z else np.einsum("pn,pn->p", x[:, :-1], z[:, 1:])[:, None]
            last = [np.take_along_axis(each, self._last, axis=1) for each in (x, z)]
            return Pair(now, lag, first + last[0] * last[1])
        products = x * z
        lag = np.zeros(products.shape)
        neighbours = x[:, 1:] * z[:, :-1]
        neighbours += neighbours if x is z else x[:, :-1] * z[:, 1:]
        np.cumsum(neighbours, axis=1, out=lag[:, 1:])
        return Pair(running(np.add, products, every=True), lag, products + first)

    def left(self, out: tuple[str, ...], one: str, other: str) -> Floats:
        """What is left of one·other once the columns `out` are taken out of both, for each φ.

        Gaussian elimination on the quasi-differenced sums, (φ, people, walks or 1). Kinds that
        are adjusted for the same columns share these, so each is worked out once.
        """
        key = (out, min(one, other), max(one, other))
        if key not in self._left:
            if out:
                *rest, last = out
                fewer = tuple(rest)
                taken = self.left(fewer, last, one) * self.left(fewer, last, other)
                self._left[key] = self.left(fewer, one, other) - taken / self.pivot(fewer, last)
            else:
                sums = self.pair(one, other)
                self._left[key] = (1 + PHIS**2) * sums.now - PHIS * sums.lag - PHIS**2 * sums.edge
        return self._left[key]

    def pivot(self, out: tuple[str, ...], name: str) -> Floats:
        """What a column has of its own once others are taken out, never quite nothing."""
        return self.left(out, name, name) + RIDGE


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the walks say of β, each array shaped like the sums.

    `log_e` is the natural logarithm of the evidence against β = 0; `estimate`, `low` and `high`
    the generalised least squares estimate and its 90 % interval, averaged over φ.
    """

    log_e: Floats
    estimate: Floats
    low: Floats
    high: Floats


def t_quantile(df: Floats) -> Floats:
    """95th percentile of Student's t (Cornish–Fisher, Abramowitz and Stegun 26.7.5); df ≥ 3."""
    return (
        Z
        + (Z**3 + Z) / (4 * df)
        + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * df**2)
        + (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / (384 * df**3)
    )


def evidence(m: Moments, names: tuple[str, ...], n: Ints, claim: Claim) -> Evidence:
    """Evidence on the last column but one of a design whose last column is y.

    `n` counts the walks, shaped like the sums. Units are those of the columns.
    """
    out, x, y = names[:-2], names[-2], names[-1]
    stationary = 1 - PHIS**2  # innovation variance over the variance of the errors
    xx, xy = np.maximum(m.left(out, x, x), 1e-9), m.left(out, x, y)
    yy = np.maximum(m.left(out, y, y), 0.0)
    own = [m.pivot(out[:at], name) for at, name in enumerate(out)]
    log_det = np.log(prod(own))
    estimate = xy / xx
    spread2 = (claim.spread / SD) ** 2 / stationary
    a = (SD_WALKS + np.maximum(n - len(out), 0.5)) / 2
    b = SD_WALKS * SD**2 * stationary / 2
    common = (
        np.log(np.array(PHI_PRIOR))[:, None, None]
        + np.log(stationary) / 2
        + SD_WALKS / 2 * np.log(b)
        - log_det / 2
    )
    rest = np.maximum(yy - xy * estimate, 0.0)
    null = common - a * np.log(b + yy / 2)
    misfit = (estimate - claim.expected) ** 2 / (spread2 + 1 / xx)
    alternative = common - np.log(1 + spread2 * xx) / 2 - a * np.log(b + (rest + misfit) / 2)
    log_e = _log_sum(alternative) - _log_sum(null)

    scale, df = b + rest / 2, 2 * a - 1
    weight = common - np.log(xx) / 2 - df / 2 * np.log(scale)
    precision = xx
    if claim.lean:
        mean, sd = claim.lean
        tightness = stationary * (SD / sd) ** 2
        precision = xx + tightness
        estimate = (xy + mean * tightness) / precision
    return _interval(log_e, weight, estimate, scale / (df / 2) / precision, df)


def _log_sum(values: Floats) -> Floats:
    top = values.max(axis=0)
    return top + np.log(np.exp(values - top).sum(axis=0))


def _interval(
    log_e: Floats, weight: Floats, estimate: Floats, variance: Floats, df: Floats
) -> Evidence:
    """Mixes the intervals of the φ by how well each explains the walks (first two moments)."""
    weight = np.exp(weight - weight.max(axis=0))
    weight /= weight.sum(axis=0)
    centre = (weight * estimate).sum(axis=0)
    spread = (weight * (variance + (estimate - centre) ** 2)).sum(axis=0)
    half = t_quantile(np.maximum(df, 3.0)) * np.sqrt(spread)
    return Evidence(log_e=log_e, estimate=centre, low=centre - half, high=centre + half)
