"""The content version as the database connection sees it, and a cache of values for one version."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, wraps
from threading import Lock
from typing import Any, TypeVar

from django.db import Error

from accounts.prepared_queries import fetch_rows
from articles.page_cache.replica import content_connection, public_connection
from articles.page_cache.triggers import VERSION_TABLE, triggers_fingerprint

T = TypeVar("T")

QUESTION_TIMEOUT = 1.0  # seconds that a thread waits for the one that is asking
AWAY_SECONDS = 5.0  # after that, for so many seconds, no thread waits

_of_this_page: ContextVar[tuple | None] = ContextVar("content_version", default=None)
_cache_clearers: list[Callable[[], None]] = []


@cache
def version_query(vendor: str) -> str:
    """SQL for the row of the content version; finds none if the triggers are not this code's."""
    fingerprint = triggers_fingerprint(vendor)
    return f"SELECT number, changed_at FROM {VERSION_TABLE} WHERE watch = '{fingerprint}'"  # noqa: S608


def content_version() -> tuple | None:
    """The version of the content, different after each change: (number, moment of the change).

    None if the database's triggers are not those of this code, so that changes are not counted.
    """
    return _of_this_page.get() or _read()


class DatabaseAway(Exception):
    """Raised if the database does not answer with its content version."""


def committed_version() -> tuple | None:
    """The `content_version` that was committed last, read outside of any request.

    Without a cursor of Django's, which would take ten times as long as the database does.

    Raises:
        DatabaseAway: if the database does not answer, also on a new connection.
    """
    try:
        return _ask_connection()
    except Error:
        public_connection().close()  # a new connection helps if the database was restarted
    try:
        return _ask_connection()
    except Error as error:
        public_connection().close()
        raise DatabaseAway from error


def _ask_connection() -> tuple | None:
    connection = public_connection()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection.connection.execute(version_query(connection.vendor)).fetchone()


class VersionQuestion:
    """Reads the committed version, in one thread at a time; no thread waits long for another.

    A database may accept a connection and not answer: then one thread waits for it, and all others
    learn after QUESTION_TIMEOUT that it is away. With an answer it takes 30 microseconds.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.away_until = 0.0

    def ask(self) -> tuple | None:
        """The result of `committed_version`.

        Raises:
            DatabaseAway: also if another thread has been waiting for too long.
        """
        timeout = 0.0 if time.monotonic() < self.away_until else QUESTION_TIMEOUT
        if not self.lock.acquire(timeout=timeout):
            self.away_until = time.monotonic() + AWAY_SECONDS
            raise DatabaseAway
        try:
            return committed_version()
        finally:
            self.lock.release()


class FileState:
    """Tells without waiting whether a SQLite file was written to. For the event loop's thread only.

    In SQLite a reader does not wait for a writer: asking takes 3 microseconds. Django's connections
    refuse to be used in an event loop, because most databases are remote. To read the version
    itself, this connection would have to keep the schema of all tables in memory, a megabyte.
    """

    def __init__(self) -> None:
        self.connection: sqlite3.Connection | None = None
        self.opened = 0  # number of connections so far: each counts its changes from the same start

    def ask(self) -> tuple[int, int] | None:
        """A value that differs after each transaction; None without such a file, or if asking fails
        or could take a while."""
        try:
            if (connection := self.connection or self._open()) is None:
                return None
            (number,) = connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            self.close()
            return None
        return self.opened, number

    def _open(self) -> sqlite3.Connection | None:
        """A new connection to the SQLite file; None if the database is not one."""
        database: Any = public_connection()
        if database.vendor != "sqlite" or database.is_in_memory_db():
            return None
        self.connection = sqlite3.connect(**database.get_connection_params() | {"timeout": 0})
        self.opened += 1
        return self.connection

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


@contextmanager
def one_version() -> Iterator[None]:
    """Inside this context the version is read once: later changes count for the next page."""
    before = _of_this_page.set(_read())
    try:
        yield
    finally:
        _of_this_page.reset(before)


def _read() -> tuple | None:
    """The row of the version, or None; without the ORM, which would take ten times as long."""
    connection = content_connection()
    return next(iter(fetch_rows(connection, version_query(connection.vendor), ())), None)


def cached_per_version(read: Callable[[], T]) -> Callable[[], T]:
    """Decorate a function that reads from the content: it runs again only after a change of that.

    Without a content version (see `content_version`) it runs each time.
    """

    @lru_cache(maxsize=1)
    def read_for(version: tuple) -> T:
        return read()

    @wraps(read)
    def cached() -> T:
        # The version is read before the content: what changes in between is read again for the
        # next version.
        version = content_version()
        return read() if version is None else read_for(version)

    _cache_clearers.append(read_for.cache_clear)
    return cached


def clear_version_caches() -> None:
    """Drop the values of all decorated functions; for tests, whose changes are rolled back."""
    for clear in _cache_clearers:
        clear()
