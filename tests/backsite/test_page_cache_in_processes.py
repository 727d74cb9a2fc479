"""Two processes that share nothing but the database: both show a change at the next request."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests import services
from tests.released import demo_of_today

pytestmark = pytest.mark.service
ROOT = Path(__file__).resolve().parent.parent.parent
CHANGES = 25


@pytest.fixture
def folder():
    """Under the system's temporary folder, where the server's own user may enter."""
    with tempfile.TemporaryDirectory(prefix="backsite-", ignore_cleanup_errors=True) as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


def environ(database: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return kept | {"DEBUG": "1", "BUILT_PAGES_BYTES": "8000000", "DATABASE_URL": database}


def manage(database: str, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environ(database),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def serving(folder: Path, database: str) -> Iterator[str]:
    """The address of one more process."""
    port = services.free_port()
    command = [sys.executable, str(ROOT / "manage.py"), "serve", "--workers", "1"]
    command += ["--port", str(port)]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environ(database).items():
            patch.setenv(name, value)
        with services.running(command, folder / f"log-{port}", services.accepts(port)):
            yield f"http://127.0.0.1:{port}"


def read(address: str) -> str:
    with urlopen(address) as response:  # noqa: S310 (a server of this test)
        return response.read().decode()


def test_on_sqlite(folder):
    path = folder / "site.sqlite3"
    path.write_bytes(demo_of_today())
    check(folder, f"sqlite:///{path}", lambda: sqlite3.connect(path, isolation_level=None))


@pytest.mark.long
@pytest.mark.postgres
def test_on_postgresql(folder):
    psycopg = pytest.importorskip("psycopg")
    with services.postgresql(folder) as address:
        manage(address, "migrate", "--verbosity", "0")
        manage(address, "load_starter")
        check(folder, address, lambda: psycopg.connect(address, autocommit=True))


def check(folder: Path, database: str, connect: Callable) -> None:
    with ExitStack() as stack:
        connection = stack.enter_context(closing(connect()))
        sites = [stack.enter_context(serving(folder, database)) for _ in range(2)]
        for _ in range(2):  # built, then kept
            for site in sites:
                assert "Title number" not in read(site + "/")
        for number in range(CHANGES):
            title = f"Title number {number}."
            connection.execute(f"UPDATE articles_topic SET title = '{title}'")  # noqa: S608
            for site in sites:
                for _ in range(2):
                    assert title in read(site + "/"), (number, site)
