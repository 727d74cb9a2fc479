"""What was released: its migrations, which nobody changes any more, and its filled demo.

    python -m tests.released

writes both again, into tests/data/. Run it before each release, and look at what git says changed:
lines of the list are only ever added.
"""

import hashlib
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from tests.migrated_database import FOLDER, digest_of_migrations, keep

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests/data"
MIGRATIONS = DATA / "released_migrations.txt"
DEMO = DATA / "released_demo.xz"


def migrations() -> dict[str, str]:
    """The SHA-256 of every migration of ours, by its path."""
    files = sorted(ROOT.glob("*/migrations/[0-9]*.py"))
    return {
        file.relative_to(ROOT).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def manage(database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the site on an SQLite file, with the settings of a demo."""
    environ = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": "only-for-tests-" + "t" * 40,
        "DEBUG": "0",
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)


@cache
def demo_of_today() -> bytes:
    """The released demo as a file, brought up to date: kept beside the other migrated databases,
    until there is another migration or another demo."""
    name = f"{digest_of_migrations()}-{hashlib.sha256(DEMO.read_bytes()).hexdigest()[:20]}"
    kept = FOLDER / f"demo-{name}.sqlite3"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "demo.sqlite3"
            file.write_bytes(lzma.decompress(DEMO.read_bytes()))
            manage(file, "migrate", "--verbosity", "0").check_returncode()
            with closing(sqlite3.connect(file)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            keep(kept, file.read_bytes())
    return kept.read_bytes()


def write() -> None:
    DATA.mkdir(exist_ok=True)
    lines = [f"{digest}  {path}\n" for path, digest in migrations().items()]
    MIGRATIONS.write_text("".join(lines), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "demo.sqlite3"
        for command in ("migrate", "load_starter", "load_demo"):
            manage(file, command).check_returncode()
        database = sqlite3.connect(file)
        database.execute("PRAGMA journal_mode = DELETE")  # one file, with all that is in it
        database.execute("VACUUM")
        database.close()
        DEMO.write_bytes(lzma.compress(file.read_bytes()))


if __name__ == "__main__":
    write()
