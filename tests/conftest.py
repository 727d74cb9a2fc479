"""The cast and the tools that every test may use."""

import fcntl
import gc
import io
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from django.utils import timezone

from articles.page_cache.versions import clear_version_caches
from tests.cast import NOW, Cast
from tests.chromium import find_chromium
from tests.kept_state import State, keep_state, put_back
from tests.migrated_database import FOLDER, copied_from, keep_copy
from tests.office import Dump
from tests.properties import register_profiles
from tests.search_index import keep_or_refuse
from tests.starter_content import (
    Rows,
    copy_rows,
    load_starter,
    replace_everything,
    rows_of_everything,
    rows_of_starter,
)

register_profiles()

SLOWEST_FILE = "test_postgresql.py"
MIGRATED = pytest.StashKey[State]()


def pytest_collection_modifyitems(config, items):
    """The longest first, so that no process ends long after the others. Skip what this machine
    cannot run, and say why, unless the run insists on everything."""
    items.sort(key=lambda item: item.path.name != SLOWEST_FILE)
    if os.environ.get("REQUIRE_SERVICES"):
        return
    if not find_chromium():
        skip = pytest.mark.skip(reason="no Chromium here (Debian: chromium-headless-shell)")
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(skip)


def pytest_collection_finish():
    """What was imported stays until the end: the garbage collector need not look at it again and
    again, which took a twentieth of the run."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _migrated_before(django_db_modify_db_settings) -> Iterator[Path | None]:
    """Where the migrated database is kept, if it is: see `tests/migrated_database.py`."""
    if connection.vendor != "sqlite":
        yield None
        return
    with copied_from(FOLDER):
        yield FOLDER


@pytest.fixture(scope="session")
def django_db_setup(request, _migrated_before, django_db_setup, django_db_blocker) -> None:
    """And a test that commits leaves the database as it was migrated: any test may come next.

    Django would empty every table instead, of what migrations wrote, too.
    """
    with django_db_blocker.unblock():
        if _migrated_before:
            keep_copy(_migrated_before)
        migrated = request.config.stash[MIGRATED] = keep_state()
    TransactionTestCase._fixture_teardown = lambda test: put_back(migrated)


@pytest.fixture
def cast(db) -> Cast:
    """Alice and Bob walk, Ed writes, Rhea reviews, Pia publishes, nobody is nobody."""
    return Cast()


@pytest.fixture(scope="session")
def _once_a_run(request, tmp_path_factory) -> Callable[[Callable[[], Rows]], Rows]:
    """Makes rows in the first process that asks for them; the others of the run read them."""

    def rows(make: Callable[[], Rows]) -> Rows:
        if not hasattr(request.config, "workerinput"):
            return make()
        kept = tmp_path_factory.getbasetemp().parent / f"{make.__name__}.pickle"
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                kept.write_bytes(pickle.dumps(make()))
        return pickle.loads(kept.read_bytes())  # noqa: S301 (our own, of this run)

    return rows


@pytest.fixture(scope="session")
def _starter_rows(django_db_setup, django_db_blocker, _once_a_run) -> Rows:
    def starter_rows() -> Rows:
        with django_db_blocker.unblock():
            return rows_of_starter(NOW)

    return _once_a_run(starter_rows)


@pytest.fixture(scope="session")
def _demo_rows(django_db_setup, django_db_blocker, _once_a_run) -> Rows:
    """Every row of a site with the starter articles and the demo accounts."""

    def demo_rows() -> Rows:
        with django_db_blocker.unblock(), transaction.atomic():
            load_starter(timezone.now())
            with override_settings(IS_LOCAL=True):  # known passwords are for a site on loopback
                call_command("load_demo", stdout=io.StringIO())
            rows = rows_of_everything()
            transaction.set_rollback(True)
        return rows

    return _once_a_run(demo_rows)


@pytest.fixture(scope="session")
def _demo_state(request, django_db_blocker, _demo_rows) -> State:
    """The same, to be put back at once by tests that commit."""
    with django_db_blocker.unblock():
        replace_everything(_demo_rows)
        state = keep_state()
        put_back(request.config.stash[MIGRATED])
    return state


@pytest.fixture
def starter_content(db, _starter_rows) -> None:
    """The articles and rules that come with the site, as loaded at NOW: searchable, too."""
    copy_rows(_starter_rows)


@pytest.fixture
def starter_articles(db, _starter_rows) -> None:
    """The articles alone."""
    copy_rows({name: rows for name, rows in _starter_rows.items() if name.startswith("articles_")})


@pytest.fixture
def search_index() -> None:
    """What the makers publish can be searched for: see `tests/search_index.py`."""


@pytest.fixture(autouse=True)
def _search_index(request, monkeypatch):
    asked = "search_index" in request.fixturenames or "browser" in request.keywords
    keep_or_refuse(monkeypatch, is_kept=asked)


@pytest.fixture(autouse=True)
def _nothing_is_kept_between_tests():
    """Tests whose changes are rolled back and that set the clock may have the same version."""
    clear_version_caches()
    Dump.forget()


@pytest.fixture
def clock():
    """The clock stands at NOW; `clock.move_to(…)` sets it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
