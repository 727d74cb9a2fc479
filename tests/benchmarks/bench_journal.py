"""Processor time of a walker's pages with ten years of walks, beside a page that does nothing.

    python -m tests.benchmarks.bench_journal [--walks 3650]

Each page is asked of Django itself, in one process: all of its middleware, the queries, the
template. The milliseconds are of the processor, so that other work on the machine counts little;
the ratio is to `/healthz` in the same rounds. Of the rounds the fastest counts.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_requests import ROOT, run, settings

ROUNDS = 12
EMPTY = "/healthz"
PAGES = ("/journal/", "/journal/week/", "/journal/month/", "/journal/walks/", "/journal/patterns/")
INSIDE = "--inside"


def main(arguments: list[str] | None = None) -> None:
    """Prints everything, measured in a process with a database of its own."""
    parser = argparse.ArgumentParser(description="The pages of a long journal.")
    parser.add_argument("--walks", type=int, nargs="+", default=[40, 3650])
    parser.add_argument(INSIDE, action="store_true", help="in the process that measures")
    options = parser.parse_args(arguments)
    if options.inside:
        inside(options.walks)
        return
    with tempfile.TemporaryDirectory(prefix="backsite-") as name:
        env = os.environ | settings(Path(name))
        counts = [str(count) for count in options.walks]
        module = [sys.executable, "-m", "tests.benchmarks.bench_journal", "--walks", *counts]
        run(Path(name), "manage.py", "migrate", "--verbosity", "0")
        run(Path(name), "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        subprocess.run([*module, INSIDE], cwd=ROOT, env=env, check=True)


def inside(counts: list[int]) -> None:
    """Prints the times, with the settings of the database that was made for it."""
    import django  # noqa: PLC0415 (needs the settings)

    django.setup()
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from journal.models import Walk  # noqa: PLC0415
    from journal.starter.demo_walks import demo_walks  # noqa: PLC0415
    from tests.cast import make_walker  # noqa: PLC0415

    for count in counts:
        walker, now = make_walker(f"{count}@example.org"), timezone.now()
        walks = (
            walk
            for number in range(0, count, 40)
            for walk in demo_walks(walker, now - timedelta(days=number * 70 / 40), 40)
        )
        Walk.objects.bulk_create(islice(walks, count), batch_size=500)
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(walker)
        print(f"{count} walks, processor time of a page, the fastest of {ROUNDS}:")
        for path in PAGES:
            page, empty = fastest(client, path), fastest(client, EMPTY)
            print(f"  {path:20} {page * 1000:6.1f} ms = {page / empty:5.1f} × {EMPTY}")
        print(f"  the report as PDF    {pdf_seconds(walker, now) * 1000:6.1f} ms (goal: 1,000)")


def pdf_seconds(walker: Any, now: Any) -> float:
    """Seconds of the processor from the database to the PDF of the whole log."""
    from journal.report.contents import report_of  # noqa: PLC0415
    from journal.report.report_pdf import report_as_pdf  # noqa: PLC0415
    from journal.report.snapshot import Choices, take_snapshot  # noqa: PLC0415

    today, times = now.date(), []
    choices = Choices(today - timedelta(days=3650), today, ("charts", "patterns", "signs"))
    for _ in range(3):
        started = time.process_time()
        report_as_pdf(report_of(take_snapshot(walker, choices, now)), "")
        times.append(time.process_time() - started)
    return min(times)


def fastest(client: Any, path: str) -> float:
    """Seconds of the processor that `client` and the site need for a page."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        answer = client.get(path)
        times.append(time.process_time() - started)
        assert answer.status_code == 200, (path, answer.status_code)
    return min(times)


if __name__ == "__main__":
    main()
