"""A pytest plugin (`-p tests.partitioned`): cuts the journal's tables of a PostgreSQL by person."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.models.signals import post_migrate

SQL = Path(__file__).resolve().parent.parent / "journal/sql/partition_by_person.sql"


def partition(sender: object, **kwargs: object) -> None:
    """Once the tables stand; a flush of all tables, after which Django says so too, keeps them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relkind::text FROM pg_class WHERE relname = 'journal_walk'")
        if cursor.fetchone() == ("r",):
            cursor.execute(SQL.read_text(encoding="utf-8"))


def pytest_configure(config: pytest.Config) -> None:
    post_migrate.connect(partition, dispatch_uid="partitioned")
