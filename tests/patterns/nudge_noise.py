"""How many people whose log is noise are ever shown a nudge.

    python -m tests.patterns.nudge_noise                 2,000 people a world, 60 walks (minutes)
    python -m tests.patterns.nudge_noise --walks 400 --people 300

The figures in docs/nudges.md are from here.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from math import sqrt

from journal.nudges.events import Event, Onset, RecentLog, WalkRow
from journal.nudges.onsets import once_a_fortnight, onsets
from journal.patterns.engine.logs import UNKNOWN, Logs

from .simulation import World, walkers

THRESHOLDS: dict[Event, float] = {
    Event.BOTH_LEGS: 0,
    Event.LEGS_SPREAD: 7,
    Event.LEGS_NEW: 7,
    Event.ENDED_HIGH: 8,
    Event.STEEP_RISE: 4,
    Event.LEVEL_UP: 2,
    Event.STILL_UP: 2,
    Event.CHECK_IN: 14,
    Event.NO_BETTER: 42,
}
MAX_WALKS = 120  # as many as the site reads


def rows_of(logs: Logs, person: int) -> list[WalkRow]:
    """One simulated log. A leg symptom is one leg's: both legs are asked about by design."""
    return [
        WalkRow(
            key=str(at),
            day=date.fromordinal(int(logs.day[person, at])),
            before=int(logs.before[person, at]),
            after=int(logs.after[person, at]),
            next_morning=_known(int(logs.next_morning[person, at])),
            legs={0: "none", 1: "one"}.get(int(logs.legs[person, at])),
        )
        for at in range(int(logs.count[person]))
    ]


def _known(score: int) -> int | None:
    return None if score == UNKNOWN else score


def ever(walks: list[WalkRow], thresholds: Mapping[Event, float] = THRESHOLDS) -> list[Onset]:
    """All that one person is shown, where each walk is saved on its day."""
    shown: list[Onset] = []
    if not walks:
        return shown
    for start in range(0, max(len(walks) - MAX_WALKS, 0) + 1):
        window = walks[start : start + MAX_WALKS]
        log = RecentLog(window, is_whole=start == 0)
        since = walks[0].day if start == 0 else window[-1].day
        said = [(each.event, each.walk.day) for each in shown]
        shown += once_a_fortnight(onsets(log, thresholds, since), said)
    return shown


def worlds() -> Iterator[tuple[str, list[World]]]:
    """Noise: nothing ever changes but by chance. Levels from 1 to 7, as many people of each."""
    for phi in (0.0, 0.3, 0.6):
        for sd in (1.1, 1.65):
            name = f"φ {phi:g}, sd {sd:g}"
            yield name, [replace(World(phi=phi, sd=sd), before=level) for level in range(1, 8)]


def measure(worlds: list[World], people: int, walks: int) -> list[tuple[float, set[Event]]]:
    """The level and the events ever shown, of each person."""
    each = -(-people // len(worlds))
    found = []
    for number, world in enumerate(worlds):
        logs = walkers(world, each, walks, 101 + number)
        for person in range(each):
            events = {onset.event for onset in ever(rows_of(logs, person))}
            found.append((world.before, events))
    return found


# By the calendar: the one is neutral, and what the other says is so of whoever has not changed.
NOT_COUNTED = {Event.CHECK_IN, Event.NO_BETTER}


def shares(found: list[tuple[float, set[Event]]]) -> dict[str, float]:
    """Per cent of people: any nudge, each event, and any nudge at each level."""
    people = len(found)
    counted = Counter(event for _, events in found for event in events)
    levels = sorted({level for level, _ in found})
    table = {"any": 100 * sum(bool(e - NOT_COUNTED) for _, e in found) / people}
    table |= {event.value: 100 * counted[event] / people for event in Event}
    for level in levels:
        own = [events for at, events in found if at == level]
        table[f"any at {level:g}"] = 100 * sum(bool(e - NOT_COUNTED) for e in own) / len(own)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--people", type=int, default=2000, help="people a world")
    parser.add_argument("--walks", type=int, default=60)
    options = parser.parse_args()
    for name, mixed in worlds():
        table = shares(measure(mixed, options.people, options.walks))
        print(f"{name}, {options.walks} walks, {options.people} people")
        for what, share in table.items():
            people = options.people / (len(mixed) if what.startswith("any at") else 1)
            error = sqrt(share * (100 - share) / people)
            print(f"    {what:14} {share:5.1f} % (± {error:.1f})")


if __name__ == "__main__":
    main()
