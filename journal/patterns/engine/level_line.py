"""The level of pain over the last twelve weeks (the window): a straight line, and the two ends.

A description, which claims nothing. The line is fitted by least squares to the pain before walks;
its standard error allows for good and bad spells by the lag-1 correlation of the residuals (shrunk,
because a dozen walks say little of it). Every figure is made of differences of running sums, up to
each walk and up to where its window begins, so that all prefixes of all logs are done at once.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from .. import parameters
from .logs import Bools, Floats, Ints, Logs

USUAL: Final = 3  # points: keeps the sums small, and changes no result
SPELLS: Final = 0.6, 15.0  # prior lag-1 correlation of the residuals, worth so many walks
MAX_ALIKE: Final = 0.9
SD: Final = 1.0, 3.0  # points: prior sd of a score about the line, worth so many walks


@dataclass(frozen=True, slots=True)
class Ends:
    """One end of each window: its number of walks, and their means. Arrays (people, walks)."""

    walks: Ints
    pain: Floats
    minutes: Floats


@dataclass(frozen=True, slots=True)
class LevelLine:
    """The line through the window that ends with each walk. Arrays (people, walks).

    `change` is how far the line rises from the day of the window's first walk to that of its last,
    in points, and `error` its standard error. `walks` counts those of the window, `early` and
    `late` those of its first and last two weeks (or one week each).
    """

    walks: Ints
    days: Ints  # from the first walk to the last, both counted
    change: Floats
    error: Floats
    early: Ints
    late: Ints


def _starts(logs: Logs, days: Ints) -> Ints:
    """(people, walks): the place of the first walk on or after each of `days` (people, walks)."""
    base = int(logs.day.min(initial=0))
    apart = int(logs.day.max(initial=0)) - base + 2  # so that one search serves every row
    row = apart * np.arange(logs.people)[:, None]
    found = np.searchsorted((logs.day - base + row).ravel(), np.maximum(days - base, 0) + row)
    return np.asarray(found - logs.width * np.arange(logs.people)[:, None])


def _sums(start: Ints, values: Ints) -> Ints:
    """(people, walks): sums of `values` over the walks from `start` up to each walk."""
    total = np.zeros((len(values), values.shape[1] + 1), dtype=np.int64)
    np.cumsum(values, axis=1, out=total[:, 1:])
    first = np.minimum(start, np.arange(1, values.shape[1] + 1))
    return np.asarray(total[:, 1:] - np.take_along_axis(total, first, axis=1))


def last_weeks(logs: Logs, at: Ints) -> tuple[Logs, int]:
    """The logs without the first walks, as many for everybody, that are in no window ending with
    the walk `at` (people,) or later; and how many are left out: nearly all of a long log."""
    first_day = np.take_along_axis(logs.day, at[:, None], axis=1) - parameters.LEVEL_WINDOW + 1
    earlier = int(np.count_nonzero(logs.day < first_day, axis=1).min())
    return logs.without(earlier), earlier


def window_starts(logs: Logs) -> Ints:
    """(people, walks): the place of the first walk of the window that ends with each walk."""
    return _starts(logs, logs.day - parameters.LEVEL_WINDOW + 1)


def level_line(logs: Logs) -> LevelLine:
    start = window_starts(logs)
    pain, day = logs.before - USUAL, logs.day - logs.day[:, :1]
    walks = np.arange(1, logs.width + 1) - start
    first = np.take_along_axis(day, start, axis=1)
    all_pain, all_days = _sums(start, pain), _sums(start, day)
    # Days count from the window's first walk, and sums of squares and products about the mean are
    # multiplied by the number of walks: whole numbers, the same wherever the log begins.
    days = all_days - walks * first
    squares = _sums(start, day * day) - first * (all_days + days)
    along = walks * squares - days * days
    rising = walks * (_sums(start, day * pain) - first * all_pain) - days * all_pain
    spread = walks * _sums(start, pain * pain) - all_pain * all_pain
    slope = rising / np.maximum(along, 1)
    rest = np.maximum((spread - slope * rising) / walks, 1e-9)
    level = (all_pain - slope * days) / walks
    together = _neighbours(start, (day, first), pain, level, slope)
    believed, worth = SPELLS
    alike = (believed * worth + walks * together / rest) / (worth + walks)
    alike = np.clip(alike, 0.0, MAX_ALIKE)
    sd, sd_walks = SD
    variance = (rest + sd_walks * sd**2) / (np.maximum(walks - 2, 1) + sd_walks)
    span = day - first
    error = np.sqrt(variance * (1 + alike) / (1 - alike) * walks / np.maximum(along, 1)) * span
    ends = _fortnights(logs, start)
    return LevelLine(
        walks=walks,
        days=_days(logs, start),
        change=np.clip(slope * span, -10, 10),
        error=np.asarray(error),
        early=ends[0].walks,
        late=ends[1].walks,
    )


def _neighbours(
    start: Ints, days: tuple[Ints, Ints], pain: Ints, level: Floats, slope: Floats
) -> Floats:
    """Sums, over each window, of the products of the residuals of neighbouring walks.

    `days`: the day of each walk, and that of the first walk of each window; both (people, walks).
    """

    def earlier(values: Ints) -> Ints:
        return np.concatenate([np.zeros((len(values), 1), dtype=np.int64), values[:, :-1]], axis=1)

    def sum_of(values: Ints) -> Ints:
        return _sums(start + 1, values)

    day, first = days
    day0, pain0 = earlier(day), earlier(pain)
    pairs = sum_of(np.ones_like(pain))
    both_pain, both_days = sum_of(pain + pain0), sum_of(day + day0)
    days_from_first = both_days - 2 * first * pairs
    return np.asarray(
        sum_of(pain * pain0)
        - level * both_pain
        - slope * (sum_of(day * pain0 + pain * day0) - first * both_pain)
        + level * level * pairs
        + level * slope * days_from_first
        + slope * slope * (sum_of(day * day0) - first * (both_days - first * pairs))
    )


def _fortnights(logs: Logs, start: Ints) -> tuple[Ends, Ends]:
    """The first two weeks of each window and its last two; the first and the last week of a window
    that is shorter than two fortnights."""
    places = np.arange(1, logs.width + 1)
    first_day = np.take_along_axis(logs.day, np.minimum(start, logs.width - 1), axis=1)
    long = logs.day - first_day + 1 >= 2 * parameters.LEVEL_FORTNIGHT
    span = np.where(long, parameters.LEVEL_FORTNIGHT, parameters.LEVEL_WEEK)
    bounds = (
        (start, np.minimum(_starts(logs, first_day + span), places)),
        (_starts(logs, logs.day - span + 1), places),
    )

    def total(values: Ints, begin: Ints, end: Ints) -> Ints:
        sums = np.zeros((logs.people, logs.width + 1), dtype=np.int64)
        np.cumsum(values, axis=1, out=sums[:, 1:])
        end = np.broadcast_to(end, begin.shape)
        after, before = (np.take_along_axis(sums, at, axis=1) for at in (end, begin))
        return np.asarray(after - before)

    def one(begin: Ints, end: Ints) -> Ends:
        walks = np.maximum(np.asarray(end - begin), 0)
        each = (total(values, begin, end) / np.maximum(walks, 1) for values in columns)
        return Ends(walks, *each)

    columns = logs.before, logs.minutes
    return one(*bounds[0]), one(*bounds[1])


def fortnights(logs: Logs) -> tuple[Ints, Ends, Ends]:
    """Of the window that ends with each walk: its days, (people, walks), its first two weeks and
    its last two (or one week each)."""
    start = window_starts(logs)
    return _days(logs, start), *_fortnights(logs, start)


def _days(logs: Logs, start: Ints) -> Ints:
    """(people, walks): days from the first walk of each window to its last, both counted."""
    return np.asarray(logs.day - np.take_along_axis(logs.day, start, axis=1) + 1)


def enough(line: LevelLine) -> Bools:
    """(people, walks): whether there are days and walks enough to describe both ends."""
    least = parameters.LEVEL_EACH
    return np.asarray(
        (line.days >= parameters.LEVEL_DAYS) & (line.early >= least) & (line.late >= least)
    )
