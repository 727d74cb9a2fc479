"""When an event begins in a log: on onset or worsening only, and seldom by chance.

Pain scores wander, and two bad walks running happen to everybody whose pain is high. So a score is
held against the person's own usual as well as against the threshold: it has to lie further above it
than such walks vary (`NOISE` standard errors). Answers of yes and no are weighed in `spells`.
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
PHI = 0.65  # how alike neighbouring scores are taken to be
PRIOR_SD, PRIOR_WALKS = 1.2, 4  # until a person’s own spread is known; points, walks
# While nothing is usual yet: the first walks decide alone.
FIRST_WALKS = 6
HIGH_ALREADY = 5.5  # pain before, on average: then all the first walks have to end high
MIN_LEVEL_WALKS = 4  # in a fortnight, and in the weeks before it
WEEKS_BEFORE = timedelta(weeks=6)
MIN_WALKS_SINCE = 3
BETTER_BY = 1.0  # points lower: no longer “no better”
MIN_LEVEL = 2.0  # points; a lower pain is not called “no better”

Rule = Callable[[RecentLog, int, float], bool]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@cache
def _share_of_variance(count: int) -> float:
    """The variance of a mean of so many scores that follow each other, as a share of one's."""
    alike = sum((1 - gap / count) * PHI**gap for gap in range(1, count))
    return (1 + 2 * alike) / count


def _is_above_usual(recent: Sequence[float], usual: Sequence[float], noise: float) -> bool:
    """Whether `recent` lies further above `usual` than such scores vary by themselves.

    Neither is empty. `noise`: how far, in standard errors.
    """
    mean = _mean(usual)
    squares = sum((value - mean) ** 2 for value in usual)
    variance = (squares + PRIOR_WALKS * PRIOR_SD**2) / (len(usual) - 1 + PRIOR_WALKS)
    error = sqrt(variance * (_share_of_variance(len(recent)) + _share_of_variance(len(usual))))
    return _mean(recent) - mean >= noise * error


def _running(log: RecentLog, at: int, least: float, score: Callable[[WalkRow], int]) -> bool:
    """Whether two walks running or more, up to this one, scored `least` or more, unlike the rest.

    The longer the run, the less far above the usual it has to lie.
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
    """Pain before the walks of these days, up to the walk at `at`."""
    if log.has_days_in_order:
        begin, end = bisect_left(log.days, first), bisect_right(log.days, last, hi=at + 1)
        return log.before[begin:end]
    return [walk.before for walk in log.walks[: at + 1] if first <= walk.day <= last]


def _level_up(log: RecentLog, at: int, points: float) -> bool:
    """Whether the mean of the last fortnight lies above that of the six weeks before it."""
    today = log.walks[at].day
    turn = today - FORTNIGHT
    recent = _between(log, at, turn + timedelta(days=1), today)
    usual = _between(log, at, turn - WEEKS_BEFORE, turn)
    if min(len(recent), len(usual)) < MIN_LEVEL_WALKS:
        return False
    return _mean(recent) - _mean(usual) >= points and _is_above_usual(recent, usual, LEVEL_NOISE)


def _still_up(log: RecentLog, at: int, points: float) -> bool:
    """Whether more mornings stayed up than a coin would give, however often one looks."""
    upto = bisect_left(log.with_morning, at + 1)
    known = (log.walks[each] for each in log.with_morning)
    up = tuple((walk.next_morning or 0) - walk.before >= points for walk in known)
    return upto > 0 and mostly(up)[upto - 1]


def _both_legs(log: RecentLog, at: int, _: float) -> bool:
    return log.walks[at].legs == "both" and all(walk.legs != "both" for walk in log.walks[:at])


def _legs_spread(log: RecentLog, at: int, answers: float) -> bool:
    return _both_legs(log, at, answers) and bisect_left(log.with_legs, at) >= answers


def _legs_new(log: RecentLog, at: int, answers: float) -> bool:
    """Whether leg symptoms, of one leg or both, come with more walks than before."""
    upto = bisect_left(log.with_legs, at + 1)
    said = tuple(log.walks[each].legs != "none" for each in log.with_legs)
    return upto > 0 and more_often(said, int(answers))[upto - 1]


def _is_due(log: RecentLog, at: int, start: date, days: float) -> bool:
    """Whether the walk at `at` falls in the fortnight that begins so many days after `start`."""
    since = (log.walks[at].day - start).days
    return days <= since < days + FORTNIGHT.days


def _check_in(log: RecentLog, at: int, days: float) -> bool:
    today = log.walks[at].day
    return any(
        _is_due(log, at, start, days) and len(_between(log, at, start, today)) >= MIN_WALKS_SINCE
        for start in log.starts
    )


def _no_better(log: RecentLog, at: int, days: float) -> bool:
    """Whether the last fortnight's pain before walks is about that of the first, or higher."""
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

    An event begins with a walk for which it holds and did not with the walk before: what goes on is
    not said again. `thresholds` names the events to look for, each with its number.
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
    """Whether the log up to the walk at `at` shows the event."""
    return RULES[event](log, at, number)


def once_a_fortnight(found: Sequence[Onset], said: Sequence[tuple[Event, date]]) -> list[Onset]:
    """Those of `found` that are not within a fortnight of the same event, said before or found."""
    told = list(said)
    kept = []
    for onset in found:
        near = [day for event, day in told if event == onset.event]
        if all(abs(onset.walk.day - day) >= FORTNIGHT for day in near):
            kept.append(onset)
            told.append((onset.event, onset.walk.day))
    return kept
