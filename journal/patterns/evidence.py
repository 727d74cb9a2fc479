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

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .logs import Floats, Ints
from .rules import PHI, PHI_PRIOR, SD, SD_WALKS, Claim, Z

RIDGE = (
    1e-3  # a prior standard deviation of 30σ per unit of the other columns: no matrix is singular
)


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums of products of columns over each prefix (or the whole) of the walks that count.

    Keys are pairs of columns (j ≤ k), the last column being y. `now[j, k]` sums x_j x_k,
    `lag[j, k]` sums x_j x_k' + x_j' x_k where ' is the walk before; `edge[j, k]` is the same
    product at the first walk plus that at the last. `n` counts walks.
    """

    n: Ints
    columns: int
    now: dict[tuple[int, int], Floats]
    lag: dict[tuple[int, int], Floats]
    edge: dict[tuple[int, int], Floats]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the walks say of β, each array shaped like `Moments.n`.

    `log_e` is the natural logarithm of the evidence against β = 0; `estimate`, `low` and `high`
    the generalised least squares estimate and its 90 % interval, averaged over φ.
    """

    log_e: Floats
    estimate: Floats
    low: Floats
    high: Floats


def _sum(values: Floats, every: bool) -> Floats:
    return np.cumsum(values, axis=-1) if every else values.sum(axis=-1)


def moments(columns: Sequence[Floats], count: Ints, every: bool) -> Moments:
    """Moments of columns (people, walks), whose first `count` (people,) walks are real.

    Columns must be zero beyond `count`. With `every` the result has one entry per prefix,
    (people, walks), of which those beyond `count` mean nothing; without, one per person.
    """
    width = columns[0].shape[1]
    if every:
        n = np.broadcast_to(np.arange(1, width + 1), columns[0].shape)
        ends = list(columns)
    else:
        n = count
        at = np.maximum(count - 1, 0)[:, None]
        ends = [np.take_along_axis(column, at, axis=1)[:, 0] for column in columns]
    starts = [column[:, :1] if every else column[:, 0] for column in columns]
    now, lag, edge = {}, {}, {}
    for j, left in enumerate(columns):
        for k, right in enumerate(columns[j:], start=j):
            now[j, k] = _sum(left * right, every)
            pairs = np.zeros_like(left)
            pairs[:, 1:] = left[:, 1:] * right[:, :-1] + left[:, :-1] * right[:, 1:]
            lag[j, k] = _sum(pairs, every)
            edge[j, k] = starts[j] * starts[k] + ends[j] * ends[k]
    return Moments(n=n, columns=len(columns), now=now, lag=lag, edge=edge)


def t_quantile(df: Floats) -> Floats:
    """95th percentile of Student's t (Cornish–Fisher, Abramowitz and Stegun 26.7.5); df ≥ 3."""
    return (
        Z
        + (Z**3 + Z) / (4 * df)
        + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * df**2)
        + (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / (384 * df**3)
    )


def _eliminate(m: Moments, phi: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Takes all columns but the last two out of the last two, for each φ (φ, 1 or 1, 1).

    Returns what is left of x·x, x·y and y·y and the log determinant of what was taken out.
    """
    gram = {
        pair: (1 + phi**2) * m.now[pair] - phi * m.lag[pair] - phi**2 * m.edge[pair]
        for pair in m.now
    }
    last = m.columns - 1
    log_det = np.zeros(1)
    for j in range(last - 1):
        pivot = gram[j, j] + RIDGE
        log_det = log_det + np.log(pivot)
        for k in range(j + 1, last + 1):
            share = gram[j, k] / pivot
            for other in range(k, last + 1):
                gram[k, other] -= share * gram[j, other]
    xx = np.maximum(gram[last - 1, last - 1], 1e-9)
    return xx, gram[last - 1, last], np.maximum(gram[last, last], 0.0), log_det


def evidence(m: Moments, claim: Claim) -> Evidence:
    """Evidence on the last column but one, in the units of the columns."""
    shape = (len(PHI),) + (1,) * m.n.ndim
    phi = np.array(PHI).reshape(shape)
    stationary = 1 - phi**2  # innovation variance over the variance of the errors
    xx, xy, yy, log_det = _eliminate(m, phi)
    estimate = xy / xx
    spread2 = (claim.spread / SD) ** 2 / stationary
    a = (SD_WALKS + np.maximum(m.n - (m.columns - 2), 0.5)) / 2
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
