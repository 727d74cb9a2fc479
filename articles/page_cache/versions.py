"""The content's version as this request's database connection sees it, and what is kept for one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import ClassVar, Generic, TypeVar

from django.db import connection

from articles.page_cache.triggers import VERSION_TABLE, triggers_fingerprint

Kept = TypeVar("Kept")


_of_this_page: ContextVar[tuple | None] = ContextVar("content_version", default=None)


def content_version() -> tuple | None:
    """What differs for every state of the content; None where the triggers are not this code's."""
    return _of_this_page.get() or _read()


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
        cursor.execute(_query(connection.vendor))
        return cursor.fetchone()


@cache
def _query(vendor: str) -> str:
    watch = triggers_fingerprint(vendor)
    return f"SELECT number, changed_at FROM {VERSION_TABLE} WHERE watch = '{watch}'"  # noqa: S608


class OnceAVersion(Generic[Kept]):
    """A function that reads from the content, called again only when that has changed."""

    every: ClassVar[list["OnceAVersion"]] = []

    def __init__(self, read: Callable[[], Kept]) -> None:
        self.read = read
        self.known: tuple[tuple, Kept] | None = None
        self.every.append(self)

    def __call__(self) -> Kept:
        version = content_version()  # before it is read: rather too old than new
        if version is None:
            return self.read()
        if self.known is None or self.known[0] != version:
            self.known = (version, self.read())
        return self.known[1]
