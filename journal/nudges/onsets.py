"""With which walk an event begins in a log: only what is new or worse, and seldom by chance.

Pain scores wander, and two bad walks running happen to everybody whose pain is high. So scores must
not only reach the threshold but also lie above the person's own usual ones, by more than such
scores vary (`NOISE` standard errors). Answers of yes and no are weighed in `spells`.
Measured by `python -m tests.patterns.nudge_noise`; the figures, and what they cost, are in
docs/nudges.md.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, partial
from itertools import takewhile
from math import sqrt
from operator import attrgetter

from journal.nudges.events import SUPERSEDES, Event, Onset, RecentLog, WalkRow
from journal.nudges.spells import more_often, mostly

FORTNIGHT = timedelta(days=14)
RUNNING = 2  # walks
NOISE, LEVEL_NOISE = 4.5, 3.6  # standard errors
PHI = 0.65  # lag-1 correlation that is assumed of scores
PRIOR_SD, PRIOR_WALKS = 1.2, 4  # prior sd of a person’s scores, points, worth so many walks
# At the beginning of a log, with nothing usual to compare with yet.
FIRST_WALKS = 6
HIGH_ALREADY = 5.5  # mean pain before: from here on, all of FIRST_WALKS have to be high
MIN_LEVEL_WALKS = 4  # in a fortnight, and in the weeks before it
WEEKS_BEFORE = timedelta(weeks=6)
MIN_WALKS_SINCE = 3
BETTER_BY = 1.0  # points: lower by this is no longer “no better”
MIN_LEVEL = 2.0  # points; a lower pain is not called “no better”

Rule = Callable[[RecentLog, int, float], bool]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@cache
def _share_of_variance(count: int) -> float:
    """The variance of the mean of `count` successive scores, as a share of that of one score."""
    alike = sum((1 - gap / count) * PHI**gap for gap in range(1, count))
    return (1 + 2 * alike) / count


def _is_above_usual(recent: Sequence[float], usual: Sequence[float], noise: float) -> bool:
    """Whether the mean of `recent` is above that of `usual` by `noise` standard errors or more.

    Neither may be empty.
    """
    mean = _mean(usual)
    squares = sum((value - mean) ** 2 for value in usual)
    variance = (squares + PRIOR_WALKS * PRIOR_SD**2) / (len(usual) - 1 + PRIOR_WALKS)
    error = sqrt(variance * (_share_of_variance(len(recent)) + _share_of_variance(len(usual))))
    return _mean(recent) - mean >= noise * error


def _running(log: RecentLog, at: int, least: float, score: Callable[[WalkRow], int]) -> bool:
    """Whether two or more successive walks, up to the one at `at`, scored `least` or more, and
    above the walks before them.

    The longer the run of such walks, the less far above those before it has to lie.
    """
    if score(log.walks[at]) < least:
        return False
    scores = [score(walk) for walk in log.walks[: at + 1]]
    run = list(takewhile(lambda each: each >= least, reversed(scores)))
    if len(run) < RUNNING:
        return False
    usual = scores[: -len(run)]
    if usual:
        return _is_above_usual(run, usual, NOISE)
    if not log.is_whole or len(run) > FIRST_WALKS:
        return False
    level = _mean([walk.before for walk in log.walks[: at + 1]])
    return level < HIGH_ALREADY or len(run) == FIRST_WALKS


def _between(log: RecentLog, at: int, first: date, last: date) -> list[int]:
    """Pain before the walks from `first` to `last`, both counted, up to the walk at `at`."""
    if log.has_days_in_order:
        begin, end = bisect_left(log.days, first), bisect_right(log.days, last, hi=at + 1)
        return log.before[begin:end]
    return [walk.before for walk in log.walks[: at + 1] if first <= walk.day <= last]


def _level_up(log: RecentLog, at: int, points: float) -> bool:
    """Whether mean pain before was higher in the last fortnight than in the six weeks before."""
    today = log.walks[at].day
    turn = today - FORTNIGHT
    recent = _between(log, at, turn + timedelta(days=1), today)
    usual = _between(log, at, turn - WEEKS_BEFORE, turn)
    if min(len(recent), len(usual)) < MIN_LEVEL_WALKS:
        return False
    return _mean(recent) - _mean(usual) >= points and _is_above_usual(recent, usual, LEVEL_NOISE)


def _still_up(log: RecentLog, at: int, points: float) -> bool:
    """Whether pain was up by `points` on most of the mornings with an answer: see `mostly`."""
    upto = bisect_left(log.with_morning, at + 1)
    known = (log.walks[each] for each in log.with_morning)
    up = tuple((walk.next_morning or 0) - walk.before >= points for walk in known)
    return upto > 0 and mostly(up)[upto - 1]


def _both_legs(log: RecentLog, at: int, _: float) -> bool:
    return log.walks[at].legs == "both" and all(walk.legs != "both" for walk in log.walks[:at])


def _legs_spread(log: RecentLog, at: int, answers: float) -> bool:
    return _both_legs(log, at, answers) and bisect_left(log.with_legs, at) >= answers


def _legs_new(log: RecentLog, at: int, answers: float) -> bool:
    """Whether leg symptoms, of one leg or both, have become more frequent: see `more_often`."""
    upto = bisect_left(log.with_legs, at + 1)
    said = tuple(log.walks[each].legs != "none" for each in log.with_legs)
    return upto > 0 and more_often(said, int(answers))[upto - 1]


def _is_due(log: RecentLog, at: int, start: date, days: float) -> bool:
    """Whether the walk at `at` is in the fortnight that begins `days` days after `start`."""
    since = (log.walks[at].day - start).days
    return days <= since < days + FORTNIGHT.days


def _check_in(log: RecentLog, at: int, days: float) -> bool:
    today = log.walks[at].day
    return any(
        _is_due(log, at, start, days) and len(_between(log, at, start, today)) >= MIN_WALKS_SINCE
        for start in log.starts
    )


def _no_better(log: RecentLog, at: int, days: float) -> bool:
    """Whether mean pain before fell by less than BETTER_BY from the first fortnight to the last."""
    return any(
        _is_due(log, at, start, days) and _is_no_better_since(log, at, start)
        for start in log.starts
    )


def _is_no_better_since(log: RecentLog, at: int, start: date) -> bool:
    day, today = timedelta(days=1), log.walks[at].day
    first = _between(log, at, start, start + FORTNIGHT - day)
    last = _between(log, at, today - FORTNIGHT + day, today)
    if min(len(first), len(last)) < MIN_LEVEL_WALKS:
        return False
    return _mean(last) >= MIN_LEVEL and _mean(first) - _mean(last) < BETTER_BY


RULES: dict[Event, Rule] = {
    Event.BOTH_LEGS: _both_legs,
    Event.LEGS_SPREAD: _legs_spread,
    Event.LEGS_NEW: _legs_new,
    Event.ENDED_HIGH: partial(_running, score=attrgetter("after")),
    Event.STEEP_RISE: partial(_running, score=attrgetter("rise")),
    Event.LEVEL_UP: _level_up,
    Event.STILL_UP: _still_up,
    Event.CHECK_IN: _check_in,
    Event.NO_BETTER: _no_better,
}


def onsets(log: RecentLog, thresholds: Mapping[Event, float], since: date) -> list[Onset]:
    """The events that began with a walk on or after `since`, in order of walks.

    An event begins with a walk with which it holds, if it did not hold with the walk before: what
    goes on is not told again. `thresholds` has the events to look for, each with its threshold.
    """
    rules = [(event, RULES[event], number) for event, number in thresholds.items()]
    found: list[Onset] = []
    for at, walk in enumerate(log.walks):
        if walk.day < since:
            continue
        begun = [
            event
            for event, rule, number in rules
            if rule(log, at, number) and not (at and rule(log, at - 1, number))
        ]
        said_better = {SUPERSEDES.get(event) for event in begun}
        found += [Onset(event, walk) for event in begun if event not in said_better]
    return found


def holds(log: RecentLog, at: int, event: Event, number: float) -> bool:
    """Whether the log up to the walk at `at` shows the event; `number` is the threshold."""
    return RULES[event](log, at, number)


def once_a_fortnight(found: Sequence[Onset], said: Sequence[tuple[Event, date]]) -> list[Onset]:
    """Those of `found` not within a fortnight of the same event in `said` or earlier in `found`."""
    told = list(said)
    kept = []
    for onset in found:
        near = [day for event, day in told if event == onset.event]
        if all(abs(onset.walk.day - day) >= FORTNIGHT for day in near):
            kept.append(onset)
            told.append((onset.event, onset.walk.day))
    return kept
