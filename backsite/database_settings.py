"""The settings of the databases and of their connections."""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# Readers never wait for a writer, and a writer waits for the lock instead of failing. What was
# acknowledged is on the disk (one fsync a transaction), and deleted rows are overwritten. Each
# thread caches half of SQLite's usual 2 MB of the file, since the system caches it once for all:
# with a quarter, searches among a thousand articles took a tenth longer.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,  # seconds; after that the answer is 503, with what was typed
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
    "PRAGMA cache_size=-1000;",
}


def database_settings(env: environ.Env, folder: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: "default", and "replica" where DATABASE_REPLICA_URL names one."""
    found = {"default": env.db("DATABASE_URL", default=f"sqlite:///{folder / 'db.sqlite3'}")}
    if env.str("DATABASE_REPLICA_URL", default=""):
        found["replica"] = env.db("DATABASE_REPLICA_URL")
        if found["replica"]["ENGINE"] != found["default"]["ENGINE"]:
            raise ImproperlyConfigured("DATABASE_REPLICA_URL must be a copy of DATABASE_URL.")
        found["replica"]["TEST"] = {"MIRROR": "default"}
    for database in found.values():
        _complete(database, env)
    return found


def _complete(database: dict[str, Any], env: environ.Env) -> None:
    database["CONN_HEALTH_CHECKS"] = True  # no request fails after the database restarts
    kept_seconds = env.int("CONN_MAX_AGE", default=600)
    kind = database["ENGINE"].rpartition(".")[2]
    if kind == "sqlite3":
        database["CONN_MAX_AGE"] = None
        database["OPTIONS"] = dict(SQLITE_OPTIONS)
        # VACUUM writes a copy of everything, which belongs on the disk of the file and on no other.
        # SQLite reads the variable once, before it opens the first database.
        os.environ.setdefault("SQLITE_TMPDIR", str(Path(database["NAME"]).absolute().parent))
    elif kind == "postgresql":
        database["CONN_MAX_AGE"] = kept_seconds
        # Seconds, so that nobody waits for ever for a server that does not answer.
        database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
        # A pooler such as PgBouncer gives the connection to another client after a transaction.
        database["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("BEHIND_POOLER", default=False)
    else:
        raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL: search needs one.")
