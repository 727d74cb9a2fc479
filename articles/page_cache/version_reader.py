"""The content's version as the database has it now, read on a connection of this process's own."""

import os
from threading import Lock
from typing import Any

from django.db import Error, connections

from articles.page_cache.triggers import VERSION_TABLE, triggers_fingerprint


class ContentVersionReader:
    """Apart from Django's connection, which may be in a transaction or was closed after a request.

    One row and nothing else is read, each time outside a transaction: what was committed before
    the question is in the answer.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.process: int | None = None
        self.connection: Any = None
        self.query = ""
        database: Any = connections["default"]
        self.errors = (Error, database.Database.Error)  # as wrapped by Django, and bare

    def read(self) -> object | None:
        """What differs for every state of the content; None where nothing can be relied on."""
        with self.lock:
            try:
                if self.connection is None or self.process != os.getpid():
                    self._connect()
                return self.connection.connection.execute(self.query).fetchone()
            except self.errors:
                self._close()
                return None

    def _connect(self) -> None:
        self.process = os.getpid()  # a fork must not share the connection of its parent
        self.connection = connections["default"].copy()
        self.connection.inc_thread_sharing()  # any thread may close it, under our lock
        self.connection.connect()
        watch = triggers_fingerprint(self.connection.vendor)
        self.query = f"SELECT number, changed_at FROM {VERSION_TABLE} WHERE watch = '{watch}'"  # noqa: S608

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None
