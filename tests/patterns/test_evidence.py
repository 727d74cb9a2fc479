"""The kernel against the same formulas written out in full."""

from dataclasses import asdict
from types import SimpleNamespace

import numpy as np
import pytest

from journal.patterns import KINDS, parameters
from journal.patterns.engine.evidence import Evidence, t_quantile
from journal.patterns.engine.sums import RIDGE, Cells, Products, Sums
from journal.patterns.engine.verdicts import claims
from journal.patterns.kinds.linear_model import LinearModelKind
from journal.patterns.parameters import PHI, PHI_PRIOR, SD, SD_WALKS, Alternative

ALTERNATIVE = Alternative(alpha=0.05, expected=0.5, spread=0.7)


def log_marginals(z, x, y, effects):
    """Log marginal likelihoods of null and alternative, by dense matrices, averaged over φ."""
    n = len(y)
    null, alternative = [], []
    for phi, weight in zip(PHI, PHI_PRIOR, strict=True):
        lags = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
        inverse = np.linalg.inv(phi**lags / (1 - phi**2))  # of one innovation's variance
        b = SD_WALKS * SD**2 * (1 - phi**2) / 2
        spread2 = (effects.spread / SD) ** 2 / (1 - phi**2)
        a = (SD_WALKS + n - z.shape[1]) / 2
        gram = z.T @ inverse @ z + RIDGE * np.eye(z.shape[1])
        project = inverse - inverse @ z @ np.linalg.inv(gram) @ z.T @ inverse
        shared = np.log(weight) + np.log(1 - phi**2) / 2 + SD_WALKS / 2 * np.log(b)
        shared -= np.linalg.slogdet(gram)[1] / 2
        null.append(shared - a * np.log(b + y @ project @ y / 2))
        # β ~ N(expected, spread²σ²): y - x·expected has x's share added to its covariance
        left = y - x * effects.expected
        xx, xy = x @ project @ x, x @ project @ left
        quadratic = left @ project @ left - xy**2 / (xx + 1 / spread2)
        alternative.append(shared - np.log1p(spread2 * xx) / 2 - a * np.log(b + quadratic / 2))
    return np.logaddexp.reduce(null), np.logaddexp.reduce(alternative)


class WholeSums:
    """Those of `Sums` over all walks, by matrices: of columns (columns, people, walks), zero beyond
    `count` (people,)."""

    def __init__(self, columns, names, count):
        self.names = names
        x, z = columns.transpose(1, 0, 2), columns.transpose(1, 2, 0)
        now, lag = np.matmul(x, z), np.matmul(x[..., 1:], z[:, :-1])
        lag += lag.transpose(0, 2, 1).copy()
        last = np.maximum(count - 1, 0)[None, :, None]
        first, last = columns[..., 0].T, np.take_along_axis(columns, last, axis=2)[..., 0].T
        inner = now - first[:, None] * first[..., None] - last[:, None] * last[..., None]
        upper = np.triu_indices(len(names))
        self._parts = [
            np.ascontiguousarray(each[:, *upper].T)[:, None] for each in (now, lag, inner)
        ]

    def parts(self, cells):
        return map(cells.of, self._parts)


def look(columns, n, every):
    """Every figure at every prefix (people, walks), or at the end (people, 1)."""
    names = tuple("zuxy"[-len(columns) :])
    made = np.stack(columns)
    if every:
        sums = Sums(np.ascontiguousarray(made.transpose(0, 2, 1)), names)
        count = np.arange(1, made.shape[2] + 1)[:, None]
    else:
        count = np.full((1, made.shape[1]), n)
        sums = WholeSums(made, names, count[0])
    shape = len(count), made.shape[1]
    products = Products.at(sums, Cells(slice(0, len(count))))
    for _ in names[:-2]:
        products = products.without_first()
    found = Evidence(products, count, len(names) - 2)
    interval = asdict(found.interval())
    values = {
        "log_e": found.log_e(np.arange(shape[0] * shape[1]), ALTERNATIVE).reshape(shape)
    } | interval
    return SimpleNamespace(**{name: each.T for name, each in values.items()})


@pytest.fixture
def columns():
    rng = np.random.default_rng(7)
    ones = np.ones((3, 25))
    return [ones, rng.normal(0, 1, (3, 25)), rng.normal(0, 1, (3, 25)), rng.normal(1, 1, (3, 25))]


