"""Public pages are read from a replica of the database, where there is one.

A page and the content's version that it is kept by come from the same copy: while the replica lags,
readers see the page of before, and no page is kept for a version that it does not show.
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
    """Where public pages are read from."""
    return connections["replica" if "replica" in settings.DATABASES else DEFAULT_DB_ALIAS]


def content_connection() -> BaseDatabaseWrapper:
    """Where whatever runs now reads the content from: for SQL that goes by no model."""
    return public_connection() if _is_public.get() else connections[DEFAULT_DB_ALIAS]


@contextmanager
def for_a_public_page() -> Iterator[None]:
    """Within this, what is read is read for a page that is the same for everybody."""
    before = _is_public.set(True)
    try:
        yield
    finally:
        _is_public.reset(before)


class ReplicaRouter:
    """Sends what a public page reads to the replica, and everything else to the database."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "replica" if _is_public.get() else None

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *objects: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, *args: Any, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
