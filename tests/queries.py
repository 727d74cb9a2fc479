"""Counting queries, so that a page's cost can be compared at ten rows and at twenty; and forbidding
those that write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

# What begins and ends a transaction or a part of it: asks for no row and writes none.
OF_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def count_queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def count_of_rows(queries: CaptureQueriesContext) -> int:
    """How many of them ask for rows or write some."""
    return sum(not each["sql"].startswith(OF_TRANSACTION) for each in queries)


@contextmanager
def read_only_database() -> Iterator[None]:
    """A database that refuses to be written, until the end of the block."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON")
            try:
                yield
            finally:
                cursor.execute("PRAGMA query_only = OFF")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        yield
        transaction.set_rollback(True)  # PostgreSQL lets it be taken back in no other way
