"""How many people whose log is noise are ever shown a nudge.

    python -m tests.patterns.nudge_noise                 2,000 people a world, 60 walks (minutes)
    python -m tests.patterns.nudge_noise --walks 400 --people 300
    python -m tests.patterns.nudge_noise --unseen        noise of other kinds
    python -m tests.patterns.nudge_noise --heard --people 300   how soon a real change is heard
    python -m tests.patterns.nudge_noise --bars --people 900    other bars for the level

The figures in docs/nudges.md are from here.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from math import sqrt
from unittest.mock import patch

import journal.nudges.onsets
from journal.nudges.events import Event, Onset, RecentLog, WalkRow
from journal.nudges.onsets import once_a_fortnight, onsets
from journal.patterns.engine.logs import Logs
from journal.patterns.walk_columns import UNKNOWN

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


LEG_SHARES = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.8)


def unseen_worlds() -> Iterator[tuple[str, list[World]]]:
    """Noise of other kinds: answers in spells, leg symptoms as often as ever, other scores."""
    found = {
        f"legs on {100 * legs:g} % of walks, spells {phi:g}": World(legs=legs, spells=phi)
        for phi in (0.3, 0.6)
        for legs in LEG_SHARES
    } | {
        "φ 0.6, sd 1.65, legs on 20 %, spells 0.6": World(phi=0.6, sd=1.65, legs=0.2, spells=0.6),
        "errors heavy-tailed": World(tails="heavy"),
        "errors that alternate, lengths that react": World(phi=-0.4, reacting=0.15),
        "two walks a day": World(per_day=2),
        "a level that wanders for weeks": World(before_phi=0.9),
    }
    for name, world in found.items():
        yield name, [replace(world, before=level) for level in range(1, 8)]


def changes() -> Iterator[tuple[str, Event, int, World, World]]:
    """Something does change: its name, the event, after how many walks, and the world on each side.

    Scores swing less in the first of two and as usual in the second.
    """
    for sd in (0.6, 1.1):
        low = World(before=3, rise=0.5, sd=sd, before_sd=sd)
        after = replace(low, rise=5.5)
        for walks in (4, 30):
            yield f"pain after from 3.5 to 8.5, swing {sd:g}", Event.ENDED_HIGH, walks, low, after
        for level in (6, 7):
            up = replace(low, before=level)
            yield f"pain before from 3 to {level}, swing {sd:g}", Event.LEVEL_UP, 30, low, up
    for share in (0.8, 0.95):
        same = World(share=share, before=3)
        name = f"still up after {100 * share:g} % of walks"
        yield name, Event.STILL_UP, 0, same, same
    for spells in (0.0, 0.6):
        for walks, seldom, often in ((15, 0.001, 0.8), (30, 0.001, 0.8), (30, 0.1, 0.7)):
            one, other = (World(legs=legs, spells=spells) for legs in (seldom, often))
            name = f"legs from {100 * seldom:.0f} to {100 * often:g} %, spells {spells:g}"
            yield name, Event.LEGS_NEW, walks, one, other


WITHIN = (4, 8, 12, 20, 40)  # walks


def heard(event: Event, walks: int, before: World, after: World, people: int) -> list[float]:
    """Per cent of people who hear of a change within so many walks of it."""
    logs = walkers(before, people, max(walks, 1), 111), walkers(after, people, max(WITHIN), 112)
    at = []
    for person in range(people):
        rows, later = rows_of(logs[0], person)[:walks], rows_of(logs[1], person)
        days = timedelta(days=2) + (rows[-1].day - later[0].day if rows else timedelta())
        rows += [row._replace(key=f"since {row.key}", day=row.day + days) for row in later]
        found = ever(rows, {event: THRESHOLDS[event]})
        places = [rows.index(onset.walk) - walks + 1 for onset in found]
        at.append(min((place for place in places if place > 0), default=1000))
    return [100 * sum(place <= within for place in at) / people for within in WITHIN]


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


def print_heard(people: int) -> None:
    print(f"heard within {WITHIN} walks, {people} people")
    for name, event, walks, before, after in changes():
        shares_ = " / ".join(f"{share:.0f}" for share in heard(event, walks, before, after, people))
        print(f"    {name}, after {walks} walks: {shares_} %", flush=True)


def print_bars(people: int) -> None:
    """What another bar for “the level is up” would spare where levels wander, and what it costs."""
    low = World(before=3, rise=0.5)
    low = replace(low, before_sd=low.sd)
    only = {Event.LEVEL_UP: THRESHOLDS[Event.LEVEL_UP]}
    logs = [
        walkers(World(before=level, before_phi=0.9), people // 3, 60, 101 + level)
        for level in (2, 4, 6)
    ]
    rows = [rows_of(some, person) for some in logs for person in range(people // 3)]
    print(
        f"{people} people: told of a level that wanders / heard from 3 to 7 within {WITHIN} walks"
    )
    for bar in (3.6, 3.9, 4.2):
        with patch.object(journal.nudges.onsets, "LEVEL_NOISE", bar):
            false = 100 * sum(bool(ever(each, only)) for each in rows) / len(rows)
            shares_ = heard(Event.LEVEL_UP, 30, low, replace(low, before=7), people)
        told = " / ".join(f"{share:.0f}" for share in shares_)
        print(f"    {bar} standard errors: {false:.1f} % / {told} %", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--people", type=int, default=2000, help="people a world")
    parser.add_argument("--walks", type=int, default=60)
    parser.add_argument("--unseen", action="store_true", help="noise of other kinds")
    parser.add_argument("--heard", action="store_true", help="how soon a real change is heard")
    parser.add_argument("--bars", action="store_true", help="other bars for the level")
    options = parser.parse_args()
    if options.bars:
        print_bars(options.people)
        return
    if options.heard:
        print_heard(options.people)
        return
    for name, mixed in unseen_worlds() if options.unseen else worlds():
        table = shares(measure(mixed, options.people, options.walks))
        print(f"{name}, {options.walks} walks, {options.people} people", flush=True)
        for what, share in table.items():
            people = options.people / (len(mixed) if what.startswith("any at") else 1)
            error = sqrt(share * (100 - share) / people)
            print(f"    {what:14} {share:5.1f} % (± {error:.1f})")


if __name__ == "__main__":
    main()
