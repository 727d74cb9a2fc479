"""Readings of one log or of many: a pure function of walks, programmes and a moment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Literal

import numpy as np

from .chart_data import ChartData
from .cohort import every_verdict
from .engine.logs import Bools, Ints, one_log, together
from .engine.summary import Summary, every_number, summaries
from .engine.verdicts import Verdicts
from .kinds import KINDS
from .kinds.kind import Kind, Rows
from .number_words import day as in_words
from .parameters import VERSION
from .values import Pattern, Programme, Reading, State, Walk, Withdrawn
from .walk_columns import LEG_CODES, WalkColumns

Each = Literal["walk", "week", "end"]


def _in_order(walks: Iterable[Walk]) -> WalkColumns:
    return WalkColumns.of(walks).in_order()


def _past(ordered: WalkColumns, as_of: datetime | None) -> WalkColumns:
    """The walks that began up to `as_of` (None: all). ValueError if it has no time zone.

    Compared by instant: Python compares two times of one zone by wall clock.
    """
    if as_of is None:
        return ordered
    if as_of.utcoffset() is None:
        raise ValueError("as_of must have a time zone")
    return ordered[: int(np.searchsorted(ordered.instant, as_of.timestamp(), side="right"))]


def _current(programmes: Sequence[Programme], on: date) -> Programme | None:
    begun = [each for each in programmes if each.started_on <= on]
    return max(begun, key=lambda each: (each.started_on, each.name), default=None)


# Stands in where a log has no walk, so that no array is empty; it is not counted.
_NOBODY = Walk("", datetime(2000, 1, 1, tzinfo=UTC), minutes=1, pain_before=0, pain_after=0)

NO_CHART = ChartData("", "")
LEG_ANSWERS = 120  # the latest, kept with a reading
PEOPLE, CELLS = 100, 40_000  # read at once by `read_many`: people, and walks with padding
READINGS = 64  # made at once, to bound memory: a long log has thousands


def _latest(answers: list[bool], number: int) -> tuple[bool, ...]:
    return tuple(answers[max(number - LEG_ANSWERS, 0) : number])


class _Person:
    """One person of a cohort whose verdicts have been worked out: makes their readings."""

    def __init__(
        self, walks: WalkColumns, programme: Programme | None, cohort: "_Cohort", row: int
    ):
        self.walks = walks
        self.programme = programme
        self.cohort = cohort
        self.row = row
        self.logs = cohort.logs.some(slice(row, row + 1)).upto(max(len(walks), 1))

    def readings(self, moments: Sequence[tuple[datetime, int]], charts: int) -> Iterator[Reading]:
        """A reading for each of `moments`: a moment, and the place of its last walk (-1: none yet).

        Only the last `charts` of the readings have charts.
        """
        legs = self.walks.said("leg_symptoms")
        both = np.cumsum(legs == LEG_CODES["both"]).tolist()
        answered = np.cumsum(legs != LEG_CODES[None]).tolist()
        answers = (legs[legs != LEG_CODES[None]] != LEG_CODES["none"]).tolist()
        for start in range(0, len(moments), READINGS):
            some = moments[start : start + READINGS]
            ats = [at for _, at in some]
            columns, verdicts = np.maximum(np.array(ats), 0), self.cohort.verdicts
            found = {code: each.at(self.row, columns) for code, each in verdicts.items()}
            drawn = range(len(moments) - charts - start, len(some))
            by_kind = [self._patterns(kind, ats, found, drawn) for kind in KINDS.values()]
            for (as_of, at), *patterns in zip(some, *by_kind, strict=True):
                yield Reading(
                    as_of=as_of,
                    walks=at + 1,
                    first=self.walks.date(0) if self.walks else None,
                    last=self.walks.date(at) if self.walks else None,
                    patterns=tuple(patterns),
                    both_legs=both[at] if at >= 0 else 0,
                    leg_answers=_latest(answers, answered[at]) if at >= 0 else (),
                )

    def _patterns(
        self, kind: Kind, ats: list[int], found: Mapping[str, Verdicts], drawn: range
    ) -> Iterator[Pattern]:
        """One kind's pattern at readings: `ats` are their last walks, `found` has the verdicts."""
        *masks, _ = self.cohort.counted(kind)
        picked, event = (mask[self.row : self.row + 1, : self.logs.width] for mask in masks)
        here = self._summaries(kind, picked[0], event[0], np.array(ats), found)
        spots = np.flatnonzero(picked)
        first = self.walks.date(spots[0]) if spots.size else None
        said, stopped = found[kind.code].said.tolist(), found[kind.code].stopped.tolist()
        supporting = self._supporting(kind, here, picked, event, np.array(ats))
        for number, (for_, against) in enumerate(supporting):
            each, chart = here[number], NO_CHART
            if number in drawn:
                upto = self.logs.upto(ats[number] + 1)
                chart = kind.chart(each, upto, picked[0, : ats[number] + 1])
            lacking = kind.needs(each)
            yield Pattern(
                kind=kind.code,
                state=each.state,
                estimate=each.estimate,
                low=each.low,
                high=each.high,
                level=kind.level,
                unit=kind.unit,
                walks_used=each.used,
                walks_left_out=ats[number] + 1 - each.used,
                first=first if each.used else None,
                last=self.walks.date(spots[each.used - 1]) if each.used else None,
                for_=self._named(for_),
                against=self._named(against),
                needs=lacking,
                sentence=kind.sentence(each, lacking),
                version=VERSION,
                direction=each.direction,
                withdrawn=self._withdrawn(kind, each, said[number], stopped[number]),
                chart=chart,
                neither=self._neither(picked[0, : ats[number] + 1], for_, against),
            )

    def _named(self, walks: Bools) -> tuple[str, ...]:
        return tuple(self.walks.keys[np.flatnonzero(walks)].tolist())

    def _neither(self, picked: Bools, for_: Bools, against: Bools) -> tuple[str, ...]:
        """Used walks on neither side, so that all sides add up; none where no walk is on a side."""
        sided = for_ | against
        return self._named(picked & ~sided[: picked.size]) if sided.any() else ()

    def _summaries(
        self,
        kind: Kind,
        picked: Bools,
        event: Bools,
        ats: Ints,
        found: Mapping[str, Verdicts],
    ) -> list[Summary]:
        programme = self.programme.name if self.programme else None
        *_, counted = self.cohort.counted(kind)
        numbers = {name: each[self.row, np.maximum(ats, 0)] for name, each in counted.items()}
        here = summaries(found[kind.code], numbers, programme)
        return kind.completed(here, found, Rows(self.logs, picked, event, ats))

    def _supporting(
        self, kind: Kind, here: list[Summary], picked: Bools, event: Bools, ats: Ints
    ) -> Iterator[tuple[Bools, Bools]]:
        """For each reading two masks (walks,): the walks for the pattern, and those against."""
        told = np.array([[each.estimate is not None] for each in here])
        made = told & picked & (np.arange(picked.shape[1]) <= ats[:, None])
        return zip(*kind.supporting(here, self.logs, picked, event, made), strict=True)

    def _withdrawn(self, kind: Kind, here: Summary, said: int, stopped: int) -> Withdrawn | None:
        if said < 0 or stopped < 0 or here.state is State.LINKED:
            return None
        said_on, stopped_on = self.walks.date(said), self.walks.date(stopped)
        text = kind.withdrawn(in_words(said_on), in_words(stopped_on))
        return Withdrawn(stopped_on, text)


