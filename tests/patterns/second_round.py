"""What stands beside the claims, measured: descriptions, sides told so far, limits, programmes.

On worlds whose correlations, shapes and spells are not those that the rules were tuned to.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from journal.patterns import KINDS, parameters
from journal.patterns.engine.level_line import enough, level_line
from journal.patterns.engine.logs import Bools, Logs
from journal.patterns.engine.verdicts import Code, Verdicts

from .cohort import read_cohort
from .figures import CLOSE, Figure, ever_linked, share
from .simulation import World, walkers

GROUP = "beside the claims"
LINES = ("typical_rise", "rise_with_minutes", "trend", "time_of_day")
SHARES = tuple(code for code, kind in KINDS.items() if kind.unit == "share")


def _ever(flags: Bools) -> Bools:
    return np.asarray(flags.any(axis=1))


def _named(found: Verdicts) -> Bools:
    return np.asarray((found.state == Code.SO_FAR) | (found.state == Code.LINKED))


def _kind(logs: Logs, kind: str) -> Verdicts:
    return read_cohort(logs, "walk")[kind]


def levels(people: int) -> Iterator[Figure]:
    """Three points worse in twelve weeks, or nothing: who is told of it, and who of good news."""
    for phi, sd in ((0.3, 1.0), (0.5, 1.0), (0.6, 1.2)):
        steady = World(before=3.5, before_phi=phi, before_sd=sd)
        strict = sd < 1.1 and phi < 0.4
        name = f"level alike by {phi:g}, sd {sd:g}"
        for title, world, most, least in (
            ("steady people shown getting worse", steady, 3 if strict else None, None),
            ("worsening people shown it", replace(steady, before=2.5, level_trend=0.25), None, 85),
        ):
            found = read_cohort(walkers(world, people, 60, 81), "walk")
            level = found["pain_level"]
            up = (level.state == Code.SO_FAR) & (level.direction > 0) & (level.estimate >= 2)
            least = least if strict else None
            yield share(GROUP, f"{name}: {title}", _ever(up), least, most)
        calm = [found[kind].state == Code.NO_CLEAR_LINK for kind in LINES[:2]]
        fine = (level.state == Code.NO_CLEAR_LINK) | (
            (level.state == Code.SO_FAR) & (level.direction < 0)
        )
        told = _ever(calm[0] & calm[1] & fine)
        yield share(GROUP, f"{name}: worsening people told good news", told, most=0.5)


def bars(people: int) -> Iterator[Figure]:
    """How far the line has to have moved, in standard errors: who is told at each bar."""
    for phi, sd in ((0.3, 1.0), (0.6, 1.0), (0.6, 1.2)):
        steady = World(before=3.5, before_phi=phi, before_sd=sd)
        for title, world in (
            ("steady people", steady),
            ("worsening people", replace(steady, before=2.5, level_trend=0.25)),
        ):
            line = level_line(walkers(world, people, 60, 97))
            long = enough(line) & (line.days >= parameters.LEVEL_LINE_DAYS) & (line.change >= 2)
            long &= line.walks >= parameters.LEVEL_LINE_WALKS
            for errors in (2.0, 2.5, 3.0):
                name = (
                    f"a bar of {errors:g} errors, level alike by {phi:g}, sd {sd:g}: {title} told"
                )
                yield share(GROUP, name, _ever(long & (line.change >= errors * line.error)))


def a_year(people: int) -> Iterator[Figure]:
    """Steady people, 180 walks in ten months: whoever looks for longer sees more wandering."""
    for phi, sd in ((0.3, 1.0), (0.6, 1.2)):
        steady = World(before=3.5, before_phi=phi, before_sd=sd)
        level = _kind(walkers(steady, people // 4, 180, 96), "pain_level")
        up = (level.state == Code.SO_FAR) & (level.direction > 0) & (level.estimate >= 2)
        name = f"level alike by {phi:g}, sd {sd:g}: steady people shown getting worse in 180 walks"
        yield share(GROUP, name, _ever(up))


def sides(people: int) -> Iterator[Figure]:
    """Nothing real: is a side told so far, or an answer?"""
    for phi, most in ((0.3, 25), (0.6, 35)):
        found = read_cohort(walkers(World(phi=phi), people, 60, 82), "walk")
        each = [_named(found[kind]) & (found[kind].direction != 0) for kind in LINES]
        told = np.any(each, axis=(0, 2))
        yield share(GROUP, f"φ = {phi:g}: a side told so far of four lines", told, most=most)
    over = np.any([_ever(found[kind].direction > 0) for kind in SHARES], axis=0)
    yield share(GROUP, "answers by the throw of a coin called most", over, most=12)
    for phi in (0.8, -0.4):
        world = World(phi=phi, reacting=0.15 if phi < 0 else 0.0)
        found = read_cohort(walkers(world, people, 60, 83), "walk")
        linked = np.any([ever_linked(found, kind) for kind in KINDS], axis=0)
        most = 8 if phi > 0 else 10
        yield share(GROUP, f"φ = {phi:g}: anything linked", linked, most=most)


def limits(people: int) -> Iterator[Figure]:
    found = _kind(walkers(World(phi=0.4), people, 60, 84), "comfortable_minutes")
    yield share(GROUP, "a limit named where there is none, 60 walks", _named(found)[:, -1], most=8)
    yield share(GROUP, "a limit ever named where there is none", _ever(_named(found)), most=20)
    logs = walkers(World(phi=0.4), people, 400, 85)
    found = read_cohort(logs, "end")["comfortable_minutes"]
    yield share(GROUP, "a limit named where there is none, 400 walks", _named(found)[:, 0], most=2)
    for title, tolerance, least in (("", 99.0, 92), (", walks cut short", 2.5, 80)):
        world = World(rise=0.5, slope=1.0, phi=0.4, tolerance=tolerance)
        found = read_cohort(walkers(world, people, 60, 86), "end")["comfortable_minutes"]
        yield share(GROUP, f"a real limit named{title}, 60 walks", _named(found)[:, 0], least)


def programmes(people: int) -> Iterator[Figure]:
    long = World(programme_after=50, hurt_for=700, before=6.0, rise=1.0)
    for title, world, least in (
        ("2 points off before and after", replace(long, level_effect=-2.0), 70),
        ("3 points off before and after", replace(long, level_effect=-3.0), 92),
        ("2 points off the rise alone", replace(long, before=4.0, rise=2.5, effect=-2.0), 60),
    ):
        found = _kind(walkers(world, people, 60, 87), "since_programme")
        yield share(GROUP, f"programme, {title}: linked", _ever(found.state == Code.LINKED), least)
        denied = _ever(found.state == Code.NO_CLEAR_LINK)
        yield share(GROUP, f"programme, {title}: no clear link", denied, most=2)
    fresh = replace(long, hurt_for=30, level_effect=-2.0)
    found = _kind(walkers(fresh, people, 60, 87), "since_programme")
    title = "programme, 2 points off, hurt for thirty days: linked"
    yield share(GROUP, title, _ever(found.state == Code.LINKED))
    for title, world in {
        "nothing": long,
        "begun at the worst": replace(long, begins="when it is worst"),
        "in a flare": replace(long, flare_every=25, begins="when it is worst"),
        "healing": replace(long, before=3.0, healing=4.0, hurt_for=14),
        "healing, slower": replace(long, before=3.0, healing=4.0, hurt_for=7, heals_by=5.0),
    }.items():
        found = _kind(walkers(world, people, 60, 88), "since_programme")
        name = f"programme that does not help, {title}: linked"
        yield share(GROUP, name, _ever(found.state == Code.LINKED), most=3)


def slopes(people: int) -> Iterator[Figure]:
    kind = "rise_with_minutes"
    real = World(rise=0.5, slope=1.0)
    found = _kind(walkers(real, CLOSE * people, 20, 89), kind)
    yield share(GROUP, "slope of 1 linked by 20 walks", _ever(found.state == Code.LINKED), 57)
    found = _kind(walkers(replace(real, slope=0.5), people, 60, 90), kind)
    yield share(GROUP, "slope of 0.5 linked by 60 walks", _ever(found.state == Code.LINKED), 55)
    logs = walkers(World(rise=1.5, before=4.5, trend=-0.3), people, 60, 91)
    linked = _kind(logs, "trend").state == Code.LINKED
    in_time = _ever(linked & (logs.day - logs.day[:, :1] < 84))
    yield share(GROUP, "trend of -0.3 a week linked in 12 weeks", in_time, 84)
    stopped = replace(real, slope_until=60 / 140)
    found = read_cohort(walkers(stopped, people, 140, 92), "end")[kind]
    name = "a slope that stopped 80 walks ago told in the present"
    yield share(GROUP, name, found.state[:, 0] == Code.LINKED, most=15)
    found = _kind(walkers(replace(real, rise=1.0, painkillers=2.0), people, 60, 93), kind)
    denied = _ever(found.state == Code.NO_CLEAR_LINK)
    yield share(GROUP, "slope with painkillers before long walks: no clear link", denied, most=5)
    yield share(GROUP, "the same: linked", _ever(found.state == Code.LINKED), 80)
    found = _kind(walkers(World(stiff_mornings=2.0, before=3.5), people, 60, 94), "time_of_day")
    linked = _ever(found.state == Code.LINKED)
    yield share(GROUP, "stiff mornings that end alike: time of day linked", linked, most=3)


def answers(people: int) -> Iterator[Figure]:
    world = World(share=0.9, answered=1.0)
    for walks, least in ((24, 50), (32, 80)):
        found = _kind(walkers(world, people, walks, 95), "eased_by_sitting")
        yield share(
            GROUP, f"share of 0.9 linked by {walks}", _ever(found.state == Code.LINKED), least
        )


PARTS: tuple[Callable[[int], Iterator[Figure]], ...] = (
    levels,
    bars,
    a_year,
    sides,
    limits,
    programmes,
    slopes,
    answers,
)
