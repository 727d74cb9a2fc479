"""Every row of the test database, kept at one moment and put back at another.

On SQLite the whole database is copied page by page: milliseconds, where emptying and filling tables
takes half a second. On PostgreSQL the tables are emptied and filled.
"""

import sqlite3
import time
from contextlib import closing

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests.starter_content import Rows, replace_everything, rows_of_everything

State = Rows | bytes  # `bytes` is a whole file of SQLite

SECONDS = 30


def keep_state() -> State:
    connection.ensure_connection()
    return connection.connection.serialize() if is_copied() else rows_of_everything()


def put_back(state: State) -> None:
    """Have exactly `state` in the database; within no transaction."""
    if isinstance(state, bytes):
        copy_over(state)
        ContentType.objects.clear_cache()
    else:
        replace_everything(state)


def is_copied() -> bool:
    return connection.vendor == "sqlite"


def copy_over(state: bytes) -> None:
    """Once no other thread reads: one of the live server may be at the end of its answer."""
    connection.ensure_connection()
    until = time.monotonic() + SECONDS
    with closing(sqlite3.connect(":memory:")) as source:
        source.deserialize(state)
        while True:
            try:
                return source.backup(connection.connection)
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
