"""The content that comes with the site: loaded once by its own loader, then copied row by row.

Loading takes seconds (each article passes the check list), a copy takes milliseconds. The rows are
what the loader wrote into this run's own database, so that they cannot be older than the code.
"""

from datetime import datetime
from functools import cache

import time_machine
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from articles.files.starter import load_starter_articles
from journal.starter import load_starter_nudges, load_starter_rules

Rows = dict[str, list[tuple]]  # of each table, in the order of its columns

COUNTED = "articles_contentversion"  # by triggers, as for every other change


def load_starter(now: datetime) -> None:
    load_starter_articles(now)
    load_starter_rules()
    load_starter_nudges()


def rows_of_starter(now: datetime) -> Rows:
    """What the loader writes into an empty database at `now`; nothing of it stays."""
    with time_machine.travel(now, tick=False), transaction.atomic():
        before = rows_of_everything()
        load_starter(now)
        after = rows_of_everything()
        transaction.set_rollback(True)
    return {table: rows for table, rows in after.items() if table not in before}


def copy_rows(rows: Rows) -> None:
    """Store `rows` in the empty tables that they come from."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, of_table in rows.items():
            places = ", ".join(["%s"] * len(of_table[0]))
            columns = ", ".join(_tables()[table])
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", of_table)  # noqa: S608 (names of ours)


def replace_everything(rows: Rows) -> None:
    """Have exactly `rows` in the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (names of ours)
        copy_rows(rows)
    ContentType.objects.clear_cache()


@cache
def _tables() -> dict[str, list[str]]:
    """The columns of every table of a model."""
    return {
        model._meta.db_table: [
            connection.ops.quote_name(field.column) for field in model._meta.concrete_fields
        ]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.db_table != COUNTED
    }


def rows_of_everything() -> Rows:
    """Of each table that is not empty."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608 (names of ours)
            if rows := cursor.fetchall():
                found[table] = rows
    return found
