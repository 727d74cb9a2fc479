"""Walkers whose truth is known: what the engine says of them can be counted as right or wrong.

`walkers(World(...), people, walks, seed)` draws many people at once as `Logs`. A `World` says what
is true (means, slopes, shares) and what is awkward (serial correlation, flares, seasons, walks cut
short by pain, shorter walks on bad days, several walks a day, a ceiling, whole numbers).
"""

from dataclasses import dataclass, replace
from math import erf, sqrt
from statistics import NormalDist

import numpy as np

from journal.patterns.engine.logs import NO_ONSET, NO_PROGRAMME, Floats, Ints, Logs

FIRST_DAY = 739_000  # any day will do
USUAL_MINUTES = 22.0


@dataclass(frozen=True)
class World:
    """What is true of every walker. Points are on the 0 to 10 scale; weeks count from the start."""

    rise: float = 0.0  # mean rise of a walk of the usual length
    slope: float = 0.0  # points per 10 further minutes
    trend: float = 0.0  # points a week, in the rise
    level_trend: float = 0.0  # points a week, in the pain before and so in the pain after too
    late: float = 0.0  # points, walks after noon
    effect: float = 0.0  # points, once the programme has begun, in the rise
    level_effect: float = 0.0  # the same in the pain before, and so in the pain after
    healing: float = 0.0  # points that fade from the pain by itself, by half in `heals_by` weeks
    heals_by: float = 3.0
    hurt_for: int | None = None  # days of pain before the first walk; None: nobody knows
    begins: str = "as planned"  # or "when it is worst": the programme, within three weeks of that
    share: float = 0.5  # of every yes-or-no answer
    legs: float | None = None  # of leg symptoms, where that is another
    legs_since: tuple[int, float] | None = None  # from which walk on, and how many then
    sd: float = 1.1  # of the rise
    phi: float = 0.3  # of the rise, walk after walk
    tails: str = "normal"  # or those of `_noise`
    before: float = 2.5
    before_sd: float = 1.2
    before_phi: float = 0.6
    minutes: str = "gamma"  # bimodal, uniform, heavy, constant, growing
    minutes_sd: float = 8.0
    longer_when_late: float = 0.0  # sds by which walks after noon rank longer than those before
    days_between: float = 1.75  # 4 walks a week
    per_day: int = 1
    season: float = 0.0  # points, half the swing of a wave of `season_days`
    season_days: float = 45.0
    flare_every: float = 0.0  # walks between flares, on average; 0 for none
    flare: float = 3.0  # points up, fading over about five walks, in before and after
    level_season: float = 0.0  # the same wave, in the pain before and so in the pain after
    shift: float = 0.0  # points, from half-way on, in the rise
    level_steps: float = 0.0  # sd of steps of the pain before, each for about `step_walks` walks
    step_walks: float = 15.0
    mornings: float = 0.0  # points, walks before noon, in before and after
    stiff_mornings: float = 0.0  # points, walks before noon, in before alone: they end alike
    scored: float = 0.0  # sd of the error with which each pain is put into a number
    heaped: int = 1  # scores are multiples of it: 2 for even numbers, 5 for 0, 5 and 10
    left_out: float = 0.0  # share of the walks without a rise that are not logged
    tolerance: float = 99.0  # points of rise at which a walk is cut short
    cut: str = "when it hurts"  # or "early": at half-way, with the pain of the whole walk
    less_when_sore: float = 0.0  # share of minutes lost per point of pain before above the mean
    less_when_worse: float = 0.0  # share of minutes lost per point that the walk will hurt more
    slope_until: float = 1.0  # share of the walks after which longer ones hurt no more than others
    painkillers: float = 0.0  # points that one takes off; taken before most of the longer walks
    reacting: float = 0.0  # share of minutes lost per point that the walk before ended above usual
    reacting_to_level: float = 0.0  # and per point of the pain that it ended with
    programme_after: int | None = None  # days
    answered: float = 0.8
    spells: float = 0.0  # φ of the series whose being high or low is a yes or a no


