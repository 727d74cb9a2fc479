"""Reading, logging and patterns at once, on PostgreSQL with many people, as they would come.

    python -m tests.benchmarks.bench_mixed [--people 10000] [--walks 1000000] [--seconds 300]

Requests come at a fixed rate, at moments drawn by chance, whether or not those before them were
answered, and each is timed from when it was due. The rate is searched for first: the one at which
all processors together (this process, PostgreSQL and the site) are busy for `--busy` of the time.
Of a hundred requests 80 read public pages, 10 open the journal, 7 save a walk and 3 open patterns.
PostgreSQL waits for the disk, as it would.
"""

import argparse
import os
import random
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.bench_plain import GZIP, saves_of_ours, signed_in
from tests.benchmarks.bench_requests import ROOT, SITE, run, serving, settings
from tests.benchmarks.load import CHUNK, STATUS, request
from tests.services import cluster

READING, JOURNAL, SAVING, PATTERNS = "reading", "journal", "saving", "patterns"
SHARES = {READING: 80, JOURNAL: 10, SAVING: 7, PATTERNS: 3}
GOALS = {READING: "50", SAVING: "150"}
READ = (
    *("/", "/get-help/", "/search/?q=hill", "/search/?q=shoes"),
    *("/articles/leg-pain-when-walking/", "/articles/painkillers/", "/topics/walking/"),
)
FIRST_RATE, TRIAL_SECONDS = 40.0, 15.0
MAX_TRIALS, NEAR_ENOUGH = 10, 0.03  # the latter a share of the time
ANSWERED = {"200", "302"}


@dataclass
class Answers:
    """What came back: seconds from when each was due, by kind, and every status."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    busy: float = 0  # share of all processors


class Arrivals:
    """Requests of each kind, of people drawn by chance; the same ones for the same seed."""

    def __init__(self, sessions: list[str], read: list[str]) -> None:
        self._chance = random.Random(0)
        self._sessions, self._read = sessions, read
        self._saves: dict[str, Iterator[bytes]] = {}

    def next(self) -> tuple[str, bytes]:
        kind = self._chance.choices(list(SHARES), list(SHARES.values()))[0]
        if kind == READING:
            return kind, request(self._chance.choice(self._read), GZIP)
        session = self._chance.choice(self._sessions)
        if kind == SAVING:
            return kind, next(self._saves.setdefault(session, saves_of_ours([session])))
        path = "/journal/" if kind == JOURNAL else "/journal/patterns/"
        return kind, request(path, GZIP | signed_in(session))

    def wait(self, rate: float) -> float:
        """Seconds until the next one is due."""
        return self._chance.expovariate(rate)


def processor_seconds() -> tuple[float, float]:
    """Of the whole machine since it started: (busy, all)."""
    numbers = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]))
    return sum(numbers) - numbers[3] - numbers[4], sum(numbers)


def arrive(port: int, arrivals: Arrivals, rate: float, seconds: float) -> Answers:
    """Send requests for `seconds`, and wait for the answers to all of them."""
    answers, open_now = Answers(), 0
    busy, everything = processor_seconds()
    begun = time.perf_counter()
    due = begun + arrivals.wait(rate)
    with selectors.DefaultSelector() as selector:
        while due < begun + seconds or open_now:
            now = time.perf_counter()
            while due <= now and due < begun + seconds:
                kind, asked = arrivals.next()
                _connect(selector, port, [kind, due, asked, b""])
                due += arrivals.wait(rate)
                open_now += 1
            until = max(0.0, due - time.perf_counter()) if due < begun + seconds else None
            for key, _ in selector.select(until):
                open_now -= _step(selector, key, answers)
    after, all_after = processor_seconds()
    answers.busy = (after - busy) / (all_after - everything)
    return answers


def _connect(selector: selectors.BaseSelector, port: int, waiting: list) -> None:
    connection = socket.socket()
    connection.setblocking(False)
    connection.connect_ex(("127.0.0.1", port))
    selector.register(connection, selectors.EVENT_WRITE, waiting)


def _step(selector: selectors.BaseSelector, key: selectors.SelectorKey, answers: Answers) -> bool:
    """Whether the connection is done with."""
    connection, waiting = key.fileobj, key.data
    kind, due, asked, status = waiting
    try:
        if asked:
            connection.send(asked)
            waiting[2] = b""
            selector.modify(connection, selectors.EVENT_READ, waiting)
            return False
        if got := connection.recv(CHUNK):
            waiting[3] = status or got[STATUS]
            return False
    except OSError as error:
        waiting[3] = type(error).__name__.encode()
    answers.seconds[kind].append(time.perf_counter() - due)
    answers.statuses[kind, waiting[3].decode() or "nothing"] += 1
    selector.unregister(connection)
    connection.close()
    return True


def rate_for(port: int, arrivals: Arrivals, busy: float) -> float:
    """The requests a second at which the machine is busy for that share of the time."""
    rate = FIRST_RATE
    for _ in range(MAX_TRIALS):
        found = arrive(port, arrivals, rate, TRIAL_SECONDS).busy
        if abs(found - busy) < NEAR_ENOUGH:  # so the rate that is given was tried
            break
        rate *= min(3.0, busy / found)
    return rate


def show(answers: Answers, rate: float) -> None:
    wrong = {
        f"{kind} {status}": number
        for (kind, status), number in answers.statuses.items()
        if status not in ANSWERED
    }
    print(
        f"{rate:.0f} requests a second, {answers.statuses.total()} in all, processors "
        f"{answers.busy:.0%} busy, not answered as they should be: {wrong or 'none'}"
    )
    for kind in SHARES:
        times = [1000 * each for each in answers.seconds[kind]]
        goal = f" (goal: {GOALS[kind]})" if kind in GOALS else ""
        slow = quantiles(times, n=100)[-1]
        print(f"  {kind:10} median {median(times):6.1f} ms, 99 % within {slow:6.1f} ms{goal}")


def fill(folder: Path, address: str, options: argparse.Namespace) -> list[str]:
    """The site at `address` with its articles, people and walks; the keys of sessions."""
    run(folder, "manage.py", "migrate", "--verbosity", "0", DATABASE_URL=address)
    run(folder, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    run(folder, "manage.py", "load_starter", DATABASE_URL=address)
    numbers = [str(each) for each in (options.people, options.walks, options.sessions)]
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.fill_people", *numbers],
        cwd=ROOT,
        env=os.environ | settings(folder) | {"DATABASE_URL": address},
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - started
    print(f"{options.walks} walks of {options.people} people, stored in {seconds:.0f} s")
    return done.stdout.split()


def bench(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="backsite-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # for PostgreSQL's own user
        (data := folder / "postgresql").mkdir()
        address = stack.enter_context(cluster(data, fsync="on")).address
        arrivals = Arrivals(fill(folder, address, options), list(READ))
        port, _ = stack.enter_context(serving(folder, *SITE, DATABASE_URL=address))
        rate = options.rate or rate_for(port, arrivals, options.busy)
        show(arrive(port, arrivals, rate, options.seconds), rate)


def main(arguments: list[str] | None = None) -> None:
    """Prints everything."""
    parser = argparse.ArgumentParser(description="Mixed load on PostgreSQL.")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--walks", type=int, default=1_000_000)
    parser.add_argument("--sessions", type=int, default=400, help="people who are signed in")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--busy", type=float, default=0.7)
    parser.add_argument("--rate", type=float, help="requests a second, and none is searched for")
    bench(parser.parse_args(arguments))


if __name__ == "__main__":
    main()
