"""How long SQLite's file takes to be written again after an erasure: nobody can save meanwhile.

    python -m tests.benchmarks.bench_rewriting [--walks 10000 100000 1000000]

For each number of walks a database of its own is filled with journals of 1,000 of them, one is
erased, and the job's rewriting is measured in a process of its own: by the clock, by the processor,
and as a multiple of copying the same file to the disk.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.bench_requests import ROOT, run, settings

EACH = 1000
INSIDE = "--inside"
# One walk in three has a note, which is stored as some 200 letters.
WALKS = """
WITH RECURSIVE counted(number) AS (
    SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < %s
)
INSERT INTO journal_walk (walker_id, entry, started_at, time_zone, minutes, pain_before, pain_after,
    leg_symptoms, painkiller, slope, surface, load, note, logged_at, changed_at)
SELECT walker.id, lower(hex(randomblob(16))), datetime('now', printf('-%%d hours', 17 * number)),
    'Europe/London', 10 + number %% 40, number %% 5, number %% 5 + number * 3 %% 4, 'none',
    number %% 5 = 0, '', '', '', iif(number %% 3, '', hex(randomblob(100))), datetime('now'),
    datetime('now')
FROM accounts_user AS walker, counted
"""


def main(arguments: list[str] | None = None) -> None:
    """Prints everything."""
    parser = argparse.ArgumentParser(description="Writing SQLite's file again.")
    parser.add_argument("--walks", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument(INSIDE, action="store_true", help="in the process that measures")
    options = parser.parse_args(arguments)
    if options.inside:
        inside(options.walks[0] // EACH)
        return
    for walks in options.walks:
        with tempfile.TemporaryDirectory(prefix="backsite-") as name:
            run(Path(name), "manage.py", "migrate", "--verbosity", "0")
            module = [sys.executable, "-m", "tests.benchmarks.bench_rewriting", INSIDE]
            env = os.environ | settings(Path(name))
            subprocess.run([*module, "--walks", str(walks)], cwd=ROOT, env=env, check=True)


def copied(path: Path) -> float:
    """Seconds until a copy of the file is on the disk."""
    copy = path.with_suffix(".copy")
    begun = time.perf_counter()
    with copy.open("wb") as file:
        file.write(path.read_bytes())
        os.fsync(file.fileno())
    took = time.perf_counter() - begun
    copy.unlink()
    return took


def inside(people: int) -> None:
    """Fills, erases and prints."""
    import django  # noqa: PLC0415 (needs the settings)

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from accounts.erased_bytes import rewrite_database, truncate_log  # noqa: PLC0415
    from accounts.models import User  # noqa: PLC0415
    from journal.forms.erase_form import erase_everything_of  # noqa: PLC0415

    User.objects.bulk_create(User(email=f"{number}@example.org") for number in range(people))
    with connection.cursor() as cursor:
        cursor.execute(WALKS, [EACH])
    erase_everything_of(User.objects.earliest("pk"))
    truncate_log()
    path = Path(connection.settings_dict["NAME"])
    copying = copied(path)
    begun, processor = time.perf_counter(), time.process_time()
    rewrite_database({})
    seconds, processor = time.perf_counter() - begun, time.process_time() - processor
    megabytes = path.stat().st_size / 1e6
    print(
        f"{people * EACH:,} walks, {megabytes:.0f} MB, written again: {seconds:.2f} s by clock, "
        f"{processor:.2f} by the processor, {seconds / copying:.1f} times as long as copying it"
    )


if __name__ == "__main__":
    main()
