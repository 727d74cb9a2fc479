"""Writes that wait otherwise for the database than others: shortly, or ready to begin at once."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any

from django.db import OperationalError, connection, transaction

LOCK_TIMEOUT_MS = 50  # milliseconds: nobody waits for being counted
MIN_PAUSE_SECONDS = 0.0005  # until SQLite is asked again whether nobody writes
SHARE_OF_WAIT = 0.05  # of the time until then, so much longer
DEFAULT_TIMEOUT = 5  # seconds, of Python's module for SQLite

Execute = Callable[[str], sqlite3.Cursor]


@contextmanager
def short_transaction() -> Iterator[None]:
    """A transaction that waits LOCK_TIMEOUT_MS for whoever is writing, and not as long as others.

    Raises DatabaseError where that is not enough, where nothing can be written (a full disk), or
    where the database is away; whoever can do without the write catches it.
    """
    is_sqlite = connection.vendor == "sqlite"
    with _busy_timeout(LOCK_TIMEOUT_MS) if is_sqlite else nullcontext(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
        yield


@contextmanager
def prompt_transaction() -> Iterator[None]:
    """A transaction that waits as long as any other, and begins as soon as nobody writes.

    SQLite looks again after 1, 2, 5, 10 and up to 100 ms, and sleeps on when its turn has come:
    where several people save at once, nobody writes for half of the time. Here who has waited long
    looks seldom, so that a slow disk is not asked for nothing.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    seconds = connection.settings_dict["OPTIONS"].get("timeout", DEFAULT_TIMEOUT)
    with ExitStack() as transactions:
        with _busy_timeout(0) as execute:  # and not for what is written after the commit
            started = time.monotonic()
            while not _has_begun(transactions, is_last_try=_since(started) >= seconds):
                while _is_busy(execute) and (waited := _since(started)) < seconds:
                    time.sleep(max(MIN_PAUSE_SECONDS, waited * SHARE_OF_WAIT))
        yield


def _since(moment: float) -> float:
    return time.monotonic() - moment


def _has_begun(transactions: ExitStack, *, is_last_try: bool) -> bool:
    """Whether a transaction could begin. Raises OperationalError where there is no other try."""
    try:
        transactions.enter_context(transaction.atomic())
    except OperationalError as error:
        if is_last_try or not _says_busy(error.__cause__):
            raise
        return False
    return True


def _is_busy(execute: Execute) -> bool:
    """Whether somebody writes: asked without Django, which takes several times as long to fail."""
    try:
        execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return _says_busy(error)
    execute("ROLLBACK")
    return False


def _says_busy(error: BaseException | None) -> bool:
    """Of which there are several kinds, that after a crash among them: the last byte says it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


@contextmanager
def _busy_timeout(milliseconds: int) -> Iterator[Execute]:
    """SQLite waits where the transaction begins, by a setting of the connection. Gives what asks
    that connection past Django."""
    connection.ensure_connection()
    given: Any = connection.connection
    before = given.execute("PRAGMA busy_timeout").fetchone()[0]
    given.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield given.execute
    finally:
        if connection.connection is given:  # not closed, as after a failure
            given.execute(f"PRAGMA busy_timeout = {int(before)}")
