"""Requests a second, as ratios to a bare Django view on the same server, and memory a worker.

    python -m tests.benchmarks.bench_requests [--articles 1000] [--seconds 2] [--rounds 3]

Both sites run under granian with 2 workers and are asked over 8 connections by this one
process. Ratios are of neighbouring measurements, the median of the rounds: other work on the
machine slows both. “Built again” is a process that keeps nothing (BUILT_PAGES_BYTES=0): what the
first reader of a page waits for.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import Message
from itertools import chain, cycle, repeat
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from tests.benchmarks.load import Measured, load, request
from tests.benchmarks.many_articles import COMMON, RARE
from tests.services import accepts, free_port, running

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
SITE = ("manage.py", "serve")
BROTLI = {"Accept-Encoding": "gzip, br"}
ARTICLE = "/articles/many-{}/"


def settings(folder: Path) -> dict[str, str]:
    return {
        "DEBUG": "0",
        "SECRET_KEY": "only-for-measuring-" + "m" * 40,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1:8000",
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "backsite.settings",
    }


def run(folder: Path, *command: str, **others: str) -> None:
    given = os.environ | settings(folder) | others
    subprocess.run([sys.executable, *command], cwd=ROOT, env=given, check=True)


@contextmanager
def serving(folder: Path, *command: str, **others: str) -> Iterator[tuple[int, int]]:
    """(port, process id) of the server that `command` starts."""
    port = free_port()
    given = settings(folder) | others
    started = ["env", *(f"{name}={value}" for name, value in given.items())]
    started += [sys.executable, *command, "--port", str(port), "--workers", str(WORKERS)]
    with running(started, folder / f"{port}.log", accepts(port)) as process:
        yield port, process


def memory(server: int) -> str:
    """The largest worker's memory: all of it, and its part where the workers share."""
    tasks = Path(f"/proc/{server}/task/{server}/children")
    if not tasks.exists():
        return "not known on this system"
    found = [_kibibytes(worker) for worker in tasks.read_text().split()]
    largest = max(found, key=lambda worker: worker["Rss"])
    resident, share = largest["Rss"] / 1024, largest["Pss"] / 1024
    return f"{resident:.0f} MiB resident, {share:.0f} MiB where shared memory counts by share"


def _kibibytes(process: str) -> dict[str, int]:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}


def headers_of(port: int, path: str) -> Message:
    asked = Request(f"http://127.0.0.1:{port}{path}", headers=BROTLI)
    with urlopen(asked) as response:  # noqa: S310 (a server of this benchmark)
        return response.headers


def kept_requests(port: int, articles: int) -> dict[str, Iterator[bytes]]:
    """What is asked of the site as it runs."""
    article = ARTICLE.format(1)
    known = headers_of(port, article)
    return {
        "article": repeat(request(article)),
        "article, brotli": repeat(request(article, BROTLI)),
        "article, If-None-Match": repeat(
            request(article, BROTLI | {"If-None-Match": known["ETag"]})
        ),
        "article, If-Modified-Since": repeat(
            request(article, {"If-Modified-Since": known["Last-Modified"]})
        ),
        "20 articles in turn, brotli": cycle(
            [request(ARTICLE.format(number % articles), BROTLI) for number in range(20)]
        ),
        "search, rare word, again": repeat(request(f"/search/?q={RARE}")),
        "search, common word, again": repeat(request(f"/search/?q={COMMON}")),
    }


def uncached_requests() -> dict[str, Iterator[bytes]]:
    """What is asked of a site that keeps nothing."""
    return {
        "article, built again": repeat(request(ARTICLE.format(1))),
        "search, rare word, built again": repeat(request(f"/search/?q={RARE}")),
        "search, common word, built again": repeat(request(f"/search/?q={COMMON}")),
    }


def measure(hello: int, port: int, requests: Iterator[bytes], options) -> tuple[str, Measured]:
    """The ratio to hello, world in the same minute, as text, and the last round."""
    ratios, plain = [], repeat(request("/"))
    load(port, requests, 2 * options.seconds)  # until both workers have built what they keep
    for _ in range(options.rounds):
        base = load(hello, plain, options.seconds)
        found = load(port, requests, options.seconds)
        ratios.append(found.a_second / base.a_second)
    return f"{median(ratios):7.1%} ({min(ratios):.1%} to {max(ratios):.1%})", found


def bench(articles: int, options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="backsite-") as name, ExitStack() as stack:
        folder = Path(name)
        run(folder, "manage.py", "migrate", "--verbosity", "0")
        run(folder, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        run(folder, "-m", "tests.benchmarks.many_articles", str(articles))
        hello, hello_pid = stack.enter_context(serving(folder, "-m", "tests.benchmarks.hello"))
        kept, kept_pid = stack.enter_context(serving(folder, *SITE))
        again, _ = stack.enter_context(serving(folder, *SITE, BUILT_PAGES_BYTES="0"))
        print(f"{articles} articles, {WORKERS} workers, of hello, world:")
        rows = chain(
            ((kept, *row) for row in kept_requests(kept, articles).items()),
            ((again, *row) for row in uncached_requests().items()),
        )
        for port, what, requests in rows:
            ratio, last = measure(hello, port, requests, options)
            statuses = ", ".join(sorted(last.statuses))
            print(
                f"  {what:33} {ratio:25} {last.a_second:6.0f} a second, answered {statuses}"
                f" (client: {last.share_of_client:.0%} of a core)"
            )
        print(f"  a worker: {memory(kept_pid)}; of hello, world: {memory(hello_pid)}")


def main(arguments: list[str] | None = None) -> None:
    """Prints everything."""
    parser = argparse.ArgumentParser(description="Requests a second, and memory.")
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 20_000])
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    for articles in options.articles:
        bench(articles, options)


if __name__ == "__main__":
    main()
