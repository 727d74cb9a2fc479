"""Which databases there are, and how they are spoken to."""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# Readers never wait for a writer, a writer waits its turn instead of failing, and the file stays
# open between requests. What was acknowledged is on the disk (one fsync a transaction), and what
# was erased is overwritten. Each thread keeps half of SQLite's usual 2 MB of the file, which the
# system keeps once for all: with a quarter, searches among a thousand articles took a tenth longer.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,  # seconds: then the page says so, and gives back what was typed
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
    database["CONN_HEALTH_CHECKS"] = True  # a restart of the database fails no request
    kept_seconds = env.int("CONN_MAX_AGE", default=600)
    kind = database["ENGINE"].rpartition(".")[2]
    if kind == "sqlite3":
        database["CONN_MAX_AGE"] = None
        database["OPTIONS"] = dict(SQLITE_OPTIONS)
        # VACUUM writes a copy of everything, which belongs on no other disk than the file itself.
        # SQLite reads this once, before the first database is opened.
        os.environ.setdefault("SQLITE_TMPDIR", str(Path(database["NAME"]).absolute().parent))
    elif kind == "postgresql":
        database["CONN_MAX_AGE"] = kept_seconds
        # Seconds: nobody waits for ever for a server that is away, or for somebody's lock.
        database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
        # A pooler such as PgBouncer gives a connection to somebody else after each transaction.
        database["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("BEHIND_POOLER", default=False)
    else:
        raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL: search needs one.")
