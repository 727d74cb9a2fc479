"""Two probes for operators: whether the process is alive, and whether it can serve."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from accounts.models import Heartbeat

logger = logging.getLogger(__name__)


def alive(request: HttpRequest) -> HttpResponse:
    """200 if the process runs. For other servers: `backsite/server.py` answers by itself."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def ready(request: HttpRequest) -> HttpResponse:
    """200 if the database takes a write and has every migration, else 503.

    The page cache is not checked: without it the site is only slower. The log says in detail what
    is wrong; the response does not, since anybody can ask.
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
    """Why this process cannot serve; empty if it can."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations are waiting: run manage.py migrate"
        Heartbeat.beat()
    except DatabaseError as error:
        return f"the database cannot be read or written ({type(error).__name__})"
    return ""
