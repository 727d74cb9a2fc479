"""How long patterns take, beside the bare least-squares fits that they rest on.

    python -m tests.benchmarks.bench_patterns [--people 10000]

One core: run it with OMP_NUM_THREADS=1 (`python -m tests.benchmarks` does). "Bare" is what
vectorised numpy needs for one ordinary least-squares fit of each of the five linear models per
person: products of columns, then solve. Any fit of a log also needs those columns, moved together
where walks are left out; that time is printed apart.
"""

import argparse
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import get_args

import numpy as np

from journal.patterns import KINDS, Each, WalkColumns, read, read_many
from journal.patterns.engine.logs import Logs
from journal.patterns.engine.samples import Sample
from journal.patterns.kinds.linear_model import LinearModelKind
from tests.patterns.cast import from_logs, simulated
from tests.patterns.cohort import read_cohort
from tests.patterns.simulation import World, walkers

REPEATS = 5
TEN_YEARS = 3650
IN_TURNS = 40
GOAL = 20  # ms of the processor for ten years of one person


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Seconds of the fastest of a few runs."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def bare_fits(designs: list[list[np.ndarray]]) -> None:
    """One least-squares fit per person and model."""
    for columns in designs:
        x, y = np.stack(columns[:-1], axis=-1), columns[-1]
        gram = np.matmul(x.transpose(0, 2, 1), x) + 1e-6 * np.eye(x.shape[2])
        np.linalg.solve(gram, np.matmul(x.transpose(0, 2, 1), y[..., None]))


def bare_fits_each(designs: list[list[np.ndarray]], block: int = 200) -> None:
    """The same after every walk: running sums of products, then a solve per person and walk."""
    for columns in designs:
        for start in range(0, len(columns[0]), block):
            x = np.stack([column[start : start + block] for column in columns], axis=-1)
            sums = np.cumsum(x[..., :, None] * x[..., None, :], axis=1)
            gram = sums[..., :-1, :-1] + 1e-6 * np.eye(len(columns) - 1)
            np.linalg.solve(gram, sums[..., :-1, -1:])


def designs(logs: Logs) -> list[list[np.ndarray]]:
    """The columns of each linear model, made beforehand: the fits alone are timed."""
    return [
        [
            np.ascontiguousarray(column.T)
            for column in Sample(logs, kind.counted(logs)).columns(kind.design)
        ]
        for kind in KINDS.values()
        if isinstance(kind, LinearModelKind)
    ]


def cohort(people: int) -> None:
    """Prints the cohort's times and their ratio to the bare fits."""
    logs = walkers(World(programme_after=50), people, 60, 1)
    ready = designs(logs)
    bare = best(lambda: bare_fits(ready))
    with_columns = best(lambda: bare_fits(designs(logs)))
    bare_each = best(lambda: bare_fits_each(ready), 1)
    print(f"{people} people, 60 walks each, one least-squares fit of each of the 5 linear models:")
    print(
        f"  bare fits: {bare * 1000:.0f} ms; with their columns made: {with_columns * 1000:.0f} ms"
    )
    print(f"  bare fits after every walk: {bare_each * 1000:.0f} ms")
    for each in get_args(Each):
        taken = best(lambda each=each: read_cohort(logs, each), 3)
        ratios = f"{taken / bare:.1f} × bare, {taken / with_columns:.1f} × with columns made"
        if each != "end":
            ratios += f", {taken / bare_each:.1f} × bare after every walk"
        print(f"  read_cohort, each={each}, all 12 kinds: {taken * 1000:.0f} ms = {ratios}")


def command(people: int = 200) -> None:
    """Prints the time of what `match_advice` does for one reading, printing and rules left out."""
    cast = walkers(World(slope=0.5, rise=0.5, tolerance=4), people, 60, 1)
    logs = [from_logs(cast, person=number) for number in range(people)]
    print(f"{people} people, 60 walks each, readings in words, with the walks for and against:")
    for each in get_args(Each):
        readings = sum(map(len, read_many(logs, each)))
        taken = best(lambda each=each: deque(read_many(logs, each), maxlen=0), 2)
        print(f"  each={each}: {readings} readings, {taken / readings * 1e6:.0f} µs a reading")


def fixed_work() -> None:
    """The same on every machine: sums in numpy, and a loop in Python."""
    numbers, odd = np.arange(200_000, dtype=float), 0
    for _ in range(10):
        np.cumsum(numbers * numbers + 3.0)
    for number in range(100_000):
        odd += number & 1


def person() -> None:
    """Prints the processor time of one person's ten years, in turns with the fixed work."""
    log = WalkColumns.of(simulated(World(rise=1, slope=0.5, days_between=1), TEN_YEARS, 1))
    now = datetime(2060, 1, 1, tzinfo=UTC)
    acts = {"read": lambda: read(log, now), "fixed": fixed_work}
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(IN_TURNS):
        for name, act in acts.items():
            started = time.process_time()
            act()
            times[name].append(time.process_time() - started)
    taken, fixed = min(times["read"]) * 1000, min(times["fixed"]) * 1000
    print(
        f"one person, {TEN_YEARS} walks as a page has them, read: {taken:.1f} ms of the processor"
    )
    print(
        f"  (goal: {GOAL}) = {taken / fixed:.2f} × a fixed piece of work, which took {fixed:.1f} ms"
    )


def main(arguments: list[str] | None = None) -> None:
    """Prints everything."""
    parser = argparse.ArgumentParser(description="Times of the pattern engine.")
    parser.add_argument("--people", type=int, default=10_000)
    options = parser.parse_args(arguments)
    person()
    cohort(options.people)
    command()


if __name__ == "__main__":
    main()
