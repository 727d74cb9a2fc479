"""Transactions that wait for a busy database only briefly, or that begin as soon as it is free."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any

from django.db import OperationalError, connection, transaction

LOCK_TIMEOUT_MS = 50  # short: nobody should wait for being counted
MIN_PAUSE_SECONDS = 0.0005  # shortest pause between two looks whether somebody writes
SHARE_OF_WAIT = 0.05  # how long a pause is, as a share of the wait so far
DEFAULT_TIMEOUT = 5  # seconds: the default of Python's sqlite3

Execute = Callable[[str], sqlite3.Cursor]


@contextmanager
def short_transaction() -> Iterator[None]:
    """A transaction that waits at most LOCK_TIMEOUT_MS for other writers, less than usual.

    Raises DatabaseError where that is not enough, where nothing can be written (a full disk), or
    where the database does not answer. Callers that can do without the write catch it.
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

    SQLite itself looks again after 1, 2, 5, 10 and up to 100 ms, and sleeps on when the database
    becomes free: where several people save at once, nobody writes for half of the time. Here the
    pauses begin short and grow with the wait, so that a slow disk is not asked too often.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    seconds = connection.settings_dict["OPTIONS"].get("timeout", DEFAULT_TIMEOUT)
    with ExitStack() as transactions:
        with _busy_timeout(0) as execute:  # restored before `yield`: later writes wait as usual
            started = time.monotonic()
            while not _has_begun(transactions, is_last_try=_since(started) >= seconds):
                while _is_busy(execute) and (waited := _since(started)) < seconds:
                    time.sleep(max(MIN_PAUSE_SECONDS, waited * SHARE_OF_WAIT))
        yield


def _since(moment: float) -> float:
    return time.monotonic() - moment


def _has_begun(transactions: ExitStack, *, is_last_try: bool) -> bool:
    """Begin a transaction and put it on `transactions`; False where the database is busy.

    Raises OperationalError for any other failure, and where it is busy at the last try.
    """
    try:
        transactions.enter_context(transaction.atomic())
    except OperationalError as error:
        if is_last_try or not _says_busy(error.__cause__):
            raise
        return False
    return True


def _is_busy(execute: Execute) -> bool:
    """Whether somebody writes. Asked without Django, whose failure takes several times as long."""
    try:
        execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return _says_busy(error)
    execute("ROLLBACK")
    return False


def _says_busy(error: BaseException | None) -> bool:
    """Whether SQLite says that it is busy: any of its codes whose last byte is SQLITE_BUSY."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


@contextmanager
def _busy_timeout(milliseconds: int) -> Iterator[Execute]:
    """Set how long SQLite waits for a lock, and restore the former value at the end.

    Yields the `execute` of the SQLite connection, which bypasses Django.
    """
    connection.ensure_connection()
    given: Any = connection.connection
    before = given.execute("PRAGMA busy_timeout").fetchone()[0]
    given.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield given.execute
    finally:
        if connection.connection is given:  # not closed, as after a failure
            given.execute(f"PRAGMA busy_timeout = {int(before)}")
