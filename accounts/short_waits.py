"""Small writes that a page can do without: they wait a moment for the database, then give up."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

LOCK_TIMEOUT_MS = 50  # milliseconds: nobody waits for being counted


@contextmanager
def short_transaction() -> Iterator[None]:
    """A transaction that waits LOCK_TIMEOUT_MS for whoever is writing, and not as long as others.

    Raises DatabaseError where that is not enough, where nothing can be written (a full disk), or
    where the database is away; whoever can do without the write catches it.
    """
    with _short_busy_timeout(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
        yield


@contextmanager
def _short_busy_timeout() -> Iterator[None]:
    """SQLite waits where the transaction begins, by a setting of the connection."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {LOCK_TIMEOUT_MS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