class _Cohort:
    """The logs of some people, walks in order of time, with every kind's verdicts after each walk.

    The comfortable length takes longest: with `every_limit` it is worked out after every walk, else
    only after each person's last walk and after the walk at place `also_at`.
    """

    def __init__(
        self,
        people: Sequence[tuple[WalkColumns, Programme | None]],
        every_limit: bool,
        also_at: int = -1,
    ):
        alone = []
        for walks, programme in people:
            log = one_log(walks or [_NOBODY], programme)
            alone.append(log if walks else replace(log, count=np.zeros_like(log.count)))
        self.logs = together(alone)
        wanted = None
        if not every_limit:
            places = np.arange(self.logs.width)
            wanted = (places == self.logs.count[:, None] - 1) | (places == also_at)
        self.verdicts = every_verdict(self.logs, wanted)
        self.persons = [
            _Person(walks, programme, self, row) for row, (walks, programme) in enumerate(people)
        ]
        self._counted: dict[str, tuple[Bools, Bools, dict[str, Ints]]] = {}

    def counted(self, kind: Kind) -> tuple[Bools, Bools, dict[str, Ints]]:
        """(people, walks): the walks that a kind uses, those with its event, its running counts."""
        if kind.code not in self._counted:
            picked, event = kind.walks(self.logs)
            numbers = every_number(picked, event, kind.numbers(self.logs, picked, event))
            self._counted[kind.code] = picked, event, numbers
        return self._counted[kind.code]


def read(walks: Iterable[Walk], as_of: datetime, programmes: Iterable[Programme] = ()) -> Reading:
    """What a log shows at `as_of`. Pure: the order of entry and later walks make no difference.

    `as_of` must be aware (ValueError); its local date decides which programme has begun, and the
    one begun last counts.
    """
    return _read_once(_past(_in_order(walks), as_of), as_of, tuple(programmes), charts=1)


def _read_once(
    past: WalkColumns, as_of: datetime, programmes: Sequence[Programme], charts: int
) -> Reading:
    programme = _current(programmes, as_of.date())
    (person,) = _Cohort([(past, programme)], every_limit=False).persons
    return next(person.readings([(as_of, len(past) - 1)], charts))


