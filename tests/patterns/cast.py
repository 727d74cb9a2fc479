"""Walkers for the tests: small makers with overrides, and a few people with a story."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from journal.patterns import ChartData, Each, Pattern, Programme, Reading, Walk, read, read_many
from journal.patterns.engine.logs import Logs

from .simulation import World, walkers

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 1, 5, 9, 0, tzinfo=LONDON)  # a Monday
LATER = datetime(2060, 1, 1, tzinfo=UTC)


def walk(number: int = 0, **changes: Any) -> Walk:
    """A walk of 20 minutes that changes nothing, one every other day."""
    plain = Walk(f"w{number:05}", START + timedelta(days=2 * number), 20, 3, 3)
    return replace(plain, **changes)


def diary(count: int, **columns: Any) -> list[Walk]:
    """Walks whose fields are constants or functions of the walk's number."""
    return [
        walk(number, **{k: v(number) if callable(v) else v for k, v in columns.items()})
        for number in range(count)
    ]


def simulated(world: World, count: int, seed: int, zone: tzinfo = LONDON) -> list[Walk]:
    """One simulated walker's log as walks."""
    return from_logs(walkers(world, 1, count, seed), zone)


def from_logs(logs: Logs, zone: tzinfo = LONDON, person: int = 0) -> list[Walk]:
    """A person of a cohort as walks; entries of the same day and hour keep their order."""
    walks = []
    for at in range(int(logs.count[person])):
        day = datetime.fromordinal(int(logs.day[person, at]))
        answers = [None if a < 0 else bool(a) for a in logs.eased[:, person, at]]
        morning, legs = int(logs.next_morning[person, at]), int(logs.legs[person, at])
        walks.append(
            Walk(
                f"w{at:05}",
                day.replace(hour=int(logs.hour[person, at]), tzinfo=zone),
                int(logs.minutes[person, at]),
                int(logs.before[person, at]),
                int(logs.after[person, at]),
                None if morning < 0 else morning,
                *answers,
                None if legs < 0 else ("one" if legs else "none"),
                bool(logs.stopped[person, at]),
            )
        )
    return walks


def readings(walks: list[Walk], each: Each, programmes: Sequence[Programme] = ()) -> list[Reading]:
    """The readings of one log, without charts."""
    (found,) = read_many([walks], each, programmes=[programmes])
    return found


def without_charts(reading: Reading) -> Reading:
    bare = (replace(each, chart=ChartData("", "")) for each in reading.patterns)
    return replace(reading, patterns=tuple(bare))


def pattern(kind: str, walks: list[Walk], *programmes: Any) -> Pattern:
    """One pattern of a log, read long after its last walk."""
    return read(walks, LATER, programmes)[kind]


def numbers(reading: Reading) -> list[float]:
    """Every number that a reading carries."""
    found: list[float] = []
    for each in reading.patterns:
        found += [v for v in (each.estimate, each.low, each.high) if v is not None]
        chart = each.chart
        found += [*chart.dot_x, *chart.dot_y]
        for point in chart.line:
            found += [point.x, point.y, point.low, point.high]
        for bar in chart.bars:
            found += [v for v in (bar.value, bar.low, bar.high) if v is not None]
        for phase in chart.phases:
            told = phase.start, phase.end, phase.level, phase.low, phase.high, phase.expected
            found += [v for v in told if v is not None]
    return found


CAST = {
    # Longer walks hurt more, by a point every ten minutes.
    "Alice": simulated(World(rise=0.5, slope=1.0), 60, 1),
    # Nothing is going on.
    "Bob": simulated(World(), 60, 2),
    # Every walk hurts, however long.
    "Cora": simulated(World(rise=2.0), 40, 3),
    # Getting better by the week.
    "Dan": simulated(World(rise=2.5, before=4.0, trend=-0.35), 60, 4),
    # Sitting down helps nearly every time, and the legs hurt, too.
    "Edith": simulated(World(share=0.93), 40, 5),
    # Has just begun.
    "Finn": simulated(World(), 4, 6),
}
