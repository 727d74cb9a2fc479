"""Copy everything into another database, SQLite or PostgreSQL, and compare it."""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from hashlib import sha256
from itertools import islice
from typing import Any

import environ
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import no_style
from django.db import connections, models, transaction
from rich.progress import Progress

from accounts.models import User

TARGET = "target"
BATCH_SIZE = 1000
# Each database counts its own versions, by triggers.
NOT_COPIED = ("articles_contentversion",)


class Command(BaseCommand):
    help = (
        "Copies every row into the empty database at URL (sqlite:///… or postgres://…), compares "
        "table by table, and writes the search index there. Stop the site first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url")
        parser.add_argument(
            "--replace", action="store_true", help="also where the other database has accounts"
        )

    def handle(self, *args: Any, url: str, replace: bool, **options: Any) -> None:
        _connect(url)
        _manage_there(url, "migrate", "--verbosity", "0")
        if not replace and User.objects.using(TARGET).exists():
            raise CommandError("That database has accounts. To replace all of it: --replace")
        copied = copied_models()
        with transaction.atomic(using="default"), transaction.atomic(using=TARGET):
            self._copy(copied)
            self._compare(copied)
        _manage_there(url, "index_search")  # the index depends on the kind of database
        self.stdout.write("Everything is there and equal. Set DATABASE_URL, then start the site.")

    def _copy(self, copied: list[type[models.Model]]) -> None:
        target = connections[TARGET]
        with Progress(transient=True) as progress:
            # Foreign keys are checked at the end of the transaction, when all tables are full.
            with target.cursor() as cursor:
                for model in reversed(copied):
                    cursor.execute(f"DELETE FROM {target.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            for model in copied:
                rows = model._base_manager.using("default").order_by("pk")
                found = iter(progress.track(rows.iterator(BATCH_SIZE), total=rows.count()))
                while batch := list(islice(found, BATCH_SIZE)):
                    # Raw: no dates of change are set, and no signals are sent.
                    model._base_manager.using(TARGET)._insert(  # type: ignore[attr-defined]
                        batch, fields=model._meta.local_concrete_fields, raw=True, using=TARGET
                    )
        with target.cursor() as cursor:
            for statement in target.ops.sequence_reset_sql(no_style(), copied):
                cursor.execute(statement)

    def _compare(self, copied: list[type[models.Model]]) -> None:
        for model in copied:
            here, there = fingerprint(model, "default"), fingerprint(model, TARGET)
            if here != there:
                raise CommandError(f"{model._meta.db_table} differs: {here[0]} and {there[0]} rows")
            self.stdout.write(f"{here[0]:>9} {model._meta.db_table}")


def copied_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in NOT_COPIED
    ]


def fingerprint(model: type[models.Model], alias: str) -> tuple[int, str]:
    """The number of rows, and a digest of all their values that does not depend on their order."""
    total = count = 0
    names = [field.attname for field in model._meta.local_concrete_fields]
    for row in model._base_manager.using(alias).iterator(BATCH_SIZE):
        values = repr([_plain(getattr(row, name)) for name in names]).encode()
        total += int.from_bytes(sha256(values).digest())
        count += 1
    return count, f"{total:x}"


def _plain(value: Any) -> Any:
    """`value` without differences between databases: memory views, the order in JSON objects."""
    if isinstance(value, memoryview):
        return bytes(value)
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value


def _manage_there(url: str, *arguments: str) -> None:
    """Run a management command on the other database. CommandError where it fails."""
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, settings.BASE_DIR / "manage.py", *arguments],
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"{arguments[0]} failed there: {done.stderr.strip()}")


def _connect(url: str) -> None:
    """Configure the database at `url` as the connection TARGET. CommandError for a wrong `url`."""
    try:
        found = environ.Env.db_url_config(url)
    except (environ.ImproperlyConfigured, ValueError) as error:
        raise CommandError(f"{url!r} is not the address of a database.") from error
    connections.databases[TARGET] = found
    connections.configure_settings(connections.databases)
