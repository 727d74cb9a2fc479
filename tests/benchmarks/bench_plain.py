"""Our pages beside nginx's own static file and beside plain Django, in the same run.

    python -m tests.benchmarks.bench_plain [--articles 200] [--walks 3000] [--rounds 5]

The plain pages are in `tests/benchmarks/plain`: the same text, the same middlewares, headers,
compression, database and server. nginx serves the bytes of our article from a file. Each ratio is
the median of neighbouring measurements, so that other work on the machine slows both; beside it
stands what has to be reached, and how much of a processor each request took from the server's
processes, which other work changes less. The nudges that the site comes with are in use; walks are
saved from many sessions, as a plain session grows by a message with each.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from itertools import count, cycle, repeat
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.benchmarks.bench_requests import (
    ARTICLE,
    ROOT,
    SITE,
    WORKERS,
    memory,
    run,
    serving,
    settings,
)
from tests.benchmarks.load import Measured, load, post, request
from tests.services import accepts, free_port, running

GZIP = {"Accept-Encoding": "gzip"}
SESSIONS, SAVES_A_DAY = 1000, 4
SECRET = "c" * 32  # a form's token is what the cookie says
NGINX = """
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
{user}
events {{ worker_connections 512; }}
http {{
  access_log off;
  sendfile on;
  default_type text/html;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


class Side(NamedTuple):
    """One of two that are compared: the port and process of its server, and what it is asked."""

    port: int
    server: int
    requests: Iterator[bytes]


@contextmanager
def nginx(folder: Path, page: bytes) -> Iterator[tuple[int, int]]:
    """(port, process id) of an nginx that serves `page` from the file page.html."""
    (folder / "pages").mkdir()
    (folder / "pages" / "page.html").write_bytes(page)
    port, file = free_port(), folder / "nginx.conf"
    user = "user root;" if Path("/root").owner() == folder.owner() else ""
    file.write_text(NGINX.format(workers=WORKERS, folder=folder, port=port, user=user))
    command = ["nginx", "-c", str(file), "-p", str(folder), "-g", "daemon off;"]
    with running(command, folder / "nginx.log", accepts(port)) as process:
        yield port, process


def saves_of_ours(sessions: Iterable[str], first_year: int = 2001) -> Iterator[bytes]:
    """Each of a walk of its own: no two at the same time, and each id once."""
    for number, session in zip(count(), cycle(sessions), strict=False):
        day, hour = divmod(number, SAVES_A_DAY)
        yield _form(
            session,
            entry=uuid.uuid4(),
            minutes=20,
            when="day",
            day=date(first_year, 1, 1) + timedelta(days=day),
            clock=f"{4 * hour + 6:02}:00",
        )


def journal_pages(session: str) -> Iterator[bytes]:
    return repeat(request("/journal/", GZIP | signed_in(session)))


def plain_saves(sessions: Iterable[str]) -> Iterator[bytes]:
    return (_form(session, minutes=20) for session in cycle(sessions))


def _form(session: str, **fields: object) -> bytes:
    scores = {"pain_before": 2, "pain_after": 3, "csrfmiddlewaretoken": SECRET}
    return post("/journal/", urlencode(fields | scores), signed_in(session))


def signed_in(session: str) -> dict[str, str]:
    return {"Cookie": f"sessionid={session}; csrftoken={SECRET}"}


def compare(what: str, goal: str, ours: Side, other: Side, options: argparse.Namespace) -> None:
    """Print the ratio of requests a second, of processor time, and what was answered."""
    ratios, processor = [], []
    for side in (ours, other):
        load(side.port, side.requests, 1)
    for _ in range(options.rounds):
        theirs, their_time = _measure(other, options.seconds)
        mine, my_time = _measure(ours, options.seconds)
        ratios.append(mine.a_second / theirs.a_second)
        processor.append(their_time / my_time)
    answered = "/".join(",".join(sorted(each.statuses)) for each in (mine, theirs))
    print(
        f"  {what:48} {median(ratios):7.1%} ({min(ratios):.1%} to {max(ratios):.1%}), {goal}; "
        f"{mine.a_second:.0f} and {theirs.a_second:.0f} a second, answered {answered}; "
        f"by processor time {median(processor):.1%}: {my_time:.2f} and {their_time:.2f} ms"
    )


def _measure(side: Side, seconds: float) -> tuple[Measured, float]:
    """What was answered, and milliseconds of processor time of the server's for each."""
    before = processor_ms(side.server)
    measured = load(side.port, side.requests, seconds)
    return measured, (processor_ms(side.server) - before) / measured.statuses.total()


def processor_ms(server: int) -> float:
    """What the processes that this one started have taken of a processor until now."""
    ticks = 0
    for worker in Path(f"/proc/{server}/task/{server}/children").read_text().split():
        taken = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        ticks += int(taken[11]) + int(taken[12])
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


def bench(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="backsite-") as name, ExitStack() as stack:
        folder = Path(name)
        sessions = _fill(folder, options)
        (one, *ours), (other, *others) = sessions[:SESSIONS], sessions[SESSIONS:]
        kept = stack.enter_context(serving(folder, *SITE))
        again = stack.enter_context(serving(folder, *SITE, BUILT_PAGES_BYTES="0"))
        plain = stack.enter_context(serving(folder, "-m", "tests.benchmarks.plain.serve"))
        unsynced = stack.enter_context(
            serving(folder, *SITE, DJANGO_SETTINGS_MODULE="tests.benchmarks.without_fsync")
        )
        article = ARTICLE.format(1)
        with urlopen(Request(f"http://127.0.0.1:{kept[0]}{article}")) as answer:
            static = stack.enter_context(nginx(folder, answer.read()))
        print(f"{options.articles} articles, {options.walks} walks, {WORKERS} workers each:")
        ask = repeat(request(article, GZIP))
        for row in (
            (
                "built article, of nginx's static file",
                "35% is the goal",
                Side(*kept, repeat(request(article))),
                Side(*static, repeat(request("/page.html"))),
            ),
            ("article built again, of plain Django's", "40%", Side(*again, ask), Side(*plain, ask)),
            (
                "journal page, of plain Django's",
                "100%",
                Side(*kept, journal_pages(one)),
                Side(*plain, journal_pages(other)),
            ),
            (
                "saving a walk, of plain Django's",
                "100%",
                Side(*kept, saves_of_ours(ours)),
                Side(*plain, plain_saves(others)),
            ),
            (
                "saving a walk, of not waiting for the disk",
                "the price of synchronous=FULL",
                Side(*kept, saves_of_ours(ours, 2007)),
                Side(*unsynced, saves_of_ours(ours, 2013)),
            ),
        ):
            compare(*row, options)
        print(f"  a worker: {memory(kept[1])} (60 is the goal); plain: {memory(plain[1])}")


def _fill(folder: Path, options: argparse.Namespace) -> list[str]:
    """Fills a database for both; the keys of sessions in which its walker is signed in."""
    run(folder, "manage.py", "migrate", "--verbosity", "0")
    run(folder, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    run(folder, "-m", "tests.benchmarks.many_articles", str(options.articles))
    run(folder, "manage.py", "load_starter", "--verbosity", "0")
    plain = settings(folder) | {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.plain.settings"}
    filled = ["env", *(f"{name}={value}" for name, value in plain.items()), sys.executable]
    sync = ["-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run([*filled, *sync], cwd=ROOT, check=True)
    done = subprocess.run(
        [*filled, "-m", "tests.benchmarks.plain.fill", str(options.walks), str(SESSIONS)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


def main(arguments: list[str] | None = None) -> None:
    """Prints everything."""
    parser = argparse.ArgumentParser(description="Our pages beside nginx and plain Django.")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--walks", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    bench(parser.parse_args(arguments))


if __name__ == "__main__":
    main()
