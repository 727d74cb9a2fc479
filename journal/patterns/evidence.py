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

import numpy as np

from .logs import Floats, Ints, running
from .rules import PHI, PHI_PRIOR, SD, SD_WALKS, Claim, Z

RIDGE = (
    1e-3  # a prior standard deviation of 30σ per unit of the other columns: no matrix is singular
)


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


def _eliminate(m: Moments, names: tuple[str, ...]) -> tuple[Floats, Floats, Floats, Floats | float]:
    """Takes all columns but the last two out of the last two, for each φ (φ, 1, 1).

    Returns what is left of x·x, x·y and y·y and the log determinant of what was taken out.
    """
    phi = np.array(PHI)
    keys = [(j, k) for j in range(len(names)) for k in range(j, len(names))]
    pairs = [m.pair(names[j], names[k]) for j, k in keys]
    sums = np.array(
        [[each.now for each in pairs], [each.lag for each in pairs], [each.edge for each in pairs]]
    )
    parts = np.stack([1 + phi**2, -phi, -(phi**2)], axis=1)
    gram = dict(zip(keys, np.tensordot(parts, sums, 1).swapaxes(0, 1), strict=True))
    last = len(names) - 1
    determinant: Floats | float = 1.0
    for j in range(last - 1):
        pivot = gram[j, j] + RIDGE
        determinant = determinant * pivot
        for k in range(j + 1, last + 1):
            share = gram[j, k] / pivot
            for other_k in range(k, last + 1):
                gram[k, other_k] -= share * gram[j, other_k]
    xx = np.maximum(gram[last - 1, last - 1], 1e-9)
    return xx, gram[last - 1, last], np.maximum(gram[last, last], 0.0), np.log(determinant)


def evidence(m: Moments, names: tuple[str, ...], n: Ints, claim: Claim) -> Evidence:
    """Evidence on the last column but one of a design whose last column is y.

    `n` counts the walks, shaped like the sums. Units are those of the columns.
    """
    shape = (len(PHI), 1, 1)
    phi = np.array(PHI).reshape(shape)
    stationary = 1 - phi**2  # innovation variance over the variance of the errors
    xx, xy, yy, log_det = _eliminate(m, names)
    estimate = xy / xx
    spread2 = (claim.spread / SD) ** 2 / stationary
    a = (SD_WALKS + np.maximum(n - (len(names) - 2), 0.5)) / 2
    b = SD_WALKS * SD**2 * stationary / 2
    common = (
        np.log(np.array(PHI_PRIOR)).reshape(shape)
        + np.log(stationary) / 2
        + SD_WALKS / 2 * np.log(b)
        - log_det / 2
    )
    rest = np.maximum(yy - xy * estimate, 0.0)
    null = common - a * np.log(b + yy / 2)
    misfit = (estimate - claim.expected) ** 2 / (spread2 + 1 / xx)
    alternative = common - np.log1p(spread2 * xx) / 2 - a * np.log(b + (rest + misfit) / 2)
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
