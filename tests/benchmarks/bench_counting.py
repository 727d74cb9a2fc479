"""What `count_matches` takes: time for each thousand people, and whether memory grows with them.

    python -m tests.benchmarks.bench_counting [--people 1000 3000 6000]

For each number of people a database of its own is filled with 40 walks of each, and the command
runs in a process of its own: seconds are of the processor, memory is the most that the process
ever held. What a country would take follows from the seconds. Memory rises over the first
thousands, while the heap finds its size, and must level off after them.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from io import StringIO
from itertools import islice
from pathlib import Path

from tests.benchmarks.bench_requests import ROOT, run, settings

WALKS = 40
COUNTRY = 100_000
INSIDE = "--inside"


def main(arguments: list[str] | None = None) -> None:
    """Prints everything."""
    parser = argparse.ArgumentParser(description="Counting in how many journals each rule holds.")
    parser.add_argument("--people", type=int, nargs="+", default=[1000, 3000, 6000])
    parser.add_argument(INSIDE, action="store_true", help="in the process that measures")
    options = parser.parse_args(arguments)
    if options.inside:
        inside()
        return
    for people in options.people:
        with tempfile.TemporaryDirectory(prefix="backsite-") as name:
            env = os.environ | settings(Path(name))
            run(Path(name), "manage.py", "migrate", "--verbosity", "0")
            filling = f"from tests.benchmarks.bench_counting import fill; fill({people})"
            run(Path(name), "manage.py", "shell", "--verbosity", "0", "--command", filling)
            module = [sys.executable, "-m", "tests.benchmarks.bench_counting", INSIDE]
            done = subprocess.run(module, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
        seconds, before, most = map(float, re.findall(r"[\d.]+", done.stdout.decode()))
        each = seconds / people * 1000
        print(f"count_matches, {people} people with {WALKS} walks each: {seconds:.1f} s")
        print(
            f"  {each:.1f} s for 1,000 people, so {each * COUNTRY / 60_000:.0f} min for {COUNTRY:,}"
        )
        print(f"  at most {most:.0f} MiB, of which {before:.0f} MiB before it began")


def fill(people: int) -> None:
    """So many people with some of a story of walks each, no two alike."""
    from django.utils import timezone  # noqa: PLC0415 (needs the settings)

    from accounts.models import Consent, User  # noqa: PLC0415
    from journal.models import Walk  # noqa: PLC0415
    from journal.starter.demo_walks import demo_walks  # noqa: PLC0415

    now = timezone.now()
    walkers = User.objects.bulk_create(User(email=f"{n}@example.org") for n in range(people))
    given = {"wording": Consent.WORDING, "given_at": now}
    Consent.objects.bulk_create(Consent(user=walker, **given) for walker in walkers)
    for number, walker in enumerate(walkers):
        walks = demo_walks(walker, now, WALKS)
        for walk in islice(walks, None, None, 1 + number % 7):
            walk.pain_after = min(walk.pain_after + number % 3, 10)
        Walk.objects.bulk_create(walks)


def inside() -> None:
    """Prints seconds, and MiB before and at most."""
    import django  # noqa: PLC0415 (needs the settings)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    before, started = most_memory(), time.process_time()
    call_command("count_matches", stdout=StringIO())
    print(time.process_time() - started, before, most_memory())


def most_memory() -> float:
    """MiB that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
