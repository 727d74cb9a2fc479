"""The content's version as this request's database connection sees it, and what is kept for one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, wraps
from typing import TypeVar

from django.db import Error, connection

from articles.page_cache.triggers import VERSION_TABLE, triggers_fingerprint

T = TypeVar("T")

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


def committed_version() -> tuple | None:
    """As last committed, asked outside of any request; None where nothing can be relied on.

    Without a cursor of Django's, which would take ten times as long as the database does.
    """
    try:
        connection.ensure_connection()
        with connection.wrap_database_errors:
            return connection.connection.execute(version_query(connection.vendor)).fetchone()
    except Error:
        connection.close()  # as when the database was restarted: the next request connects again
        return None


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
    with connection.cursor() as cursor:
        cursor.execute(version_query(connection.vendor))
        return cursor.fetchone()


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
