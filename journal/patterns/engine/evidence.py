"""Evidence on one coefficient of a linear model with AR(1) errors, after every walk.

The model of one person's walks, in order, is

    y_i = x_i·β + z_i·γ + e_i,    e_i = φ e_(i-1) + innovation,

with β the coefficient in question and z the rest (1, pain before, weeks, …). For each φ of a small
grid the series is quasi-differenced (Prais–Winsten), which needs only two running sums of products
of columns: of values of the same walk, and of values of neighbouring walks. So every prefix of
every log costs a few array operations.

γ has a flat prior and σ² an inverse gamma; under the null β = 0 and under the alternative
β ~ N(expected, spread²). The ratio of the two marginal likelihoods, each averaged over φ, is a
test martingale under the null (right-Haar mixtures: Lindon, Ham, Tingley and Bojinov,
"Anytime-valid linear models", 2022; Pérez-Ortiz, Lardy, de Heide and Grünwald, "E-statistics, group
invariance and anytime-valid testing", Annals of Statistics 2024). By Ville's inequality
it passes 1/α at any time with probability at most α, averaged over the priors of φ and σ.
"""

from dataclasses import dataclass

import numpy as np

from ..parameters import PHI_PRIOR, SD, SD_WALKS, Alternative, Z
from .logs import Floats, Ints
from .sums import PHIS, Products


@dataclass(frozen=True, slots=True)
class Interval:
    """The generalised least squares estimate and its 90 % interval, averaged over φ."""

    estimate: Floats
    low: Floats
    high: Floats


class Evidence:
    """The estimate of β, its interval and the evidence about it, at some cells.

    `products` has only x and y left, after `out` other columns were taken out. `n` is the number of
    walks at each cell, (walks, people), where either length may be 1. Units are those of the
    columns. `shrinkage` is the mean and sd of a normal prior of the estimate (None: flat).
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
        self.estimate = self.xy / self.xx
        self.stationary = 1 - PHIS**2  # innovation variance over the variance of the errors
        self.b = SD_WALKS * SD**2 * self.stationary / 2
        self.scale = np.maximum(self.yy - self.xy * self.estimate, 0.0) / 2 + self.b
        self.prior = (
            np.log(np.array(PHI_PRIOR)).reshape(PHIS.shape)
            + np.log(self.stationary) / 2
            + SD_WALKS / 2 * np.log(self.b)
        )

    def interval(self) -> Interval:
        """The 90 % interval of β, averaged over φ by how well each φ explains the walks.

        It is that of Student's t, with the mean and the variance of the mixture over φ.
        """
        # A flat prior of β costs a degree of freedom, an informative one does not.
        df = 2 * self.a - (0 if self.shrinkage else 1)
        # Beyond a person's last walk the sums mean nothing, and may be negative.
        det = np.maximum(self.det * self.xx, 1e-300)
        weight = self.prior - np.log(det) / 2 - df / 2 * np.log(self.scale)
        weight = np.exp(weight - weight.max(axis=0))
        total = weight.sum(axis=0)
        estimate, precision = self.estimate, self.xx
        if self.shrinkage:
            mean, sd = self.shrinkage
            tightness = self.stationary * (SD / sd) ** 2
            precision = self.xx + tightness
            estimate = (self.xy + mean * tightness) / precision
        centre = (weight * estimate).sum(axis=0) / total
        between = weight * (estimate - centre) ** 2
        within = weight * self.scale / precision
        variance = between.sum(axis=0) + within.sum(axis=0) / (df / 2)
        half = t_quantile(np.maximum(df, 3.0)) * np.sqrt(variance / total)
        return Interval(estimate=centre, low=centre - half, high=centre + half)

    def log_e(self, some: Ints, alternative: Alternative) -> Floats:
        """Natural logarithm of the evidence for an alternative against β = 0, at the cells `some`:
        places in an array (walks, people) that is read row by row."""

        def mine(values: Floats) -> Floats:
            return np.take(values.reshape(*values.shape[:-2], -1), some, axis=-1)

        xx, yy, estimate, scale = map(mine, (self.xx, self.yy, self.estimate, self.scale))
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
