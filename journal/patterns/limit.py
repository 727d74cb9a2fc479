"""comfortable_minutes: up to what length most walks stay under a rise of two points.

The chance of such a rise after m minutes is logistic((m - L)/s); L and s have a posterior on a
grid. The headline is cautious: the 20th percentile of the length that 8 in 10 walks stay under,
and never more than the longest walk. A walk that was cut short by pain tells *when* the rise came
(within the last minutes), any other only whether it came.
"""

from typing import Final

import numpy as np

from . import rules
from .logs import Bools, Floats, Ints, Logs
from .shares import wilson
from .verdicts import (
    CANNOT_TELL,
    LINKED,
    NO_CLEAR_LINK,
    SO_FAR,
    TOO_EARLY,
    Verdicts,
    claims,
)

MOST_MINUTES: Final = 200  # longer walks count as this long; the grid of L ends far below
CAME_WITHIN: Final = 5  # minutes before a walk was cut short in which its rise came
TELLING_BAND: Final = 20  # minutes; a wider band does not tell
RARE: Final = 0.35  # so few of the walks rose by 2 at most that no limit has been met
HEADLINE, LOW, HIGH = 0.20, 0.10, 0.90  # percentiles
# Neighbouring walks repeat each other: at the serial correlation of 0.3 that is usual, a walk tells
# as much as this share of an independent one.
WORTH: Final = (1 - 0.3) / (1 + 0.3)
EIGHT_IN_TEN: Final = float(np.log(0.2 / 0.8))

_L, _S = (each.ravel() for each in np.meshgrid(np.arange(3.0, 91.0), [2.0, 4.0, 7.0, 12.0, 20.0]))
_by_comfort = np.argsort(_L + _S * EIGHT_IN_TEN, kind="stable")
CENTRES: Final = _L[_by_comfort]
SCALES: Final = _S[_by_comfort]
COMFORT: Final = CENTRES + SCALES * EIGHT_IN_TEN  # ascending
LOG_PRIOR: Final = (
    -np.log(CENTRES)
    - (np.log(CENTRES / 30) / 0.7) ** 2 / 2
    + np.where(SCALES > 15, np.log(0.25), 0.0)  # so slow a change is rare, but it exists
)

STAYED, ROSE, CUT_SHORT = range(3)


def _tables() -> Floats:
    """(3 · minutes, cells): log likelihood of what a walk of each length showed."""
    minutes = np.arange(MOST_MINUTES + 1.0)[:, None]
    rose = 1 / (1 + np.exp(-(minutes - CENTRES) / SCALES))
    earlier = 1 / (1 + np.exp(-(minutes - CAME_WITHIN - CENTRES) / SCALES))
    likelihood = np.concatenate([1 - rose, rose, rose - earlier])
    return WORTH * np.log(np.maximum(likelihood, 1e-12))


TABLES: Final = _tables()


def _rows(logs: Logs) -> tuple[Ints, Bools, Bools]:
    """Each walk's row in TABLES, whether it counts, whether it rose by 2 (people, walks)."""
    counts = logs.real & (logs.before < rules.CEILING)
    rose = logs.after - logs.before >= rules.RISE_THAT_COUNTS
    shown = np.where(rose, np.where(logs.stopped == 1, CUT_SHORT, ROSE), STAYED)
    minutes = np.clip(logs.minutes, 0, MOST_MINUTES)
    return shown * (MOST_MINUTES + 1) + minutes, counts, rose & counts


def log_posterior(logs: Logs, every: bool) -> Floats:
    """Unnormalised log posterior on the grid: (people, readings, cells)."""
    row, counts, _ = _rows(logs)
    if every:
        return np.cumsum(np.where(counts[..., None], TABLES[row], 0.0), axis=1) + LOG_PRIOR
    size = len(TABLES)
    flat = (row + size * np.arange(logs.people)[:, None])[counts]
    tally = np.bincount(flat, minlength=size * logs.people).reshape(logs.people, size)
    return (tally.astype(float) @ TABLES + LOG_PRIOR)[:, None, :]


def percentiles(log_posterior: Floats, shares: tuple[float, ...]) -> list[Floats]:
    """Percentiles of the length that 8 in 10 walks stay under, minutes."""
    weight = np.exp(log_posterior - log_posterior.max(axis=-1, keepdims=True))
    running = np.cumsum(weight, axis=-1)
    total = running[..., -1:]
    last = len(COMFORT) - 1
    return [COMFORT[np.minimum((running < share * total).sum(axis=-1), last)] for share in shares]


def verdicts(logs: Logs, slope: Verdicts, every: bool) -> Verdicts:
    """Verdicts after every walk (people, walks), or at the end (people, 1).

    A limit is linked only while the rise with minutes is: `slope` holds that kind's verdicts at
    the same readings (with its history, if this one's history is wanted).
    """
    _, counts, rose = _rows(logs)
    n, with_rise = np.cumsum(counts, axis=1), np.cumsum(rose, axis=1)
    day = np.where(counts, logs.day, 0)
    first = np.where(counts, logs.day, np.iinfo(np.int64).max).min(axis=1, keepdims=True)
    span = np.maximum.accumulate(day, axis=1) - first
    longest = np.maximum.accumulate(np.where(counts, logs.minutes, 0), axis=1)
    shortest = np.minimum.accumulate(np.where(counts, logs.minutes, 10**6), axis=1)
    walked = (n >= rules.LIMIT_WALKS) & (span >= rules.LIMIT_DAYS)
    enough = walked & (with_rise >= rules.LIMIT_EACH) & (n - with_rise >= rules.LIMIT_EACH)
    unmet = walked & (with_rise < rules.LIMIT_EACH) & (wilson(with_rise, n)[1] <= RARE)
    history = slope.state.shape == enough.shape
    if history:
        holds = enough & (slope.state == LINKED)
        standing, said, stopped = claims(holds, holds)
    else:
        never = np.full((logs.people, 1), -1)
        standing, said, stopped = slope.state == LINKED, never, never
    used, left_out = n, np.cumsum(logs.real, axis=1) - n
    if not every:
        end = np.maximum(logs.count - 1, 0)[:, None]
        enough, unmet, longest, shortest, used, left_out = (
            np.take_along_axis(each, end, axis=1)
            for each in (enough, unmet, longest, shortest, used, left_out)
        )
        if history:
            standing, said, stopped = (
                np.take_along_axis(each, end, axis=1) for each in (standing, said, stopped)
            )
    headline, low, high = percentiles(log_posterior(logs, every), (HEADLINE, LOW, HIGH))
    beyond = headline >= longest
    informative = (headline >= shortest) & (high - low <= TELLING_BAND)
    state = np.select(
        [~enough & ~unmet, unmet | beyond, standing & (headline >= shortest), informative],
        [TOO_EARLY, NO_CLEAR_LINK, LINKED, SO_FAR],
        CANNOT_TELL,
    )
    shown = enough & (headline >= 1)
    return Verdicts(
        state=state,
        direction=np.zeros_like(state),
        estimate=np.where(shown, np.minimum(headline, longest), np.nan),
        low=np.where(shown, np.maximum(low, 0.0), np.nan),
        high=np.where(shown, high, np.nan),
        used=used,
        left_out=left_out,
        said=said,
        stopped=stopped,
    )