def read_twice(
    walks: Iterable[Walk], then: datetime, now: datetime, programmes: Iterable[Programme] = ()
) -> tuple[Reading, Reading]:
    """The readings at `then`, without charts, and at `now`, each else as `read` gives it.

    Later walks make no difference to a reading, so that most of the work is done once for both.
    Both moments must be aware, and `then` not later than `now` (ValueError).
    """
    ordered, begun = _in_order(walks), tuple(programmes)
    before, past = _past(ordered, then), _past(ordered, now)
    if then.timestamp() > now.timestamp():
        raise ValueError("then must not be later than now")
    programme = _current(begun, now.date())
    if not before or _current(begun, then.date()) != programme:
        return _read_once(before, then, begun, charts=0), _read_once(past, now, begun, charts=1)
    last = len(before) - 1
    (person,) = _Cohort([(past, programme)], every_limit=False, also_at=last).persons
    earlier, reading = person.readings([(then, last), (now, len(past) - 1)], charts=1)
    return earlier, reading


def _read_at(
    walks: WalkColumns,
    programmes: Sequence[Programme],
    moments: Iterable[tuple[datetime, int]],
) -> Iterator[Reading]:
    """Readings of one log at `moments`, without charts.

    Verdicts depend on the current programme, so that the log is read again where one begins.
    """
    for programme, some in groupby(moments, lambda each: _current(programmes, each[0].date())):
        (person,) = _Cohort([(walks, programme)], every_limit=True).persons
        yield from person.readings(list(some), charts=0)


def read_many(
    logs: Sequence[Sequence[Walk]],
    each: Each = "end",
    as_of: datetime | Sequence[datetime] | None = None,
    programmes: Sequence[Sequence[Programme]] | None = None,
) -> Iterator[list[Reading]]:
    """Each log's readings, as `read` gives them but without charts.

    `each` says when: after every walk; at the end of every week (Sunday) from the first walk's to
    the last's; or at the end alone, which is `as_of` or else the log's last walk (a log with
    neither has no reading). Walks after `as_of`, one for all or one for each log, do not count; it
    must be aware (ValueError). `programmes` are those of each log, in the order of the logs; None:
    nobody has one.
    """
    begun = programmes or [()] * len(logs)
    ends = as_of if isinstance(as_of, Sequence) else [as_of] * len(logs)
    for some in _blocks([len(log) for log in logs]):
        ordered = list(map(_past, map(_in_order, logs[some]), ends[some]))
        moments = [_moments(*pair, each) for pair in zip(ordered, ends[some], strict=True)]
        yield from _read_block(ordered, moments, begun[some], at_end=each == "end")


def _blocks(lengths: Sequence[int]) -> Iterator[slice]:
    """Slices of the logs to read at once: each log is padded to the longest; memory is limited."""
    start, longest = 0, 0
    for at, length in enumerate(lengths):
        longest = max(longest, length)
        if at > start and (at - start >= PEOPLE or (at + 1 - start) * longest > CELLS):
            yield slice(start, at)
            start, longest = at, length
    yield slice(start, len(lengths))


def _read_block(
    logs: list[WalkColumns],
    moments: list[list[tuple[datetime, int]]],
    programmes: Sequence[Sequence[Programme]],
    at_end: bool,
) -> Iterator[list[Reading]]:
    """Each person's readings, most people's from one cohort.

    Whoever has programmes is read alone unless only the end is asked for: which programme is the
    current one may change from one reading to the next.
    """
    alone = [bool(begun) and not at_end for begun in programmes]
    people = [
        (walks, _current(begun, when[0][0].date()) if begun and when else None)
        for walks, when, begun, own in zip(logs, moments, programmes, alone, strict=True)
        if not own
    ]
    together_read = iter(_Cohort(people, every_limit=not at_end).persons if people else ())
    for walks, when, begun, own in zip(logs, moments, programmes, alone, strict=True):
        if own:
            yield list(_read_at(walks, begun, when))
        else:
            yield list(next(together_read).readings(when, charts=0))


def _moments(
    ordered: WalkColumns, as_of: datetime | None, each: Each
) -> list[tuple[datetime, int]]:
    if each == "walk":
        return [(start, at) for at, start in enumerate(ordered.starts.tolist())]
    if each == "week":
        return list(_week_ends(ordered))
    if as_of is None and not ordered:
        return []
    return [(as_of or ordered.starts[-1], len(ordered) - 1)]


def _week_ends(ordered: WalkColumns) -> Iterator[tuple[datetime, int]]:
    if not ordered:
        return
    starts, instants = ordered.starts.tolist(), ordered.instant.tolist()
    first = ordered.date(0)
    sunday = first + timedelta(days=6 - first.weekday())
    at = 0
    while True:
        end = datetime.combine(sunday, time.max, tzinfo=starts[at].tzinfo)
        while at + 1 < len(ordered) and instants[at + 1] <= end.timestamp():
            at += 1
        yield end, at
        if at + 1 == len(ordered):
            return
        sunday += timedelta(days=7)
