"""Rules that others use, or that were considered and lost: what ours is compared with.

`pearson` and `three_and_three` are what apps commonly do. `twice_weekly` is a stricter classical
rule: an interval that excludes zero in two weekly readings running, either with standard errors
inflated by sqrt((1+φ)/(1-φ)) or by generalised least squares.
"""

import numpy as np

from journal.patterns.engine.logs import Bools, Floats, Logs

from .cohort import week_ends

Z975 = 1.959964


def _t975(df: Floats) -> Floats:
    z = Z975
    return z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)


def _covariates(logs: Logs) -> list[Floats]:
    late = (logs.hour >= 12).astype(float)
    return [logs.minutes.astype(float), (logs.day - logs.day[:, :1]).astype(float), late]


def pearson(logs: Logs) -> Bools:
    """(people,): whether |r| between rise and minutes, day or half-day ever has p < .05 (n ≥ 5)."""
    y = (logs.after - logs.before).astype(float)
    n = np.arange(1, logs.width + 1)
    found = np.zeros(y.shape, dtype=bool)
    for x in _covariates(logs):
        sx, sy = np.cumsum(x, axis=1), np.cumsum(y, axis=1)
        xx = np.cumsum(x * x, axis=1) - sx**2 / n
        yy = np.cumsum(y * y, axis=1) - sy**2 / n
        xy = np.cumsum(x * y, axis=1) - sx * sy / n
        r2 = np.clip(xy**2 / np.maximum(xx * yy, 1e-9), 0, 1 - 1e-9)
        t = np.sqrt(r2 * np.maximum(n - 2, 0) / (1 - r2))
        found |= (t > _t975(np.maximum(n - 2.0, 1))) & (n >= 5)
    return np.asarray(found.any(axis=1))


def three_and_three(logs: Logs) -> Bools:
    """(people,): whether 3 walks with and 3 without something ever differ by a mean of 1 point.

    Something is: longer than the first walks' median, in the second half of the day.
    """
    y = (logs.after - logs.before).astype(float)
    median = np.median(logs.minutes[:, :6], axis=1, keepdims=True)
    found = np.zeros(logs.people, dtype=bool)
    for with_it in (logs.minutes > median, logs.hour >= 12):
        n1, n0 = np.cumsum(with_it, axis=1), np.cumsum(~with_it, axis=1)
        mean1 = np.cumsum(y * with_it, axis=1) / np.maximum(n1, 1)
        mean0 = np.cumsum(y * ~with_it, axis=1) / np.maximum(n0, 1)
        found |= ((n1 >= 3) & (n0 >= 3) & (np.abs(mean1 - mean0) >= 1)).any(axis=1)
    return found


def _solve(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficients, the last one's standard error, and residuals, for (people, walks, columns)."""
    gram = np.einsum("pnj,pnk->pjk", x, x) + 1e-6 * np.eye(x.shape[2])
    inverse = np.linalg.inv(gram)
    beta = np.einsum("pjk,pnk,pn->pj", inverse, x, y)
    rest = y - np.einsum("pnj,pj->pn", x, beta)
    return beta, inverse[:, -1, -1], rest


def _phi(rest: Floats, n: Floats) -> Floats:
    lag = (rest[:, 1:] * rest[:, :-1]).sum(axis=1) / np.maximum((rest**2).sum(axis=1), 1e-9)
    return np.clip((0.3 * 20 + lag * n) / (20 + n), 0, 0.8)


def _weekly_t(logs: Logs, upto: Floats, gls: bool) -> Floats:
    """(people,): t of minutes in after ~ 1 + before + minutes, up to a walk each."""
    real = (np.arange(logs.width) <= upto[:, None]).astype(float)
    n = real.sum(axis=1)
    x = np.stack([np.ones(real.shape), logs.before - 3, (logs.minutes - 25) / 10], axis=2)
    x, y = x * real[..., None], logs.after * real
    beta, unit, rest = _solve(x, y)
    phi = _phi(rest, n)
    inflation = (1 + phi) / (1 - phi)
    if gls:
        back = phi[:, None] * real[:, 1:]
        y = np.concatenate([y[:, :1], y[:, 1:] - back * y[:, :-1]], axis=1)
        x = np.concatenate([x[:, :1], x[:, 1:] - back[..., None] * x[:, :-1]], axis=1)
        beta, unit, rest = _solve(x, y)
        inflation = np.ones(len(phi))
    s2 = (rest**2).sum(axis=1) / np.maximum(n - 3, 1)
    t = beta[:, -1] / np.sqrt(np.maximum(s2 * unit * inflation, 1e-9))
    spread = np.where(real > 0, logs.minutes, np.nan)
    enough = (n >= 12) & (np.nanstd(spread, axis=1) >= 6)
    return np.where(enough, t, 0.0)


def twice_weekly(logs: Logs, gls: bool, walks: int) -> Floats:
    """(people,): the largest t of the slope on minutes held in two weekly readings running.

    Readings after more than `walks` walks are left out. The rule claims where this passes 2.81
    (99.5 %) on the positive side; a higher or lower bar trades false claims for power.
    """
    ends = week_ends(logs)
    best = np.zeros(logs.people)
    before = np.zeros(logs.people)
    for week in range(ends.shape[1]):
        new = ends[:, week] != ends[:, week - 1] if week else np.ones(logs.people, dtype=bool)
        now = np.where(ends[:, week] < walks, _weekly_t(logs, ends[:, week], gls), 0.0)
        best = np.where(new, np.maximum(best, np.minimum(before, now)), best)
        before = np.where(new, now, before)
    return best
