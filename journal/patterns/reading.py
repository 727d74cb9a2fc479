"""One person's readings: a pure function of walks, programmes and a moment."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import compress

import numpy as np

from . import rules, shares
from .cohort import all_verdicts
from .facts import Facts, counts, facts
from .logs import Bools, Logs, one_log
from .needs import needs
from .pictures import picture, residuals
from .records import UNITS, Kind, Pattern, Programme, Reading, State, Walk, Withdrawn
from .sentences import sentence, withdrawn
from .verdicts import Verdicts
from .words import day as in_words


def _in_order(walks: Iterable[Walk]) -> list[Walk]:
    """By instant, not by wall clock: on the night the clocks go back 1:30 comes twice."""
    return sorted(walks, key=lambda walk: (_instant(walk), walk.key))


def _instant(walk: Walk) -> float:
    return walk.started_at.timestamp()


def _current(programmes: Sequence[Programme], on: date) -> Programme | None:
    begun = [each for each in programmes if each.started_on <= on]
    return max(begun, key=lambda each: (each.started_on, each.name), default=None)


# Stands in for the first walk where there is none, so that the arrays are never empty; not counted.
_NOBODY = Walk("", datetime(2000, 1, 1, tzinfo=UTC), minutes=1, pain_before=0, pain_after=0)


NOUGHT = 1e-9  # anything smaller is what rounding leaves


class _Person:
    """One person's walks with the verdicts after each, computed once for all readings."""

    def __init__(self, walks: Sequence[Walk], programme: Programme | None, every_limit: bool):
        self.walks = walks
        self.programme = programme
        self.keys = tuple(walk.key for walk in walks)
        start = programme.started_on.toordinal() if programme else None
        self.logs = one_log(walks or [_NOBODY], start)
        if not walks:
            self.logs.count[:] = 0
        last = np.arange(self.logs.width) == self.logs.width - 1
        wanted = None if every_limit else last[None, :]
        self.verdicts = all_verdicts(self.logs, every=True, wanted=wanted)

    def reading(self, as_of: datetime, at: int) -> Reading:
        """The reading after the walk numbered `at` (from 0; -1 before any)."""
        logs = self.logs.upto(at + 1)
        return Reading(
            as_of=as_of,
            walks=at + 1,
            first=self.walks[0].started_at.date() if self.walks else None,
            last=self.walks[at].started_at.date() if self.walks else None,
            patterns=tuple(self._pattern(kind, logs, at) for kind in Kind),
        )

    def _pattern(self, kind: Kind, logs: Logs, at: int) -> Pattern:
        found = self.verdicts[kind]
        reading = max(at, 0)
        here = facts(kind, logs, found, reading, self.programme.name if self.programme else None)
        picked, yes = counts(kind, logs)
        for_, against = self._sides(here, logs, picked, yes)
        spots = np.flatnonzero(picked)
        lacking = needs(here)
        band = rules.BAND_LEVEL if kind is Kind.COMFORTABLE_MINUTES else rules.LEVEL
        return Pattern(
            kind=kind,
            state=here.state,
            estimate=here.estimate,
            low=here.low,
            high=here.high,
            level=band,
            unit=UNITS[kind],
            walks_used=here.used,
            walks_left_out=at + 1 - here.used,
            first=self.walks[spots[0]].started_at.date() if spots.size else None,
            last=self.walks[spots[-1]].started_at.date() if spots.size else None,
            for_=for_,
            against=against,
            needs=lacking,
            sentence=sentence(here, lacking),
            version=rules.VERSION,
            direction=here.direction,
            withdrawn=self._withdrawn(here, found, reading),
            picture=picture(here, logs, self.keys, picked),
        )

    def _sides(
        self, here: Facts, logs: Logs, picked: Bools, yes: Bools
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Keys of the walks that speak for the pattern, and of those that speak against it."""
        if here.estimate is None:
            return (), ()
        if here.kind in shares.SHARES:
            return self._named(yes), self._named(picked & ~yes)
        if here.kind is Kind.COMFORTABLE_MINUTES:
            within = picked & (logs.minutes[0] <= here.estimate)
            return self._named(within & ~yes), self._named(within & yes)
        x, y = residuals(here.kind, logs, picked)
        side = here.direction or (1 if here.estimate > -NOUGHT else -1)
        lean = np.zeros(picked.size)
        lean[picked] = np.where(np.abs(x * y) < NOUGHT, 0.0, x * y * side)
        return self._named(lean > 0), self._named(lean < 0)

    def _named(self, flags: Bools) -> tuple[str, ...]:
        return tuple(compress(self.keys, flags.tolist()))

    def _withdrawn(self, here: Facts, found: Verdicts, reading: int) -> Withdrawn | None:
        said, stopped = int(found.said[0, reading]), int(found.stopped[0, reading])
        if said < 0 or stopped < 0 or here.state is State.LINKED:
            return None
        said_on = self.walks[said].started_at.date()
        stopped_on = self.walks[stopped].started_at.date()
        text = withdrawn(here, in_words(said_on), in_words(stopped_on))
        return Withdrawn(said_on, stopped_on, text)


def read(walks: Iterable[Walk], as_of: datetime, programmes: Iterable[Programme] = ()) -> Reading:
    """What a log shows at a moment. Pure: the order of entry and later walks make no difference.

    `as_of` must be aware (ValueError); its local date decides which programme has begun.
    """
    if as_of.utcoffset() is None:
        raise ValueError("as_of must have a time zone")
    ordered = _in_order(walks)
    past = ordered[: bisect_right(ordered, as_of.timestamp(), key=_instant)]
    programme = _current(tuple(programmes), as_of.date())
    person = _Person(past, programme, every_limit=False)
    return person.reading(as_of, len(past) - 1)


def _read_at(
    walks: list[Walk], programmes: Sequence[Programme], moments: Iterable[tuple[datetime, int]]
) -> Iterator[Reading]:
    people: dict[Programme | None, _Person] = {}
    for as_of, at in moments:
        programme = _current(programmes, as_of.date())
        if programme not in people:
            people[programme] = _Person(walks, programme, every_limit=True)
        yield people[programme].reading(as_of, at)


def read_each(walks: Iterable[Walk], programmes: Iterable[Programme] = ()) -> Iterator[Reading]:
    """The reading after every walk, as `read` gives it at that walk's start."""
    ordered = _in_order(walks)
    return _read_at(
        ordered,
        tuple(programmes),
        ((walk.started_at, at) for at, walk in enumerate(ordered)),
    )


def read_weekly(walks: Iterable[Walk], programmes: Iterable[Programme] = ()) -> Iterator[Reading]:
    """The reading at the end of each week (Sunday), from the first walk's to the last's."""
    ordered = _in_order(walks)
    return _read_at(ordered, tuple(programmes), _week_ends(ordered))


def _week_ends(ordered: list[Walk]) -> Iterator[tuple[datetime, int]]:
    if not ordered:
        return
    first = ordered[0].started_at.date()
    sunday = first + timedelta(days=6 - first.weekday())
    at = 0
    while True:
        zone = ordered[at].started_at.tzinfo
        end = datetime.combine(sunday, time.max, tzinfo=zone)
        while at + 1 < len(ordered) and ordered[at + 1].started_at <= end:
            at += 1
        yield end, at
        if at + 1 == len(ordered):
            return
        sunday += timedelta(days=7)
