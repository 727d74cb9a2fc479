"""The posterior behind `comfortable_minutes`: up to what length most walks rise by less than 2.

The chance of a rise of two points or more after m minutes is logistic((m - L)/s); L and s have a
posterior on a grid. The headline is cautious: the 20th percentile of the length that 8 in 10 walks
stay under, and never more than the longest walk. A walk that was cut short by pain tells *when* the
rise came (within its last minutes), any other walk only whether it came.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import lgamma
from typing import Final

import numpy as np

from .. import parameters
from .logs import Bools, Floats, Ints, Logs

MAX_GRID_MINUTES: Final = 120  # longer walks count as this long; the grid of L ends far below
CAME_WITHIN: Final = 5  # last minutes of a walk cut short by pain, in which its rise came
PERCENTILES: Final = 0.20, 0.10, 0.90  # of the headline, and of the band's two ends
REST_ON: Final = 5  # walks, at least, at or under the headline
# Neighbouring walks repeat each other: at a usual serial correlation of 0.3, a walk tells as much
# as this share of an independent one.
WORTH: Final = (1 - 0.3) / (1 + 0.3)
EIGHT_IN_TEN: Final = float(np.log(0.2 / 0.8))

_lengths = np.concatenate([np.arange(3.0, 42.0, 2.0), np.arange(44.0, 91.0, 4.0)])
_L, _S = (each.ravel() for each in np.meshgrid(_lengths, [2.0, 4.0, 7.0, 12.0, 20.0]))
_by_comfort = np.argsort(_L + _S * EIGHT_IN_TEN, kind="stable")
CENTRES: Final = _L[_by_comfort]
SCALES: Final = _S[_by_comfort]
COMFORT: Final = CENTRES + SCALES * EIGHT_IN_TEN  # ascending
_believed = (
    -np.log(CENTRES)
    - (np.log(CENTRES / 30) / 0.7) ** 2 / 2
    + np.where(CENTRES > 42, np.log(2), 0.0)  # where the grid of L is half as fine
    + np.where(SCALES > 15, np.log(0.25), 0.0)  # so gradual a rise is rare, but exists
)

LOG_PRIOR: Final = _believed - np.log(np.exp(_believed).sum())  # sums to 1, for the Bayes factor

STAYED, ROSE, CUT_SHORT = range(3)


def _tables() -> Floats:
    """(3 · minutes, cells): log likelihoods of STAYED, ROSE and CUT_SHORT by length of walk."""
    minutes = np.arange(MAX_GRID_MINUTES + 1.0)[:, None]
    rose = 1 / (1 + np.exp(-(minutes - CENTRES) / SCALES))
    earlier = 1 / (1 + np.exp(-(minutes - CAME_WITHIN - CENTRES) / SCALES))
    likelihood = np.concatenate([1 - rose, rose, rose - earlier])
    return WORTH * np.log(np.maximum(likelihood, 1e-12))


TABLES: Final = _tables()
# The last row is for walks that do not count.
LIKELIHOODS: Final = np.concatenate([np.exp(TABLES), np.ones((1, len(CENTRES)))])

BATCH_SIZE: Final = 320  # people: so few that their posteriors stay in the processor's cache
FEW: Final = 2  # readings a person: a page asks for today's and for that of a week ago
# Walks whose likelihoods are multiplied before a logarithm is taken: the product is no less than
# 1e-12 to the power of 0.54 · 32, which does not underflow.
MULTIPLIED: Final = 32


@dataclass(frozen=True, slots=True)
class Shown:
    """What each walk showed (people, walks): its row in TABLES, and whether it rose by 2."""

    row: Ints
    rose: Bools


def shown(logs: Logs) -> Shown:
    """What each walk showed; one that does not count has the row after the last of TABLES."""
    rose = logs.after - logs.before >= parameters.RISE_THAT_COUNTS
    shown = np.where(rose, np.where(logs.stopped == 1, CUT_SHORT, ROSE), STAYED)
    row = shown * (MAX_GRID_MINUTES + 1) + np.clip(logs.minutes, 0, MAX_GRID_MINUTES)
    return Shown(np.where(logs.usable, row, len(TABLES)), rose & logs.usable)


def log_posterior(row: Ints) -> Floats:
    """(people, cells): unnormalised log posterior on the grid, given the rows of all walks."""
    people, size = len(row), len(TABLES) + 1
    flat = row + size * np.arange(people)[:, None]
    reach = np.bincount(flat.ravel(), minlength=size * people).reshape(people, size)
    return np.asarray(reach[:, :-1].astype(float) @ TABLES + LOG_PRIOR)


def log_flat(row: Ints, wanted: Bools) -> Floats:
    """Log likelihood of the rival of any limit: a chance of a rise that is the same for every
    length, with prior Beta(1, 1). Where `wanted` (people, walks); NaN elsewhere.

    Walks weigh as much as in the posterior. As there, a walk that was cut short counts by when its
    rise came: under the rival that is any moment, equally likely, of a walk meant to be twice as
    long.
    """
    minutes = np.arange(MAX_GRID_MINUTES + 1.0)
    when = np.log(CAME_WITHIN / np.maximum(2 * minutes, CAME_WITHIN))
    when = np.concatenate([np.zeros(2 * len(minutes)), when, [0.0]])
    rose = (row >= len(minutes)) & (row < len(TABLES))
    counts = row < len(TABLES), rose, when[row]
    n, yes, came = (np.cumsum(each, axis=1)[wanted] for each in counts)
    flat = np.full(wanted.shape, np.nan)
    flat[wanted] = _log_gamma(yes, 1) + _log_gamma(n - yes, 1) - _log_gamma(n, 2) + WORTH * came
    return flat


def _log_gamma(number: Ints, more: int) -> Floats:
    """log Γ(WORTH · `number` + `more`), worked out once for each different number."""
    occurs = np.flatnonzero(np.bincount(number))
    table = np.zeros(int(occurs.max(initial=0)) + 1)
    table[occurs] = [lgamma(WORTH * each + more) for each in occurs.tolist()]
    return np.asarray(table[number])


def _are_few(wanted: Bools) -> bool:
    """Whether so few readings are wanted that it is faster to work out each from its own walks
    than to go through everybody's log walk by walk."""
    return bool(np.count_nonzero(wanted) <= FEW * len(wanted))


