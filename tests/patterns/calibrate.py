"""Measures what the engine promises, on simulated walkers whose truth is known, and prints it.

    python -m tests.patterns.calibrate              all figures (minutes), saved as calibration.json
    python -m tests.patterns.calibrate --quick      promises and rivals on few people (seconds)
    python -m tests.patterns.calibrate --document   saved figures into docs/method.md again
    python -m tests.patterns.calibrate --closely second_round.sides
                                        one part again, on five times as many people, and saved

The method page and docs/method.md take their figures from here and from nowhere else.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, fields, replace
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

import journal.patterns
from journal.patterns import KINDS, VERSION
from journal.patterns.engine import limit_posterior
from journal.patterns.engine.logs import Bools, Floats, Logs
from journal.patterns.engine.verdicts import Code
from journal.patterns.kinds.linear_model import LinearModelKind

from . import oracles, references, second_round, trades, unseen
from .cohort import CohortReading, read_cohort
from .figures import CLOSE, ERRORS, FAIL, WALKS, WITHIN_CHANCE, Figure, ever_linked, share
from .simulation import World, true_minutes, walkers

NULL = World(programme_after=50)
FULL, QUICK = 2000, 400
QUICK_ALLOWANCE = 3.0  # Monte-Carlo standard errors, where people are few
OUT = Path(journal.patterns.__file__).with_name("calibration.json")
DOCUMENT = Path(__file__).parents[2] / "docs" / "method.md"
MARKS = "<!-- figures -->\n", "<!-- /figures -->"
CHANGED_BY_SHIFT = {"trend", "typical_rise", "since_programme"}


def _false_claims(
    group: str, world: World, people: int, seed: int, most: float, skip: frozenset[str]
) -> Iterator[Figure]:
    found = read_cohort(walkers(world, people, WALKS, seed), "walk")
    linked = {kind: ever_linked(found, kind) for kind in KINDS if kind not in skip}
    worst = max(linked, key=lambda kind: linked[kind].mean())
    yield share(group, f"any one kind, the worst ({worst})", linked[worst], most=3)
    yield share(group, "all kinds together", np.any(list(linked.values()), axis=0), most=most)


def false_claims(people: int) -> Iterator[Figure]:
    """Nothing real going on: is anything ever linked over 60 walks, read after every walk?"""
    for phi in (0.0, 0.3, 0.6):
        world = replace(NULL, phi=phi)
        most, many = 12 if phi > 0.5 else 8, people if phi else CLOSE * people
        yield from _false_claims(f"false claims, φ = {phi:g}", world, many, 11, most, frozenset())


VARIANTS = {
    "minutes of two lengths": World(minutes="bimodal"),
    "minutes uniform": World(minutes="uniform"),
    "minutes heavy-tailed": World(minutes="heavy"),
    "minutes nearly constant": World(minutes="constant"),
    "minutes growing while pain recovers": World(minutes="growing", before=4, level_trend=-0.15),
    "errors heavy-tailed": World(tails="heavy"),
    "flares": World(flare_every=20),
    "a season of 45 days": World(season=0.7),
    "cut short when it hurts": World(tolerance=2.0),
    "cut short early": World(tolerance=2.0, cut="early"),
    "shorter walks when sore": World(less_when_sore=0.25),
    "shorter walks when it will hurt more": World(less_when_worse=0.15),
    "two walks a day": World(per_day=2),
    "a shift of 1.5 points half-way": World(shift=1.5),
    "starts at high pain": World(before=7.5),
    "starts near no pain": World(before=1.0, before_sd=0.8),
    # A single score is sure to 1.8 points: 1.96 · √2 times its error.
    "scores with an error, pain before wandering": World(
        scored=0.65, sd=0.9, before=4.0, before_sd=2.0, before_phi=0.95
    ),
    "scores with an error, mornings worse": World(scored=0.65, sd=0.9, mornings=1.5),
    "every answer half yes, in spells": World(spells=1.0),  # as long as those of the errors
}


def variants(people: int) -> Iterator[Figure]:
    """The same for worlds that the rule was not tuned on, at φ = 0.3 and 0.6."""
    for name, world in VARIANTS.items():
        for phi in (0.3, 0.6):
            skip = frozenset(CHANGED_BY_SHIFT if world.shift or world.season else ())
            most = 12 if phi > 0.5 else 8
            group = f"false claims, φ = {phi:g}, {name}"
            here = replace(world, phi=phi, spells=phi * world.spells, programme_after=50)
            many = CLOSE * people if world.mornings else people
            yield from _false_claims(group, here, many, 12, most, skip)


def beyond(people: int) -> Iterator[Figure]:
    """Where the promise is not made: errors twice as large as usual, and logs that never end."""
    for phi in (0.3, 0.6):
        group = f"beyond the promise, φ = {phi:g}"
        for size, sd in (("half as large again", 1.65), ("twice as large", 2.2)):
            world = World(phi=phi, sd=sd, before=4.0, programme_after=50)
            for figure in _false_claims(group, world, people, 20, 8, frozenset()):
                most = 8 if (phi, sd) == (0.3, 1.65) and "all" in figure.name else None
                yield replace(figure, name=f"errors {size}: {figure.name}", most=most)
        world = replace(NULL, phi=phi)
        found = read_cohort(walkers(world, people // 4, 4 * WALKS, 21), "walk")
        for kind in (k for k, each in KINDS.items() if isinstance(each, LinearModelKind)):
            linked = ever_linked(found, kind, 4 * WALKS)
            yield share(group, f"240 walks instead of 60: {kind}", linked)


def _covered(found: CohortReading, kind: str, truth: Floats, at: int) -> Bools:
    low, high = found[kind].low[:, at], found[kind].high[:, at]
    told = ~np.isnan(low)
    return np.asarray(((low <= truth) & (truth <= high))[told])


def coverage(people: int) -> Iterator[Figure]:
    """Does the 90 % interval hold the truth, at a moment that the walks did not choose?"""
    people *= CLOSE
    world = World(rise=1.2, slope=0.5, trend=-0.05, before=3.5)
    logs = walkers(world, people, WALKS, 13)
    found = read_cohort(logs, "walk")
    weeks = (logs.day - logs.day[:, :1]) / 7
    for walks in (15, 30, 60):
        mean = world.rise + world.trend * weeks[:, :walks].mean(axis=1)
        truths = {
            "typical_rise": mean,
            "rise_with_minutes": np.full(people, world.slope),
            "trend": np.full(people, 4 * world.trend),
        }
        for kind, truth in truths.items():
            told = _covered(found, kind, truth, walks - 1)
            if len(told) > people // 10:
                yield share("coverage, φ = 0.3", f"{kind} at {walks} walks", told, 87, 95)


def power(people: int) -> Iterator[Figure]:
    """Is what is real found, and how soon?"""
    for phi in (0.0, 0.3, 0.6):
        bound = (70, 97, 93, 80) if phi < 0.5 else (None, None, None, None)
        group = f"power, φ = {phi:g}"
        found = read_cohort(walkers(World(phi=phi, rise=0.5, slope=1), people, WALKS, 14), "walk")
        kind = "rise_with_minutes"
        name = "slope of 1 per 10 minutes linked within"
        yield share(group, f"{name} 30 walks", ever_linked(found, kind, 30), bound[0])
        yield share(group, f"{name} 60 walks", ever_linked(found, kind), bound[1])
        found = read_cohort(walkers(World(phi=phi, rise=1.5), people, 30, 15), "walk")
        mean = ever_linked(found, "typical_rise", 30)
        yield share(group, "mean rise of 1.5 linked within 30 walks", mean, bound[2])
        found = read_cohort(walkers(World(phi=phi, rise=-1.5, before=4.5), people, 30, 22), "walk")
        mean = ever_linked(found, "typical_rise", 30)
        yield share(group, "mean fall of 1.5 linked within 30 walks", mean)
        falling = World(phi=phi, rise=1.5, before=4.5, trend=-0.3)
        logs = walkers(falling, people, WALKS, 16)
        linked = read_cohort(logs, "walk")["trend"].state == Code.LINKED
        in_time = (linked & (logs.day - logs.day[:, :1] < 84)).any(axis=1)
        yield share(group, "trend of -0.3 a week linked within 12 weeks", in_time, bound[3])
        found = read_cohort(walkers(World(spells=phi, share=0.9), people, 40, 23), "walk")
        for walks in (20, 40):
            linked = ever_linked(found, "eased_by_sitting", walks)
            name = f"eased on 9 of 10 walks, 8 of 10 answered, linked within {walks} walks"
            yield share(group, name, linked)


def centres(logs: Logs) -> Floats:
    """(people,): posterior median of the length where half the walks rise by 2."""
    weight = limit_posterior.log_posterior(limit_posterior.shown(logs).row)
    weight = np.exp(weight - weight.max(axis=1, keepdims=True))
    order = np.argsort(limit_posterior.CENTRES, kind="stable")
    running = np.cumsum(weight[:, order], axis=1)
    at = (running < running[:, -1:] / 2).sum(axis=1)
    return np.asarray(limit_posterior.CENTRES[order][at])


def comfort(people: int) -> Iterator[Figure]:
    """Is the comfortable length not overstated, and its centre near the truth?"""
    world = World(rise=0.5, slope=1)
    limit_80, centre = true_minutes(world, 0.2), true_minutes(world, 0.5)
    logs = walkers(world, people, WALKS, 17)
    for walks in (20, 40, 60):
        some = logs.upto(walks)
        found = read_cohort(some, "end")["comfortable_minutes"]
        headline = found.estimate[:, 0]
        told = ~np.isnan(headline)
        low, high = (getattr(found, end)[told, 0] for end in ("low", "high"))
        covered = (low <= limit_80) & (limit_80 <= high)
        yield share("comfortable minutes", f"80 % band holds the truth, {walks} walks", covered)
        name = f"headline at most truth + 2 minutes, {walks} walks"
        yield share("comfortable minutes", name, headline[told] <= limit_80 + 2, 90)
        longest = np.array([_longest_under(some, person) for person in range(min(people, 500))])
        name = f"naive: longest walk that stayed under, minutes over the truth, {walks} walks"
        over = float(np.median(longest)) - limit_80
        yield Figure("comfortable minutes", name, round(over, 1), 0.3, len(longest), unit="minutes")
        if walks == 20:
            miss = np.abs(centres(some) - centre)[told]
            median, error = float(np.median(miss)), 1.25 * float(miss.std()) / sqrt(len(miss))
            name = "median error of the centre, 20 walks"
            yield Figure(
                "comfortable minutes",
                name,
                round(median, 2),
                round(error, 2),
                len(miss),
                most=4,
                unit="minutes",
            )


def _longest_under(logs: Logs, person: int) -> int:
    under = logs.after[person] - logs.before[person] < 2
    return int(logs.minutes[person][under].max(initial=0))


def recovery(people: int) -> Iterator[Figure]:
    """Natural recovery of 0.3 a week alone, and a programme that does help."""
    for name, world in {
        "in the rise": World(rise=3.0, before=4.0, trend=-0.3),
        "in the pain before and after": World(rise=1.5, before=6.0, level_trend=-0.3),
        "in the rise, φ = 0.6": World(rise=3.0, before=4.0, trend=-0.3, phi=0.6),
    }.items():
        for weeks in (4, 6):
            logs = walkers(
                replace(world, programme_after=7 * weeks, hurt_for=0), people, 14 * weeks // 3, 18
            )
            found = read_cohort(logs, "walk")
            linked = ever_linked(found, "since_programme")
            title = f"recovery {name} called an effect, programme from week {weeks}"
            yield share("programme", title, linked, most=3)
    helped = World(rise=3.0, before=4.0, effect=-2.0, programme_after=42, hurt_for=700)
    found = read_cohort(walkers(helped, people, WALKS, 19), "walk")
    linked = ever_linked(found, "since_programme")
    yield share("programme", "2 points less rise linked within 60 walks", linked)


def rivals(people: int) -> Iterator[Figure]:
    """What common rules, and the rules that were considered and lost, do to the same people."""
    for phi in (0.0, 0.3, 0.6):
        null = walkers(replace(NULL, phi=phi), people, WALKS, 11)
        real = walkers(World(phi=phi, rise=0.5, slope=1), people, WALKS, 14)
        group = f"rivals, φ = {phi:g}"
        yield share(group, "Pearson p < .05 after each walk: false", references.pearson(null))
        yield share(group, "3 with, 3 without: false", references.three_and_three(null))
        ours = ever_linked(read_cohort(null, "walk"), "rise_with_minutes")
        found = read_cohort(real, "walk")
        yield share(group, "ours, slope: false", ours)
        for walks in (30, 60):
            linked = ever_linked(found, "rise_with_minutes", walks)
            yield share(group, f"ours, slope: found by {walks}", linked)
        for label, gls in (("inflated", False), ("GLS", True)):
            yield from _weekly_rival(group, label, gls, null, real, float(ours.mean()))


def _weekly_rival(
    group: str, label: str, gls: bool, null: Logs, real: Logs, rate: float
) -> Iterator[Figure]:
    false = references.twice_weekly(null, gls, WALKS)
    fair = float(np.quantile(false, 1 - rate))
    by = {walks: references.twice_weekly(real, gls, walks) for walks in (30, 60)}
    yield share(group, f"twice weekly 99.5 %, {label}: false", false > 2.81)
    for walks, found in by.items():
        yield share(group, f"twice weekly 99.5 %, {label}: found by {walks}", found > 2.81)
    for walks, found in by.items():
        name = f"twice weekly, {label}, as many false as ours: found by {walks}"
        yield share(group, name, found > fair)


PROMISES: tuple[Callable[[int], Iterator[Figure]], ...] = (
    false_claims,
    coverage,
    power,
    comfort,
    recovery,
)
BESIDE = (*second_round.PARTS, *trades.PARTS, *oracles.PARTS, *unseen.PARTS)
EVERYTHING = (*PROMISES, *BESIDE, variants, beyond, rivals)


def document(text: str, table: dict[str, Any]) -> str:
    """The method's long form with its figures replaced by those of a saved table."""
    lines = [
        f"Rules {table['version']}, {table['people']} people per world, {table['walks']} walks "
        "each, read after every walk. ± is one Monte-Carlo standard error.",
        f"A row passes where {ERRORS:g} of them more still meet a ceiling, or less a floor, and "
        "fails where it is that far off; between the two chance may have decided.",
        "",
        "| group | figure | required | measured | ± | people | |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in table["figures"]:
        mark = f"**{FAIL}**" if row["verdict"] == FAIL else row["verdict"]
        lines.append(
            f"| {row['group']} | {row['name']} | {row['required']} "
            f"| {row['measured']:g} {row['unit']} | {row['error']:g} | {row['people']} | {mark} |"
        )
    before, rest = text.split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    return before + MARKS[0] + "\n".join(lines) + "\n" + MARKS[1] + after


def write_document() -> None:
    """Writes the saved figures into docs/method.md."""
    DOCUMENT.write_text(document(DOCUMENT.read_text(), json.loads(OUT.read_text())))


def measure(
    parts: Iterable[Callable[[int], Iterator[Figure]]], people: int, errors: float
) -> list[Figure]:
    """Measures and prints, line by line; bounds hold give or take some standard errors."""
    figures = []
    print(f"rules {VERSION}, {people} people per world, {WALKS} walks\n")
    for figure in (figure for part in parts for figure in part(people)):
        figures.append(figure)
        print(
            f"{figure.verdict(errors):14}{figure.group}: {figure.name}: "
            f"{figure.measured:g} {figure.unit} (± {figure.error:g}), "
            f"required {figure.required}, {figure.people} people",
            flush=True,
        )
    return figures


def _row(figure: Figure) -> dict[str, Any]:
    return asdict(figure) | {"required": figure.required, "verdict": figure.verdict()}


def save(figures: Iterable[Figure]) -> None:
    OUT.write_text(
        json.dumps(
            {"version": VERSION, "people": FULL, "walks": WALKS, "figures": [*map(_row, figures)]},
            indent=1,
            ensure_ascii=False,
        )
        + "\n"
    )
    write_document()


def saved() -> list[Figure]:
    """The figures of the last full run, if it was of these rules."""
    table = json.loads(OUT.read_text())
    if table["version"] != VERSION:
        raise SystemExit("The rules have changed: all has to be measured again.")
    names = [each.name for each in fields(Figure)]
    return [Figure(**{name: row[name] for name in names}) for row in table["figures"]]


def measure_closely(name: str) -> None:
    """Measures one part on more people and puts its figures in place of those saved before."""
    part = next(part for part in EVERYTHING if f"{part.__module__}.{part.__name__}".endswith(name))
    new = {(each.group, each.name): each for each in measure([part], CLOSE * FULL, ERRORS)}
    old = [new.pop((each.group, each.name), each) for each in saved()]
    save([*old, *new.values()])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="few people, promises and rivals only")
    parser.add_argument("--people", type=int, help="simulated people per world; nothing is saved")
    parser.add_argument("--closely", metavar="PART", help="one part again, on five times as many")
    parser.add_argument("--document", action="store_true", help="only save and write down again")
    options = parser.parse_args()
    if options.document:
        save(saved())
        return 0
    if options.closely:
        measure_closely(options.closely)
        return 0
    people = options.people or (QUICK if options.quick else FULL)
    errors = QUICK_ALLOWANCE if people < FULL else ERRORS
    parts = (*PROMISES, rivals) if options.quick else EVERYTHING
    figures = measure(parts, people, errors)
    failed, unsure = (
        sum(figure.verdict(errors) == verdict for figure in figures)
        for verdict in (FAIL, WITHIN_CHANCE)
    )
    print(f"\n{len(figures)} figures, {failed} outside what is required, {unsure} within chance")
    if not options.quick and not options.people:
        save(figures)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
