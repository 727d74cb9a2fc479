"""Two questions that operators ask: is the process alive, and can it serve?"""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from accounts.models import Heartbeat

logger = logging.getLogger(__name__)


def alive(request: HttpRequest) -> HttpResponse:
    """The server answers this by itself (`backsite/server.py`); here for other servers."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def ready(request: HttpRequest) -> HttpResponse:
    """200 where the database takes a write and has every migration.

    The cache is no reason to send visitors elsewhere: without it the site is slower, and no more.
    What is wrong in detail goes to the log, not to everybody.
    """
    if problem := _problem():
        logger.error("Not ready: %s", problem)
    return HttpResponse(
        "not ready\n" if problem else "ok\n",
        content_type="text/plain",
        status=503 if problem else 200,
        headers={"Cache-Control": "no-store"},
    )


def _problem() -> str:
    """What keeps this process from serving; empty where nothing does."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations are waiting: run manage.py migrate"
        Heartbeat.beat()
    except DatabaseError as error:
        return f"the database cannot be read or written ({type(error).__name__})"
    return ""
