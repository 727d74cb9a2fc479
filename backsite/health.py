"""Two questions that operators ask: is the process alive, and can it serve?"""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers with every migration applied and the cache keeps a value."""
    problems = []
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            problems.append("migrations are waiting: run manage.py migrate")
    except DatabaseError:
        problems.append("the database does not answer")
    try:
        cache.set("readyz", "ok", 5)
        if cache.get("readyz") != "ok":
            problems.append("the cache forgets")
    except Exception:
        problems.append("the cache does not answer")
    return HttpResponse(
        "\n".join(problems or ["ok"]) + "\n",
        content_type="text/plain",
        status=503 if problems else 200,
    )