def test_log_evidence_is_the_ratio_of_dense_marginal_likelihoods(columns):
    found = look(columns, 25, every=True)
    for person in range(3):
        for n in (6, 13, 25):
            one, u, x, y = (column[person, :n] for column in columns)
            null, alternative = log_marginals(np.stack([one, u], axis=1), x, y, ALTERNATIVE)
            assert found.log_e[person, n - 1] == pytest.approx(alternative - null, abs=1e-7)


def test_a_prefix_reads_like_a_log_that_ends_there(columns):
    every = look(columns, 25, every=True)
    for n in (5, 12, 25):
        ended = [np.where(np.arange(25) < n, column, 0.0) for column in columns]
        end = look(ended, n, every=False)
        for name in ("log_e", "estimate", "low", "high"):
            assert getattr(end, name) == pytest.approx(getattr(every, name)[:, n - 1 : n], abs=1e-9)


def test_without_correlation_the_estimate_is_least_squares(columns, monkeypatch):
    for module in ("evidence", "sums"):
        monkeypatch.setattr(f"journal.patterns.engine.{module}.PHIS", np.zeros((1, 1, 1)))
    monkeypatch.setattr("journal.patterns.engine.evidence.PHI_PRIOR", (1.0,))
    found = look(columns, 25, every=False)
    one, u, x, y = (column[0] for column in columns)
    beta = np.linalg.lstsq(np.stack([one, u, x], axis=1), y, rcond=None)[0]
    assert found.estimate[0, 0] == pytest.approx(beta[2], abs=1e-3)


@pytest.mark.slow
def test_the_evidence_is_a_fair_bet_under_the_null():
    """Drawn from the priors of φ and σ, its mean is at most 1 and it passes 1/α at most α often."""
    rng = np.random.default_rng(8)
    people, walks = 20_000, 20
    phi = rng.choice(PHI, size=(people, 1), p=PHI_PRIOR)
    sigma = SD * np.sqrt(SD_WALKS / rng.chisquare(SD_WALKS, (people, 1)))
    noise = rng.standard_normal((people, walks))
    y = noise.copy()
    for at in range(1, walks):
        y[:, at] = phi[:, 0] * y[:, at - 1] + np.sqrt(1 - phi[:, 0] ** 2) * noise[:, at]
    x = rng.normal(0, 1, (people, walks))
    level = rng.normal(0, 5, (people, 1))  # the null has any level
    data = [np.ones((people, walks)), x, sigma * y + level]
    found = look(data, walks, every=True)
    passed = (found.log_e[:, 4:] >= ALTERNATIVE.log_threshold).any(axis=1).mean()
    assert passed <= ALTERNATIVE.alpha + 3 * np.sqrt(ALTERNATIVE.alpha / people)


@pytest.mark.parametrize(
    ("df", "exact"), [(3, 2.3534), (5, 2.0150), (10, 1.8125), (30, 1.6973), (1000, 1.6464)]
)
def test_t_quantile(df, exact):
    assert float(t_quantile(np.array(float(df)))) == pytest.approx(exact, abs=0.02)


def flags(text):
    return np.array([[mark == "1" for mark in text]])


def test_a_claim_begins_on_strong_evidence_stands_while_it_holds_and_ends_out_loud():
    strong = flags("000100000010")
    holds = flags("011111001111")
    standing, began, ended = claims(strong, holds)
    assert "".join("01"[int(each)] for each in standing[0]) == "000111000011"
    assert began[0].tolist() == [-1, -1, -1, 3, 3, 3, 3, 3, 3, 3, 10, 10]
    assert ended[0].tolist() == [-1] * 6 + [6, 6, 6, 6, -1, -1]


def test_evidence_without_the_claim_holding_is_no_claim():
    standing, began, _ = claims(flags("0110"), flags("0000"))
    assert not standing.any()
    assert (began == -1).all()


def test_every_threshold_is_under_one_twentieth():
    claims = [kind.claim for kind in KINDS.values() if isinstance(kind, LinearModelKind)]
    assert claims
    assert all(each.alpha <= 0.05 for claim in claims for each in claim.alternatives.values())
    assert parameters.SHARE_ALPHA <= 0.05