def _autoregressive(
    rng: np.random.Generator, people: int, walks: int, phi: float, tails: str
) -> Floats:
    """(people, walks) of unit variance, AR(1) along the walks."""
    if tails == "two states":
        return _two_states(rng, people, walks, phi)
    noise = _noise(rng, (people, walks), tails)
    series = np.empty((people, walks))
    series[:, 0] = noise[:, 0]
    for at in range(1, walks):
        series[:, at] = phi * series[:, at - 1] + sqrt(1 - phi**2) * noise[:, at]
    return series


def _noise(rng: np.random.Generator, shape: tuple[int, int], tails: str) -> Floats:
    """Independent errors of unit variance."""
    if tails == "heavy":
        return np.asarray(rng.standard_t(4, shape) / sqrt(2))
    if tails == "very heavy":
        return np.asarray(rng.standard_t(3, shape) / sqrt(3))
    if tails == "skewed":  # most walks alike, a few much worse
        return np.asarray(rng.standard_exponential(shape) - 1)
    return np.asarray(rng.standard_normal(shape))


def _two_states(rng: np.random.Generator, people: int, walks: int, phi: float) -> Floats:
    """Good spells and bad ones, with nothing between: four fifths of the spread is the state's."""
    stays = rng.random((people, walks)) < (1 + phi) / 2
    turns = np.where(stays, 1, -1)
    turns[:, 0] = np.where(rng.random(people) < 0.5, 1, -1)
    state = np.cumprod(turns, axis=1)
    return np.asarray(0.8 * state + 0.6 * rng.standard_normal((people, walks)))


