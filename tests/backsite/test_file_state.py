"""Whether anything was written to the file, as the event loop asks: it never waits."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from articles.page_cache import versions
from articles.page_cache.versions import FileState


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    """A file of SQLite that the site is made to read."""
    if connection.vendor != "sqlite":
        pytest.skip("Of SQLite alone.")
    path = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE kept (number)")
    other = connection.copy()
    other.settings_dict = connection.settings_dict | {"NAME": str(path)}
    monkeypatch.setattr(versions, "public_connection", lambda: other)
    return path


@pytest.fixture
def state() -> Iterator[FileState]:
    with closing(FileState()) as made:
        yield made


def test_each_transaction_of_others_makes_another_state(state, file):
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        seen = [state.ask()]
        assert state.ask() == seen[0]
        for number in range(3):
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO kept VALUES (?)", [number])
            assert state.ask() == seen[-1]  # and waits for nobody
            writer.execute("COMMIT")
            seen.append(state.ask())
            assert state.ask() == seen[-1]
    assert len(set(seen)) == 4


def test_nobody_waits_for_a_file_that_is_locked(state, file):
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")  # where there is no WAL, this keeps readers out
        assert state.ask() is None
        other.execute("COMMIT")
    assert state.ask()
    assert state.connection.execute("PRAGMA busy_timeout").fetchone() == (0,)


def test_a_connection_that_is_opened_again_knows_no_state_of_before(state, file):
    before = state.ask()
    state.close()
    assert state.ask() != before


def test_a_file_that_cannot_be_opened_has_no_state(state, file):
    file.unlink()
    file.mkdir()
    assert state.ask() is None


def test_a_database_that_is_in_no_file_has_no_state(state, monkeypatch):
    other = connection.copy()
    other.settings_dict = connection.settings_dict | {"NAME": ":memory:"}
    monkeypatch.setattr(versions, "public_connection", lambda: other)
    assert state.ask() is None
