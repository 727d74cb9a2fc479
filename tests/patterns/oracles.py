"""What the best test would find that knows what no rule can know, at the same rate of false claims.

An oracle is told the correlation of the errors, their size and the size of the effect; it has to
estimate only what each person differs in. By Neyman and Pearson no rule that is false as seldom
finds more at a walk than the ratio of likelihoods that it uses. It looks after every walk, and its
bar is the one at which it is false for as many people as ours. How far ours stays below it is the
price of not knowing; what lies above it nobody can have.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np

from journal.patterns.engine import level_line
from journal.patterns.engine.logs import Bools, Floats, Logs
from journal.patterns.engine.samples import Sample
from journal.patterns.engine.verdicts import Code
from journal.patterns.kinds.since_programme import FADING, LEVEL, PHASE

from .cohort import read_cohort
from .figures import Figure, share
from .simulation import World, walkers

GROUP = "oracle"


def _whitened(values: Floats, phi: float) -> Floats:
    first = values[:, :1] * sqrt(1 - phi**2)
    return np.concatenate([first, values[:, 1:] - phi * values[:, :-1]], axis=1)


def evidence(
    known: Sequence[Floats], x: Floats, y: Floats, phi: float, sd: float
) -> tuple[Floats, Floats]:
    """After every walk (people, walks): the estimate of x's coefficient beside the `known` columns,
    by generalised least squares, and its precision where errors have that φ and that sd."""
    columns = np.stack([_whitened(each, phi) for each in (*known, x, y)], axis=2)
    gram = np.cumsum(columns[..., :, None] * columns[..., None, :], axis=1)
    out = len(known)
    known_gram = gram[..., :out, :out] + 1e-6 * np.eye(out)
    taken = np.linalg.solve(known_gram, gram[..., :out, out:])
    left = gram[..., out:, out:] - np.swapaxes(gram[..., :out, out:], 2, 3) @ taken
    precision = np.maximum(left[..., 0, 0], 1e-9)
    return left[..., 0, 1] / precision, precision / (sd**2 * (1 - phi**2))


def ratio(estimate: Floats, precision: Floats, size: float) -> Floats:
    """The logarithm of the ratio of likelihoods: an effect of that size, against none."""
    return np.asarray(precision * (size * estimate - size**2 / 2))


def found(real: Floats, *nulls: tuple[Floats, Bools], upto: int) -> Bools:
    """Who is found by then, where on each null as many people ever pass as are flagged."""
    bars = [
        np.quantile(null.max(axis=1), 1 - false.mean(), method="higher") for null, false in nulls
    ]
    return np.asarray((real[:, :upto] > max(bars)).any(axis=1))


def _slope(logs: Logs, world: World) -> Floats:
    before, weeks = logs.before - 3.0, (logs.day - logs.day[:, :1]) / 28
    known = np.ones(before.shape), before, weeks
    told = evidence(known, (logs.minutes - 25) / 10, logs.after.astype(float), world.phi, world.sd)
    return ratio(*told, 1.0)


def slopes(people: int) -> Iterator[Figure]:
    for phi in (0.0, 0.3):
        real = World(phi=phi, rise=0.5, slope=1.0)
        nothing = walkers(World(phi=phi), people, 60, 11)
        some = walkers(real, people, 20, 89)
        linked = (
            (read_cohort(logs, "walk")["rise_with_minutes"].state == Code.LINKED).any(axis=1)
            for logs in (nothing, some)
        )
        false, ours = linked
        name = f"slope of 1 by 20 walks, φ = {phi:g}"
        yield share(GROUP, f"{name}: ours, false for {100 * false.mean():.1f} %", ours)
        best = found(_slope(some, real), (_slope(nothing, real), false), upto=20)
        yield share(GROUP, f"{name}: knows φ, σ and the size", best)


def _programme(logs: Logs, world: World, size: float) -> Floats:
    sample = Sample(logs, logs.real)
    phase, level, fading = (
        column.make(sample).T.astype(float) for column in (PHASE, LEVEL, FADING)
    )
    known = np.ones(phase.shape), fading
    told = evidence(known, phase, level, world.before_phi, world.before_sd)
    since = logs.day - logs.programme_day[:, None]
    seen = (phase.cumsum(axis=1) >= 5) & (since >= 14) & (since < 56)
    return np.where(seen, ratio(*told, size), -np.inf)


def programmes(people: int) -> Iterator[Figure]:
    """Nothing helps: in long-standing pain, in pain that heals slowly, and in long spells."""
    long = World(programme_after=50, hurt_for=700, before=6.0, rise=1.0)
    slow = replace(long, before=3.0, healing=4.0, hurt_for=7, heals_by=5.0)
    nothing = [
        walkers(world, people, 60, 88) for world in (long, slow, replace(long, before_phi=0.85))
    ]
    false = [_ours(logs) for logs in nothing]
    for size in (-2.0, -3.0):
        some = walkers(replace(long, level_effect=size), people, 60, 87)
        name = f"{-size:g} points off before and after"
        yield share(GROUP, f"{name}: ours, false for {100 * false[0].mean():.1f} %", _ours(some))
        real = _programme(some, long, size)
        nulls = [
            (_programme(logs, long, size), flags)
            for logs, flags in zip(nothing, false, strict=True)
        ]
        yield share(GROUP, f"{name}: knows φ, σ and the size", found(real, nulls[0], upto=60))
        title = "the same, as seldom false as ours in slow healing and in long spells"
        yield share(GROUP, f"{name}: {title}", found(real, *nulls, upto=60))


def _ours(logs: Logs) -> Bools:
    return np.asarray(
        (read_cohort(logs, "walk")["since_programme"].state == Code.LINKED).any(axis=1)
    )


def _line(logs: Logs, world: World) -> Floats:
    """Standard errors by which the line through the last twelve weeks rose, errors known; only
    where it rose by two points."""
    line = level_line.level_line(logs)
    start = level_line.window_starts(logs)
    weeks, pain = (logs.day - logs.day[:, :1]) / 7, logs.before.astype(float)
    told = np.full(pain.shape, -np.inf)
    for at in range(19, logs.width):
        for first in np.unique(start[:, at]):
            here = start[:, at] == first
            span = slice(first, at + 1)
            x = weeks[here, span]
            known = (np.ones(x.shape),)
            slope, precision = evidence(
                known, x, pain[here, span], world.before_phi, world.before_sd
            )
            rose = slope[:, -1] * (x[:, -1] - x[:, 0]) >= 2
            told[here, at] = np.where(rose, slope[:, -1] * np.sqrt(precision[:, -1]), -np.inf)
    enough = level_line.enough(line) & (line.days >= 63) & (line.walks >= 20)
    return np.where(enough, told, -np.inf)


def levels(people: int) -> Iterator[Figure]:
    for phi, sd in ((0.3, 1.0), (0.5, 1.0), (0.6, 1.2)):
        steady = World(before=3.5, before_phi=phi, before_sd=sd)
        rising = replace(steady, before=2.5, level_trend=0.25)
        null, real = (walkers(world, people, 60, 81) for world in (steady, rising))
        worse = []
        for logs in (null, real):
            level = read_cohort(logs, "walk")["pain_level"]
            worse.append(((level.direction > 0) & (level.estimate >= 2)).any(axis=1))
        name = f"worsening by 3 points, level alike by {phi:g}, sd {sd:g}"
        yield share(GROUP, f"{name}: ours, false for {100 * worse[0].mean():.1f} %", worse[1])
        best = found(_line(real, steady), (_line(null, steady), worse[0]), upto=60)
        yield share(GROUP, f"{name}: knows φ and σ", best)


PARTS: tuple[Callable[[int], Iterator[Figure]], ...] = (slopes, programmes, levels)
