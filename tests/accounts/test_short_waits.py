"""Transactions that wait otherwise: one that begins as soon as nobody else writes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts import short_waits
from accounts.short_waits import MIN_PAUSE_SECONDS, prompt_transaction

TIMEOUT_SECONDS = 0.05  # seconds


@pytest.fixture
def in_a_file(tmp_path, django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    """The site's connection, to an SQLite of its own: two can then be kept apart by locks."""
    before = connections["default"]
    if before.vendor != "sqlite":
        pytest.skip("Others have no such lock.")
    made = before.copy()
    options = before.settings_dict["OPTIONS"] | {"timeout": TIMEOUT_SECONDS}
    made.settings_dict = before.settings_dict | {
        "NAME": str(tmp_path / "site.sqlite3"),
        "OPTIONS": options,
    }
    with django_db_blocker.unblock():
        connections["default"] = made
        try:
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE kept (number)")
            yield made
        finally:
            made.close()
            connections["default"] = before


@pytest.fixture
def writer(in_a_file) -> Iterator[sqlite3.Connection]:
    """Somebody else who is writing."""
    name = in_a_file.settings_dict["NAME"]
    with closing(sqlite3.connect(name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def keep(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (%s)", [number])


def keep_and_fail(number: int) -> None:
    with prompt_transaction():
        keep(number)
        raise ValueError("on purpose")


def kept() -> list[int]:
    with connection.cursor() as cursor:
        return [number for (number,) in cursor.execute("SELECT number FROM kept").fetchall()]


def busy_timeout() -> int:
    return connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]


def test_it_begins_at_the_first_look_after_the_other_has_ended(writer, monkeypatch):
    pauses = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            writer.execute("COMMIT")

    monkeypatch.setattr(short_waits.time, "sleep", pause)
    with prompt_transaction():
        keep(1)
    assert kept() == [1]
    assert len(pauses) == 3
    assert min(pauses) == MIN_PAUSE_SECONDS


def test_who_has_waited_long_looks_seldom(writer, monkeypatch):
    moments, pauses = iter((0.0, 0.0, 0.001, 0.02, 0.04, 1.0, 1.0)), []
    monkeypatch.setattr(short_waits.time, "monotonic", lambda: next(moments))
    monkeypatch.setattr(short_waits.time, "sleep", pauses.append)
    with pytest.raises(OperationalError), prompt_transaction():
        pytest.fail("Somebody else is writing.")
    assert pauses == [MIN_PAUSE_SECONDS, 0.001, 0.002]


def test_it_waits_no_longer_than_others(writer):
    with pytest.raises(OperationalError, match="locked"), prompt_transaction():
        pytest.fail("Somebody else is writing.")
    assert busy_timeout() == TIMEOUT_SECONDS * 1000
    writer.execute("ROLLBACK")
    with prompt_transaction():
        keep(2)
    assert kept() == [2]


def test_what_is_written_after_its_commit_waits_as_long_as_any_other_write(in_a_file):
    """As a job that is asked for there, while the next one has begun to write."""
    waits = []
    with prompt_transaction():
        keep(7)
        transaction.on_commit(lambda: waits.append(busy_timeout()))
    assert waits == [TIMEOUT_SECONDS * 1000]


def test_what_fails_in_it_is_undone(in_a_file):
    with pytest.raises(ValueError, match="on purpose"):
        keep_and_fail(3)
    assert kept() == []
    assert not connection.in_atomic_block
    assert busy_timeout() == TIMEOUT_SECONDS * 1000


def test_another_fault_than_a_busy_database_is_not_waited_for(in_a_file, monkeypatch):
    def full(*args: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(in_a_file, "_start_transaction_under_autocommit", full)
    monkeypatch.setattr(short_waits.time, "sleep", lambda seconds: pytest.fail("It waits."))
    with pytest.raises(OperationalError, match="full"), prompt_transaction():
        pytest.fail("It cannot begin.")


def test_a_file_that_is_put_right_after_a_crash_is_waited_for(in_a_file, monkeypatch):
    begin, faults = in_a_file._start_transaction_under_autocommit, [sqlite3.OperationalError()]
    faults[0].sqlite_errorcode = sqlite3.SQLITE_BUSY_RECOVERY

    def begin_later() -> None:
        if faults:
            raise OperationalError from faults.pop()
        begin()

    monkeypatch.setattr(in_a_file, "_start_transaction_under_autocommit", begin_later)
    with prompt_transaction():
        keep(6)
    assert kept() == [6]


def test_within_another_transaction_it_is_a_part_of_that(in_a_file):
    with transaction.atomic():
        with pytest.raises(ValueError, match="on purpose"):
            keep_and_fail(4)
        keep(5)
    assert kept() == [5]
