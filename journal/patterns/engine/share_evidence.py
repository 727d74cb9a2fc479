"""A share of walks: Wilson's interval, and the evidence that the share is over one half, or under.

The evidence is a mixture of likelihood ratios, of shares over one half against one half, so that it
may be looked at after every walk. Answers may come in spells: in both likelihoods each answer
depends on the one before (a Markov chain of lag-1 correlation ρ), averaged over a few ρ.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Final

import numpy as np

from .. import parameters
from .logs import Bools, Floats, Ints, Logs, running
from .verdicts import SMALL, SPOT, Code, Verdicts, claims, nothing

ALTERNATIVES = parameters.SHARE_ALTERNATIVES
SOME: Final = log(parameters.SHARE_SO_FAR_EVIDENCE)
TELLING_WIDTH = 0.35  # an interval at most this wide says something even if it holds one half


def wilson(yes: Ints | Floats, n: Ints | Floats) -> tuple[Floats, Floats]:
    """Wilson's 90 % interval for a share (JASA 1927); for n = 0 it is 0 to 1."""
    n = np.maximum(n, 1e-9)
    share, z2 = yes / n, parameters.Z**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = parameters.Z / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def _chances(share: float) -> list[list[float]]:
    """(6 steps, ρ): log probabilities of a first yes, a first no, yes after yes, no after yes, yes
    after no and no after no, in a Markov chain whose share of yes is `share`."""
    no = 1 - share
    return [
        [log(share) for _ in parameters.ANSWERS_RHO],
        [log(no) for _ in parameters.ANSWERS_RHO],
        [log(share + rho * no) for rho in parameters.ANSWERS_RHO],
        [log(no * (1 - rho)) for rho in parameters.ANSWERS_RHO],
        [log(share * (1 - rho)) for rho in parameters.ANSWERS_RHO],
        [log(no + rho * share) for rho in parameters.ANSWERS_RHO],
    ]


CHANCES: Final = np.concatenate([_chances(share) for share in (0.5, *ALTERNATIVES)], axis=1).T
PRIOR: Final = np.log(np.tile(parameters.ANSWERS_RHO_PRIOR, 1 + len(ALTERNATIVES)))[:, None]


def log_evidence(yes: Ints, n: Ints, first: Ints, changes: Ints) -> Floats:
    """Natural logarithm of the evidence that the share is over one half, (cells,).

    Of `n` answers `yes` were yes; `first` is 1 where the first one was yes, else 0; `changes`
    counts the answers that differ from the one before.
    """
    last = first ^ (changes & 1)
    falls = (changes + first - last) // 2
    twice = yes - last - falls
    steps = [first, 1 - first, twice, falls, changes - falls, n - 1 - changes - twice]
    logs = CHANCES @ np.stack(steps) + PRIOR
    logs -= logs.max(axis=0)
    null, *alternatives = (
        np.exp(logs).reshape(1 + len(ALTERNATIVES), len(parameters.ANSWERS_RHO), -1).sum(axis=1)
    )
    return np.asarray(
        np.log(sum(alternatives) / len(ALTERNATIVES)) - np.log(np.maximum(null, 1e-300))
    )


@lru_cache(maxsize=1)
def _shortest_row() -> int:
    """How many answers, if all are yes, it takes for the evidence to reach SOME."""
    row = np.arange(1, 200)
    told = log_evidence(row, row, np.ones_like(row), np.zeros_like(row))
    return int(row[told >= SOME][0])


@dataclass(frozen=True, slots=True)
class _Judged:
    """Shares with their Wilson intervals; whether these are over or under one half, or narrow."""

    estimate: Floats
    low: Floats
    high: Floats
    over: Bools
    under: Bools
    narrow: Bools


def _judge(yes: Ints, n: Ints, answered: Bools) -> _Judged:
    """The share of `yes` among `n` answers, and what its interval shows.

    NaN and False where there are fewer than SHARE_ANSWERS, or `answered` is False.
    """
    enough = (n >= parameters.SHARE_ANSWERS) & answered
    low, high = wilson(yes, n)
    return _Judged(
        estimate=np.where(enough, yes / np.maximum(n, 1), np.nan),
        low=np.where(enough, low, np.nan),
        high=np.where(enough, high, np.nan),
        over=enough & (low > 0.5),
        under=enough & (high < 0.5),
        narrow=enough & (high - low <= TELLING_WIDTH),
    )


def _evidence(known: Bools, is_yes: Bools, n: Ints, yes: Ints, holds: Bools) -> Floats:
    """(people, walks): log evidence that yes is over one half, where `holds`; -inf elsewhere."""
    told = np.full(holds.shape, -np.inf)
    holds = holds & (n >= _shortest_row())
    some = np.flatnonzero(holds.any(axis=1))
    if not some.size:
        return told
    known, holds = known[some], holds[some]
    given = is_yes[some][known]  # the answers alone, person after person
    begins = np.cumsum(np.count_nonzero(known, axis=1))
    begins = np.concatenate([[0], begins[:-1]])
    other = np.empty(given.shape, dtype=bool)
    other[1:] = given[1:] != given[:-1]
    other[begins] = False
    changed = np.zeros(known.shape, dtype=bool)
    changed[known] = other
    changes = running(np.add, changed)
    first = np.broadcast_to(given[begins].astype(np.int64)[:, None], holds.shape)
    here = np.full(holds.shape, -np.inf)
    here[holds] = log_evidence(yes[some][holds], n[some][holds], first[holds], changes[holds])
    told[some] = here
    return told


def verdicts(logs: Logs, known: Bools, is_yes: Bools, enough: Bools) -> Verdicts:
    """Verdicts on one share after every walk.

    Masks (people, walks): `known`, the answers that count; `is_yes`, those that are yes; `enough`,
    whether enough was answered so far.
    """
    if not known.any():
        return nothing(logs)
    n, yes = running(np.add, known), running(np.add, is_yes)
    found = _judge(yes, n, enough)
    over = _evidence(known, is_yes, n, yes, found.over)
    under = _evidence(known, known & ~is_yes, n, n - yes, found.under) >= SOME
    standing, said, stopped = claims(over >= -log(parameters.SHARE_ALPHA), found.over)
    most = (over >= SOME) | standing
    early = np.isnan(found.estimate)
    state = np.select(
        [early, standing, under, most | found.narrow],
        [Code.TOO_EARLY, Code.LINKED, Code.NO_CLEAR_LINK, Code.SO_FAR],
        Code.CANNOT_TELL,
    )
    return Verdicts(
        state=state.astype(SMALL),
        direction=most.astype(SMALL) - under,
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        used=n.astype(SPOT, copy=False),
        left_out=(logs.walked - n).astype(SPOT),
        said=said,
        stopped=stopped,
    )
