"""Worlds whose shapes no rule was tuned to: what is false there, and what is still found.

Nothing is going on in them but what their names say. Whoever reads a state word there should be
misled as seldom as in the worlds that the rules were chosen in.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from journal.patterns import KINDS
from journal.patterns.engine.logs import Bools
from journal.patterns.engine.verdicts import Code

from .cohort import CohortReading, read_cohort
from .figures import Figure, ever_linked, share
from .second_round import LINES
from .simulation import World, walkers

WORLDS = {
    "errors of t with 3 degrees of freedom": World(tails="very heavy"),
    "most walks alike, a few much worse": World(tails="skewed"),
    "a wave of 90 days in the pain": World(level_season=1.5, season_days=90, before=4.0),
    "only even scores": World(heaped=2, before=4.0),
    "only 0, 5 and 10": World(heaped=5, before=5.0, before_sd=2.0, sd=1.65),
    "the level steps every 15 walks": World(level_steps=1.5, before_sd=0.8, before=4.0),
    "two states, good and bad, φ = 0.6": World(tails="two states", phi=0.6),
    "shorter walks after a sore one": World(reacting_to_level=0.15, before=4.0),
    "60 % of walks without a rise not logged": World(left_out=0.6),
    "all at once": World(
        tails="two states",
        phi=0.6,
        heaped=2,
        level_steps=1.0,
        before=4.0,
        per_day=2,
        reacting_to_level=0.1,
    ),
}
# A log of the sore walks alone says that walks hurt: true of what was logged, and of that alone.
NOT_NULL: dict[str, set[str]] = {"60 % of walks without a rise not logged": {"typical_rise"}}


def _worsened(found: CohortReading) -> Bools:
    level = found["pain_level"]
    return np.asarray((level.state == Code.SO_FAR) & (level.direction > 0) & (level.estimate >= 2))


def unseen(people: int) -> Iterator[Figure]:
    for name, world in WORLDS.items():
        group = f"unseen: {name}"
        skipped: set[str] = NOT_NULL.get(name, set())
        null = replace(world, programme_after=50, hurt_for=700)
        found = read_cohort(walkers(null, people, 60, 201), "walk")
        linked = [ever_linked(found, kind) for kind in KINDS if kind not in skipped]
        most = None if world.level_season else 12 if world.phi > 0.5 else 10
        yield share(group, "anything linked", np.any(linked, axis=0), most=most)
        lines = [found[kind] for kind in LINES if kind not in skipped]
        sided = [
            np.isin(each.state, (Code.SO_FAR, Code.LINKED)) & (each.direction != 0)
            for each in lines
        ]
        told = np.any(sided, axis=(0, 2))
        yield share(group, "a side told so far of four lines", told, most=35)
        limit = found["comfortable_minutes"].state[:, -1]
        yield share(
            group, "a limit named, 60 walks", np.isin(limit, (Code.SO_FAR, Code.LINKED)), most=8
        )
        worse = _worsened(found).any(axis=1)
        moves = world.level_season or world.level_steps  # up for a while, and down again
        yield share(group, "shown getting worse", worse, most=None if moves else 10)
        for kind in skipped:
            yield share(group, f"{kind} linked", ever_linked(found, kind))
        yield from _found(group, world, people)


def _found(group: str, world: World, people: int) -> Iterator[Figure]:
    """What is really there."""
    real = walkers(replace(world, rise=0.5, slope=1.0), people, 60, 202)
    slope = read_cohort(real, "walk")["rise_with_minutes"]
    denied = (slope.state == Code.NO_CLEAR_LINK).any(axis=1)
    yield share(group, "slope of 1: ever no clear link", denied, most=8)
    yield share(group, "slope of 1: linked by 60", (slope.state == Code.LINKED).any(axis=1))
    hurting = read_cohort(walkers(replace(world, rise=1.5), people, 30, 203), "walk")
    yield share(group, "mean rise of 1.5: linked by 30", ever_linked(hurting, "typical_rise"))
    calm = (hurting["typical_rise"].state == Code.NO_CLEAR_LINK).any(axis=1)
    yield share(group, "mean rise of 1.5: ever no clear link", calm, most=8)


PARTS: tuple[Callable[[int], Iterator[Figure]], ...] = (unseen,)
