"""Reads public pages from a replica of the database, if there is one.

A page and its content version come from the same copy. So while the replica lags, readers see the
earlier page, and no page is cached for a version that it does not show.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_is_public: ContextVar[bool] = ContextVar("reads_for_a_public_page", default=False)


def public_connection() -> BaseDatabaseWrapper:
    """The connection from which public pages are read: the replica, if there is one."""
    return connections["replica" if "replica" in settings.DATABASES else DEFAULT_DB_ALIAS]


def content_connection() -> BaseDatabaseWrapper:
    """The connection from which the running code reads content, for SQL without a model.

    The replica inside `for_a_public_page`, else the default database.
    """
    return public_connection() if _is_public.get() else connections[DEFAULT_DB_ALIAS]


@contextmanager
def for_a_public_page() -> Iterator[None]:
    """Inside this context, the database is read for a public page, so from the replica."""
    before = _is_public.set(True)
    try:
        yield
    finally:
        _is_public.reset(before)


class ReplicaRouter:
    """Django's database router: public pages read from the replica, all else uses the default."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "replica" if _is_public.get() else None

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *objects: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, *args: Any, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
