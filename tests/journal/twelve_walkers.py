"""Sixteen invented people whose truth is known, so that every sentence on their page can be judged.

Nobody walked these walks. Numbers come from seeds, so that a log is the same on every machine.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.cast import NOW

DAY = timedelta(days=1)
Entry = dict[str, Any]


@dataclass(frozen=True)
class InventedWalker:
    """`truth` is what is so of this person; `entries` are fields of walks, the oldest first."""

    name: str
    truth: str
    entries: Callable[[random.Random], list[Entry]]

    def log(self) -> list[Entry]:
        return self.entries(random.Random(self.name))


def score(value: float) -> int:
    return min(10, max(0, round(value)))


def at(days_ago: float, hour: int = 10) -> datetime:
    return (NOW - days_ago * DAY).replace(hour=hour, minute=0)


def acute(chance: random.Random) -> list[Entry]:
    log = []
    for n in range(20):
        before = score(7.5 - 0.22 * n + chance.gauss(0, 0.7))
        log.append(
            {
                "started_at": at(21 - n),
                "minutes": 5 + n // 2 + chance.randrange(4),
                "pain_before": before,
                "pain_after": score(before + chance.gauss(0.8, 0.9)),
                "eased_by_lying": True if n % 3 else None,
            }
        )
    return log


def canal_like(chance: random.Random) -> list[Entry]:
    log = []
    for n in range(48):
        minutes = chance.choice((8, 12, 16, 20, 25, 30))
        before = score(2 + chance.gauss(0, 0.7))
        log.append(
            {
                "started_at": at(100 - 2 * n),
                "minutes": minutes,
                "pain_before": before,
                "pain_after": score(before + 0.12 * minutes + chance.gauss(0, 0.8)),
                "eased_by_sitting": True,
                "eased_by_leaning_forward": chance.random() < 0.95,
                "eased_by_standing_still": chance.random() < 0.05,
                "leg_symptoms": "both" if minutes > 10 else "none",
            }
        )
    return log


def beginner(chance: random.Random) -> list[Entry]:
    return [
        {"started_at": at(3 - n), "minutes": 10 + 5 * n, "pain_before": 3, "pain_after": 4 + n % 2}
        for n in range(3)
    ]


def only_beyond_thirty(chance: random.Random) -> list[Entry]:
    log = []
    for n in range(60):
        minutes = chance.choice((10, 15, 20, 25, 28, 35, 40, 45, 50))
        before = score(2 + chance.gauss(0, 0.8))
        rise = 3.2 if minutes > 30 else 0.1
        log.append(
            {
                "started_at": at(120 - 2 * n),
                "minutes": minutes,
                "pain_before": before,
                "pain_after": score(before + rise + chance.gauss(0, 0.6)),
            }
        )
    return log


def noise(chance: random.Random) -> list[Entry]:
    log = []
    for n in range(400):
        before = score(3 + chance.gauss(0, 1.1))
        log.append(
            {
                "started_at": at(420 - n, hour=chance.choice((8, 10, 15, 18))),
                "minutes": max(4, round(chance.gauss(22, 8))),
                "pain_before": before,
                "pain_after": score(before + chance.gauss(0.5, 1.2)),
                "eased_by_sitting": chance.random() < 0.5,
                "leg_symptoms": chance.choice((None, "none", "one")),
            }
        )
    return log


def painkiller_before_long_walks(chance: random.Random) -> list[Entry]:
    log = []
    for n in range(60):
        minutes = chance.choice((10, 15, 20, 35, 45))
        taken = minutes > 30 and chance.random() < 0.9
        before = score(3 + chance.gauss(0, 0.7))
        rise = 0.9 * minutes / 10 - (2.5 if taken else 0)
        log.append(
            {
                "started_at": at(120 - 2 * n),
                "minutes": minutes,
                "pain_before": before,
                "pain_after": score(before + rise + chance.gauss(0, 0.7)),
                "painkiller": taken,
            }
        )
    return log


def eight_to_nine(chance: random.Random) -> list[Entry]:
    return [
        {
            "started_at": at(40 - n),
            "minutes": 5 + chance.randrange(12),
            "pain_before": chance.choice((8, 8, 9)),
            "pain_after": chance.choice((8, 9, 9)),
            "pain_next_morning": 8,
        }
        for n in range(40)
    ]


def all_zero(chance: random.Random) -> list[Entry]:
    return [
        {
            "started_at": at(60 - n),
            "minutes": 10 + chance.randrange(40),
            "pain_before": 0,
            "pain_after": 0,
            "leg_symptoms": "none",
        }
        for n in range(50)
    ]


def stiff_mornings(chance: random.Random) -> list[Entry]:
    """Mornings begin stiffer, and all walks end alike."""
    log = []
    for n in range(60):
        morning = n % 2 == 0
        log.append(
            {
                "started_at": at(60 - n, hour=7 if morning else 17),
                "minutes": 15 + chance.randrange(12),
                "pain_before": score((5 if morning else 2.5) + chance.gauss(0, 0.8)),
                "pain_after": score(3.5 + chance.gauss(0, 0.8)),
            }
        )
    return log


def worsening(chance: random.Random) -> list[Entry]:
    """Three points more in twelve weeks; a walk itself changes little."""
    log = []
    for n in range(42):
        before = score(2.5 + 3.2 * n / 41 + chance.gauss(0, 0.6))
        log.append(
            {
                "started_at": at(84 - 2 * n),
                "minutes": 15 + chance.randrange(15),
                "pain_before": before,
                "pain_after": score(before + chance.gauss(0.2, 0.6)),
            }
        )
    return log


def always_twenty(chance: random.Random) -> list[Entry]:
    log = []
    for n in range(40):
        before = score(3 + chance.gauss(0, 0.9))
        after = score(before + chance.gauss(1.6, 0.9))
        log.append(
            {"started_at": at(80 - 2 * n), "minutes": 20, "pain_before": before}
            | {"pain_after": after, "stopped_early": False}
        )
    return log


def only_when_it_hurt(chance: random.Random) -> list[Entry]:
    """Walks without trouble were walked and never entered."""
    log = []
    for n in range(24):
        before = score(3 + chance.gauss(0, 0.9))
        log.append(
            {
                "started_at": at(110 - 4.5 * n),
                "minutes": 20 + chance.randrange(25),
                "pain_before": before,
                "pain_after": score(before + 2 + abs(chance.gauss(0.8, 0.8))),
                "stopped_early": chance.random() < 0.4,
            }
        )
    return log


def one_long_day(chance: random.Random) -> list[Entry]:
    """A whole day out, or a clock left running, among walks that hardly differ."""
    return [
        {
            "started_at": at(60 - 2 * n),
            "minutes": 600 if n == 20 else 20 + chance.randrange(5),
            "pain_before": 2,
            "pain_after": 10 if n == 20 else chance.choice((2, 3)),
        }
        for n in range(30)
    ]


def quick_recovery(chance: random.Random) -> list[Entry]:
    log = []
    for n in range(14):
        before = score(8 - 0.5 * n)
        log.append(
            {
                "started_at": at(14 - n),
                "minutes": 5 + 2 * n,
                "pain_before": before,
                "pain_after": score(before + chance.gauss(0, 0.6)),
            }
        )
    return log


def better_and_longer(chance: random.Random) -> list[Entry]:
    """Each walk a minute longer than the last: length and time cannot be told apart."""
    log = []
    for n in range(42):
        before = score(5 - 0.07 * n + chance.gauss(0, 0.6))
        log.append(
            {
                "started_at": at(84 - 2 * n),
                "minutes": 10 + n,
                "pain_before": before,
                "pain_after": score(before + 1 + chance.gauss(0, 0.7)),
            }
        )
    return log


def always_five(chance: random.Random) -> list[Entry]:
    return [
        {
            "started_at": at(45 - n),
            "minutes": 10 + chance.randrange(30),
            "pain_before": 5,
            "pain_after": 5,
            "leg_symptoms": chance.choice((None, "none")),
        }
        for n in range(45)
    ]


WALKERS = (
    InventedWalker("acute", "three weeks of pain that eases from 7 or 8 to about 3", acute),
    InventedWalker(
        "canal-like",
        "longer walks hurt more, both legs hurt or tingle, sitting and leaning forward ease it",
        canal_like,
    ),
    InventedWalker("beginner", "three walks", beginner),
    InventedWalker(
        "only-beyond-30-minutes",
        "no rise up to 30 minutes, three points beyond",
        only_beyond_thirty,
    ),
    InventedWalker("noise-of-400-walks", "half a point of rise, and nothing else", noise),
    InventedWalker(
        "painkiller-before-long-walks",
        "0.9 points for each ten minutes, hidden by painkillers before long walks",
        painkiller_before_long_walks,
    ),
    InventedWalker("8-to-9-at-all-times", "pain of 8 or 9 before and after", eight_to_nine),
    InventedWalker("all-zero", "no pain at all", all_zero),
    InventedWalker("stiff-mornings", "mornings begin stiffer and end alike", stiff_mornings),
    InventedWalker("worsening", "three points more in twelve weeks", worsening),
    InventedWalker("always-20-minutes", "1.6 points of rise, one length", always_twenty),
    InventedWalker(
        "logs-only-when-it-hurt", "only walks with a rise were entered", only_when_it_hurt
    ),
    InventedWalker(
        "one-long-day", "short walks that change little, and one of ten hours", one_long_day
    ),
    InventedWalker("quick-recovery", "from 8 to 1.5 in two weeks, walks longer", quick_recovery),
    InventedWalker(
        "better-and-longer",
        "three points less in twelve weeks, a point of rise, walks always longer",
        better_and_longer,
    ),
    InventedWalker("always-5", "pain of 5 before and after every walk", always_five),
)