def _readings(wanted: Bools) -> Iterator[tuple[Ints, Ints]]:
    """The wanted readings in batches: whose each is, and after which walk."""
    people, walks = np.nonzero(wanted)
    for start in range(0, people.size, 2 * BATCH_SIZE):
        some = slice(start, start + 2 * BATCH_SIZE)
        yield people[some], walks[some]


def shortest_resting(logs: Logs, wanted: Bools) -> Floats:
    """Minutes of the fifth-shortest of the walks so far that count, (people, walks).

    Where not `wanted`, it means nothing.
    """
    found = np.full(wanted.shape, np.nan)
    minutes = np.where(logs.usable, logs.minutes, np.inf)
    if _are_few(wanted):
        if logs.width >= REST_ON:
            for people, walks in _readings(wanted):
                later = np.arange(logs.width) > walks[:, None]
                upto = np.where(later, np.inf, minutes[people])
                upto.partition(REST_ON - 1, axis=1)
                found[people, walks] = upto[:, REST_ON - 1]
        return found
    least = np.full((logs.people, REST_ON), np.inf)
    for walk in range(logs.width):
        shorter = np.flatnonzero(minutes[:, walk] < least[:, -1])
        least[shorter, -1] = minutes[shorter, walk]
        least[shorter] = np.sort(least[shorter], axis=1)
        found[:, walk] = least[:, -1]
    return found


def percentiles(weight: Floats, shares: tuple[float, ...]) -> list[Floats]:
    """Percentiles, in minutes, of the length that 8 in 10 walks stay under; weights (n, cells)."""
    sums = np.cumsum(weight, axis=1)
    return [COMFORT[(sums >= share * sums[:, -1:]).argmax(axis=1)] for share in shares]


def bands(row: Ints, wanted: Bools) -> list[Floats]:
    """Four arrays (people, walks), NaN where not `wanted`: the headline and both ends of its band,
    in minutes, and the log marginal likelihood of there being a limit."""
    bands = [np.full(wanted.shape, np.nan) for _ in range(len(PERCENTILES) + 1)]
    if _are_few(wanted):
        for people, walks in _readings(wanted):
            later = np.arange(row.shape[1]) > walks[:, None]
            told = log_posterior(np.where(later, len(TABLES), row[people]))
            top = told.max(axis=1)
            _put(bands, (people, walks), np.exp(told - top[:, None]), top)
        return bands
    people = np.flatnonzero(wanted.any(axis=1))
    for start in range(0, people.size, BATCH_SIZE):
        some = people[start : start + BATCH_SIZE]
        _after_walks(bands, row[some], wanted[some], some)
    return bands


def _put(bands: list[Floats], where: tuple[Ints, Ints | int], weight: Floats, top: Floats) -> None:
    """Writes the bands of some readings.

    Their unnormalised posterior is `weight` (readings, cells) times exp(`top`) (readings,).
    """
    found = *percentiles(weight, PERCENTILES), np.log(weight.sum(axis=1)) + top
    for band, values in zip(bands, found, strict=True):
        band[where] = values


def _after_walks(bands: list[Floats], row: Ints, wanted: Bools, people: Ints) -> None:
    """Writes the bands after each walk of some people, multiplying the posterior walk by walk."""
    begun = np.tile(LOG_PRIOR, (len(row), 1))  # log posterior up to the last renewal
    since, top = np.ones(begun.shape), np.zeros(len(row))  # `top`: taken off the logs
    for walk in range(row.shape[1]):
        if walk % MULTIPLIED == 0:
            begun += np.log(since)
            taken = begun.max(axis=1)
            begun -= taken[:, None]
            top += taken
            start, since = np.exp(begun), np.ones(begun.shape)
        since *= LIKELIHOODS[row[:, walk]]
        here = np.flatnonzero(wanted[:, walk])
        _put(bands, (people[here], walk), start[here] * since[here], top[here])