def _steps(world: World, rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """A level that stays where it is until it steps elsewhere."""
    new = rng.random(shape) < 1 / world.step_walks
    new[:, 0] = True
    latest = np.maximum.accumulate(np.where(new, np.arange(shape[1]), 0), axis=1)
    return np.take_along_axis(world.level_steps * rng.standard_normal(shape), latest, axis=1)


def _minutes(world: World, rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    mean, sd = USUAL_MINUTES, world.minutes_sd
    if world.minutes == "bimodal":
        return np.where(rng.random(shape) < 0.5, mean - sd, mean + sd) + rng.normal(0, 1.5, shape)
    if world.minutes == "uniform":
        return rng.uniform(mean - sd * sqrt(3), mean + sd * sqrt(3), shape)
    if world.minutes == "heavy":
        return np.exp(rng.normal(np.log(15), 0.8, shape))
    if world.minutes == "constant":
        return mean + rng.integers(-1, 2, shape)
    drawn = rng.gamma((mean / sd) ** 2, sd**2 / mean, shape)
    if world.minutes == "growing":
        return drawn * np.linspace(0.5, 1.6, shape[1])
    return drawn


def _days(world: World, rng: np.random.Generator, shape: tuple[int, int]) -> Ints:
    """Days since the start: each walk follows the last after a random gap of whole days."""
    people, walks = shape
    outings = -(-walks // world.per_day)
    if world.days_between <= 1:
        gaps = np.ones((people, outings), dtype=np.int64)
    else:
        gaps = rng.geometric(1 / world.days_between, (people, outings))
    gaps[:, 0] = 0
    return np.repeat(np.cumsum(gaps, axis=1), world.per_day, axis=1)[:, :walks]


def _level(world: World, rng: np.random.Generator, days: Ints) -> Floats:
    """Pain before a walk: its own slow wandering, flares, seasons, shifts and recovery."""
    people, walks = days.shape
    level = world.before + world.before_sd * _autoregressive(
        rng, people, walks, world.before_phi, "normal"
    )
    if world.flare_every:
        begins = rng.random(days.shape) < 1 / world.flare_every
        flare = np.zeros(days.shape)
        flare[:, 0] = begins[:, 0]
        for at in range(1, walks):
            flare[:, at] = np.maximum(begins[:, at], 0.75 * flare[:, at - 1])
        level = level + world.flare * flare
    if world.level_steps:
        level = level + _steps(world, rng, days.shape)
    if world.level_season:
        start = rng.uniform(0, 2 * np.pi, (people, 1))
        level = level + world.level_season * np.sin(2 * np.pi * days / world.season_days + start)
    if world.healing:
        weeks = (days + (world.hurt_for or 0)) / 7
        level = level + world.healing * 0.5 ** (weeks / world.heals_by)
    return level + world.level_trend * days / 7


def _rise(world: World, rng: np.random.Generator, days: Ints, late: Ints) -> Floats:
    """The rise of a walk of the usual length, but for what its own length adds."""
    people, walks = days.shape
    rise = world.rise + world.sd * _autoregressive(rng, people, walks, world.phi, world.tails)
    rise = rise + world.trend * days / 7 + world.late * late
    if world.season:
        start = rng.uniform(0, 2 * np.pi, (people, 1))
        rise = rise + world.season * np.sin(2 * np.pi * days / world.season_days + start)
    if world.shift:
        rise = rise + world.shift * (np.arange(walks) >= walks // 2)
    return rise


def _programme(world: World, days: Ints, level: Floats) -> Ints:
    """(people, 1): the day on which the programme begins; far off where there is none."""
    if world.programme_after is None:
        return np.full((len(days), 1), 10**6)
    planned = np.full((len(days), 1), world.programme_after)
    if world.begins == "as planned":
        return planned
    near = np.abs(days - planned) <= 21
    worst = np.where(near, level, -np.inf).argmax(axis=1)[:, None]
    return np.take_along_axis(days, worst, axis=1)


def _cut_short(world: World, minutes: Floats, rise: Floats) -> tuple[Floats, Floats]:
    """Minutes walked and whether pain ended the walk, given the rise at the usual length."""
    if world.cut == "early":
        whole = rise + world.slope * (minutes - USUAL_MINUTES) / 10
        reached = np.where(whole >= world.tolerance, minutes / 2, 1e6)
    elif world.slope > 0:
        reached = USUAL_MINUTES + 10 * (world.tolerance - rise) / world.slope
    else:  # it hurts from the first step: the walk ends at a third of the way
        reached = np.where(rise >= world.tolerance, minutes / 3, 1e6)
    stopped = reached < minutes
    return np.clip(np.where(stopped, reached, minutes), 3, 1440), stopped


def walkers(world: World, people: int, walks: int, seed: int) -> Logs:
    """Draws `people` logs of `walks` walks each from a world; a seed always draws the same."""
    if world.left_out:
        whole = walkers(replace(world, left_out=0.0), people, 2 * walks, seed)
        return _logged(whole, world.left_out, walks, seed)
    rng = np.random.default_rng(seed)
    shape = (people, walks)
    days = _days(world, rng, shape)
    hours = rng.integers(6, 22, shape)
    late = (hours >= 12).astype(np.int64)
    level = _level(world, rng, days) + (world.mornings + world.stiff_mornings) * (1 - late)
    start = _programme(world, days, level)
    level = level + world.level_effect * (days >= start)
    rise = _rise(world, rng, days, late) + world.effect * (days >= start)
    rise = rise - world.stiff_mornings * (1 - late)
    minutes = _minutes(world, rng, shape)
    if world.longer_when_late:
        place = world.longer_when_late * late + rng.standard_normal(shape)
        ranks = place.argsort(axis=1).argsort(axis=1)
        minutes = np.take_along_axis(np.sort(minutes, axis=1), ranks, axis=1)
    if world.less_when_sore:
        minutes = minutes * np.exp(-world.less_when_sore * (level - world.before))
    if world.less_when_worse:
        minutes = minutes * np.exp(-world.less_when_worse * (rise - world.rise))
    if world.reacting:
        minutes[:, 1:] *= np.exp(-world.reacting * (rise - world.rise)[:, :-1])
    if world.reacting_to_level:
        ended = (level + rise)[:, :-1] - world.before - world.rise
        minutes[:, 1:] *= np.exp(-world.reacting_to_level * ended)
    planned = np.clip(np.round(minutes), 3, 1440)
    minutes, stopped = _cut_short(world, planned, rise)
    minutes = np.round(minutes)
    before = np.clip(level, 0, 10)
    hurting = planned if world.cut == "early" else minutes
    sloping = world.slope * (np.arange(walks) < world.slope_until * walks)
    after = before + rise + sloping * (hurting - USUAL_MINUTES) / 10
    painkiller = np.full(shape, -1)
    if world.painkillers:
        often = np.where(minutes > USUAL_MINUTES, 0.8, 0.15)
        painkiller = (rng.random(shape) < often).astype(np.int64)
        after = after - world.painkillers * painkiller
    if world.scored:
        before, after = (
            each + world.scored * rng.standard_normal(shape) for each in (before, after)
        )
    heap = world.heaped
    before, after = (
        np.clip(heap * np.round(each / heap), 0, 10).astype(np.int64) for each in (before, after)
    )

    def answer(share: float, since: tuple[int, float] | None = None) -> Ints:
        known = rng.random(shape) < world.answered
        shares = np.full(walks, share)
        if since:
            shares[since[0] :] = since[1]
        if world.spells:
            series = _autoregressive(rng, people, walks, world.spells, "normal")
            yes = series < np.array([NormalDist().inv_cdf(each) for each in shares])
        else:
            yes = rng.random(shape) < shares
        return np.where(known, yes.astype(np.int64), -1)

    up = answer(world.share)
    begun = NO_PROGRAMME if world.programme_after is None else FIRST_DAY + start[:, 0]
    onset = NO_ONSET if world.hurt_for is None else FIRST_DAY - world.hurt_for
    return Logs(
        count=np.full(people, walks),
        day=FIRST_DAY + days,
        hour=hours,
        minutes=minutes.astype(np.int64),
        before=before,
        after=after,
        stopped=stopped.astype(np.int64),
        next_morning=np.where(up < 0, -1, np.minimum(before + 2 * up, 10)),
        eased=np.stack([answer(world.share) for _ in range(4)]),
        legs=answer(world.share if world.legs is None else world.legs, world.legs_since),
        programme_day=np.full(people, begun),
        onset_day=np.full(people, onset),
        painkiller=painkiller,
    )


def _logged(whole: Logs, left_out: float, walks: int, seed: int) -> Logs:
    """The first walks that were logged: those without a rise were left out so often."""
    rng = np.random.default_rng(seed)
    kept = (whole.after > whole.before) | (rng.random(whole.day.shape) >= left_out)
    order = np.argsort(~kept, axis=1, kind="stable")[:, :walks]
    columns = "hour", "minutes", "before", "after", "stopped", "next_morning", "legs"
    return replace(
        whole,
        count=np.minimum(kept.sum(axis=1), walks),
        day=np.maximum.accumulate(np.take_along_axis(whole.day, order, axis=1), axis=1),
        eased=np.stack([np.take_along_axis(each, order, axis=1) for each in whole.eased]),
        **{
            name: np.take_along_axis(getattr(whole, name), order, axis=1)
            for name in (*columns, "painkiller")
        },
    )


def chance_of_rise(world: World, minutes: Floats) -> Floats:
    """The true chance that a recorded rise is 2 or more, after so many minutes (whole numbers).

    A recorded rise r' of a true rise r is 2 or more with probability r - 1, held to 0…1; so the
    chance is the normal's, averaged over thresholds from 1 to 2.
    """
    mean = world.rise + world.slope * (np.asarray(minutes) - USUAL_MINUTES) / 10
    thresholds = np.linspace(1, 2, 41)
    z = (mean[..., None] - thresholds) / world.sd
    return np.asarray(np.vectorize(lambda v: 0.5 * (1 + erf(v / sqrt(2))))(z).mean(axis=-1))


def true_minutes(world: World, chance: float) -> float:
    """The length at which the chance of a rise of 2 or more passes `chance`."""
    minutes = np.arange(1.0, 200.0, 0.25)
    return float(np.interp(chance, chance_of_rise(world, minutes), minutes))
