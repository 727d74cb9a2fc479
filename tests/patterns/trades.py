"""What finding more would cost in false claims.

The same people, each time with another bar of the evidence.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from journal.patterns import KINDS, parameters
from journal.patterns.engine.logs import Bools, Logs
from journal.patterns.engine.summary import minutes_with_group
from journal.patterns.engine.verdicts import Code
from journal.patterns.kinds.linear_model import LinearModelKind

from .cohort import read_cohort
from .figures import Figure, ever_linked, share
from .simulation import World, walkers


def _at(kind: str, alpha: float) -> AbstractContextManager[object]:
    """The rules with another bar of one kind, for as long as it is entered."""
    model = KINDS[kind]
    assert isinstance(model, LinearModelKind)
    sides = model.claim.alternatives.items()
    bets = {side: replace(bet, alpha=alpha) for side, bet in sides}
    return patch.object(model, "claim", replace(model.claim, alternatives=bets))


def _anything(logs: Logs) -> Bools:
    found = read_cohort(logs, "walk")
    return np.any([ever_linked(found, kind) for kind in KINDS], axis=0)


def programmes(people: int) -> Iterator[Figure]:
    """A benefit that is there, and pain that heals slowly with none."""
    long = World(programme_after=50, hurt_for=700, before=6.0, rise=1.0)
    slow = replace(long, before=3.0, healing=4.0, hurt_for=7, heals_by=5.0)
    logs = {
        "2 points off: linked": walkers(replace(long, level_effect=-2.0), people, 60, 87),
        "3 points off: linked": walkers(replace(long, level_effect=-3.0), people, 60, 87),
        "healing, slower, no help: linked": walkers(slow, people, 60, 88),
    }
    for alpha in (0.018, 0.022, 0.03):
        with _at("since_programme", alpha):
            for name, some in logs.items():
                linked = read_cohort(some, "walk")["since_programme"].state == Code.LINKED
                yield share("trade: programme", f"α {alpha:g}: {name}", linked.any(axis=1))


def trends(people: int) -> Iterator[Figure]:
    """A trend that is there, and nothing where spells are long or errors large."""
    real = walkers(World(rise=1.5, before=4.5, trend=-0.3), people, 60, 91)
    large = World(sd=1.65, before=4.0, programme_after=50)
    nothing = {
        "φ = 0.8: anything linked": walkers(World(phi=0.8), people, 60, 83),
        "errors of 1.65: anything linked": walkers(large, people, 60, 20),
    }
    for alpha in (0.05, 0.06, 0.067):
        with _at("trend", alpha):
            linked = read_cohort(real, "walk")["trend"].state == Code.LINKED
            in_time = (linked & (real.day - real.day[:, :1] < 84)).any(axis=1)
            group, name = "trade: trend", f"α {alpha:g}: trend of -0.3 a week linked in 12 weeks"
            yield share(group, name, in_time)
            for name, logs in nothing.items():
                yield share(group, f"α {alpha:g}: {name}", _anything(logs))


def hours(people: int) -> Iterator[Figure]:
    """From which correlation on the hour is named beside a link with length.

    Walks after noon hurt 2 points more and length does nothing, or length does all of it.
    """
    group, real = "trade: length and hour", World(rise=0.5, slope=1.0)
    worlds = {
        f"the hour alone, later walks longer by {by:g} sd": World(late=2.0, longer_when_late=by)
        for by in (0.5, 1.0, 2.0)
    } | {
        "length alone, hours as they come": real,
        "length alone, later walks longer by 0.5 sd": replace(real, longer_when_late=0.5),
    }
    for name, world in worlds.items():
        logs = walkers(world, people, 60, 98)
        linked = read_cohort(logs, "end")["rise_with_minutes"].state[:, 0] == Code.LINKED
        yield share(group, f"{name}: length linked after 60 walks", linked)
        every = np.ones_like(logs.real)
        mixed = np.abs(minutes_with_group(logs, every, logs.hour >= parameters.NOON)[:, -1])
        for bar in (0.3, 0.4, 0.5, 0.7):
            yield share(group, f"{name}: of these, correlation over {bar:g}", mixed[linked] >= bar)


PARTS: tuple[Callable[[int], Iterator[Figure]], ...] = (programmes, trends, hours)
