"""The content's version as this request's database connection sees it, and what is kept for one."""

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

QUESTION_TIMEOUT = 1.0  # for the thread that asks
AWAY_SECONDS = 5.0  # that long nobody waits again

_of_this_page: ContextVar[tuple | None] = ContextVar("content_version", default=None)
_cache_clearers: list[Callable[[], None]] = []


@cache
def version_query(vendor: str) -> str:
    """SQL for the row of the version; no row where the triggers are not those of this code."""
    fingerprint = triggers_fingerprint(vendor)
    return f"SELECT number, changed_at FROM {VERSION_TABLE} WHERE watch = '{fingerprint}'"  # noqa: S608


def content_version() -> tuple | None:
    """What differs for every state of the content; None where the triggers are not this code's."""
    return _of_this_page.get() or _read()


class DatabaseAway(Exception):
    """The database does not say which version of the content it has."""


def committed_version() -> tuple | None:
    """As last committed, asked outside of any request; None where nothing can be relied on.

    Without a cursor of Django's, which would take ten times as long as the database does. Raises
    DatabaseAway where there is no answer.
    """
    try:
        return _ask_connection()
    except Error:
        public_connection().close()  # as when the database was restarted: a new connection may do
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
    """Asks for the committed version, one thread at a time, and never waits long for another's.

    A database can be there and say nothing: then one thread waits for it, and all others know after
    QUESTION_TIMEOUT that it is away. A question that is answered takes 30 microseconds.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.away_until = 0.0

    def ask(self) -> tuple | None:
        """As `committed_version`."""
        patience = 0.0 if time.monotonic() < self.away_until else QUESTION_TIMEOUT
        if not self.lock.acquire(timeout=patience):
            self.away_until = time.monotonic() + AWAY_SECONDS
            raise DatabaseAway
        try:
            return committed_version()
        finally:
            self.lock.release()


class FileState:
    """Tells without waiting whether anything was written since: for one thread, the event loop's.

    Of a file of SQLite alone, in which a reader waits for no writer: 3 microseconds. Django's own
    connections refuse to be used where a loop runs, since most databases are far away; and to read
    the version itself this one would have to hold all tables in mind, in a megabyte.
    """

    def __init__(self) -> None:
        self.connection: sqlite3.Connection | None = None
        self.opened = 0  # times: each connection counts from the same number

    def ask(self) -> tuple[int, int] | None:
        """What differs after each transaction; None where that could take a while, or fails."""
        try:
            if (connection := self.connection or self._open()) is None:
                return None
            (number,) = connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            self.close()
            return None
        return self.opened, number

    def _open(self) -> sqlite3.Connection | None:
        """A connection, where there is a file to ask."""
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
    """Within this the version is asked for once: what changes meanwhile is on the next page."""
    before = _of_this_page.set(_read())
    try:
        yield
    finally:
        _of_this_page.reset(before)


def _read() -> tuple | None:
    """The row as the database gives it: asked with each page, in a tenth of an ORM query's time."""
    connection = content_connection()
    return next(iter(fetch_rows(connection, version_query(connection.vendor), ())), None)


def cached_per_version(read: Callable[[], T]) -> Callable[[], T]:
    """Decorates a function that reads from the content: called again only when that has changed."""

    @lru_cache(maxsize=1)
    def read_for(version: tuple) -> T:
        return read()

    @wraps(read)
    def cached() -> T:
        # The version is asked for before the content is read: what changes in between is read
        # again for the next version.
        version = content_version()
        return read() if version is None else read_for(version)

    _cache_clearers.append(read_for.cache_clear)
    return cached


def clear_version_caches() -> None:
    """Forget what every decorated function returned: for tests, whose changes are rolled back."""
    for clear in _cache_clearers:
        clear()
