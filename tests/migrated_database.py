"""The migrated test database, kept between runs: migrating takes longer than most single files.

On SQLite each process of a run begins with a copy of what an earlier run migrated, from pytest's
cache folder. `migrate` runs on it all the same, and finds nothing to do. A change in any migration,
or in the packages, makes another copy.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-test.lock"
FOLDER = ROOT / ".pytest_cache/d/migrated"


def digest_of_migrations(root: Path = ROOT) -> str:
    """Of all that decides what an empty database looks like after `migrate`."""
    digest = sha256(sqlite3.sqlite_version.encode())
    for path in (LOCK, *sorted(root.glob("*/migrations/*.py"))):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:20]


@contextmanager
def copied_from(folder: Path) -> Iterator[None]:
    """Within this, the test database in memory that is about to be made holds the copy."""
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as target:
        if (kept := _file(folder)).exists():
            with closing(sqlite3.connect(kept)) as source:
                source.backup(target)
        yield


def keep_copy(folder: Path) -> None:
    """Keep the database as it was migrated just now, unless there is one."""
    kept = _file(folder)
    if kept.exists():
        return
    for older in folder.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    connection.ensure_connection()
    keep(kept, connection.connection.serialize())


def keep(file: Path, content: bytes) -> None:
    """At once: another process may be looking."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{os.getpid()}.new")
    new.write_bytes(content)
    new.replace(file)


def _file(folder: Path) -> Path:
    return folder / f"{digest_of_migrations()}.sqlite3"
