"""`migrate` on a database of before the first release: never half-way, and nothing is lost."""

import os
import re
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.released import demo_of_today

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
# What such a database has: it says that migrations of today's names were applied, and more.
OF_BEFORE = (
    ("articles", "0001_initial"),
    ("articles", "0003_groups"),
    ("articles", "0021_pending_imports"),
    ("journal", "0001_initial"),
    ("journal", "0002_groups"),
    ("journal", "0005_programme"),
)


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "demo.sqlite3"


def fill(file: Path, migrations=OF_BEFORE) -> None:
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(
            "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app, name, applied DATETIME)"
        )
        database.executemany(
            "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-05-14 12:00')",
            migrations,
        )
    database.close()


def applied(file: Path) -> set[tuple[str, str]]:
    with sqlite3.connect(file) as database:
        found = set(database.execute("SELECT app, name FROM django_migrations"))
    database.close()
    return found


def migrate(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", *arguments]
    environ = os.environ | {"DATABASE_URL": f"sqlite:///{file}"}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)


@pytest.mark.long
def test_a_demo_of_before_is_put_aside_and_a_line_says_so(file):
    fill(file)
    Path(f"{file}-wal").write_bytes(b"")
    done = migrate(file, "--set-aside")
    assert done.returncode == 0, done.stderr
    (old,) = file.parent.glob("demo.sqlite3.old-????-??-??-??????")
    assert done.stdout.splitlines() == [
        f"demo.sqlite3 is of before the first release: it is kept as {old.name}, "
        "and a new one is made."
    ]
    assert applied(old) == set(OF_BEFORE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "who else has an account can read it"
    names = applied(file)
    assert ("articles", "0021_pending_imports") not in names
    assert {app for app, _ in names} >= {"accounts", "articles", "journal"}
    again = migrate(file, "--set-aside")
    assert (again.returncode, again.stdout) == (0, "")
    assert applied(file) == names


def test_any_other_database_of_before_is_refused_and_left_as_it_is(file):
    fill(file)
    done = migrate(file)
    assert done.returncode == 1
    assert re.search(
        r"CommandError: The database .* was made before the first release", done.stderr
    )
    assert applied(file) == set(OF_BEFORE)


def test_a_database_that_is_newer_than_the_code_is_not_one_of_before(file):
    file.write_bytes(demo_of_today())
    with sqlite3.connect(file) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('journal', '0099_of_next_year', '2027-05-14 12:00')"
        )
    database.close()
    assert migrate(file, "--set-aside").returncode == 0
    assert ("journal", "0099_of_next_year") in applied(file)
