"""Django's `migrate`, which first checks whether this code can migrate the database at all."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from accounts.encryption import KeyCheck, WrongKeyError

OURS = {"accounts", "articles", "journal"}


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--set-aside",
            action="store_true",
            help="where an SQLite file is of before the first release, keep it under another name "
            "and begin a new one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if predates_first_release(connection):
            name = connection.settings_dict["NAME"]
            if not (options["set_aside"] and connection.vendor == "sqlite"):
                raise CommandError(
                    f"The database {name} was made before the first release, whose migrations "
                    "began again: it cannot be brought up to date. Nothing was changed. Name "
                    "another one in DATABASE_URL, or move this one away."
                )
            connection.close()
            kept = set_aside(Path(name), timezone.localtime())
            self.stdout.write(
                f"{Path(name).name} is of before the first release: it is kept as {kept.name}, "
                "and a new one is made."
            )
        super().handle(*args, **options)
        if KeyCheck._meta.db_table in connection.introspection.table_names():
            check_or_adopt_keys(connection.alias)


def check_or_adopt_keys(alias: str) -> None:
    """Raise CommandError unless DATA_KEYS are this database's keys; a new one adopts them."""
    try:
        KeyCheck.confirm(alias)
    except WrongKeyError as error:
        raise CommandError(f"{error} They must be those of this database.") from error


def predates_first_release(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database has migrations unknown to this code, and lacks some that it has.

    Django handles a database that is only newer, which has all of the code's migrations, and one
    that is only older, which has no others.
    """
    loader = MigrationLoader(connection)
    applied = {key for key in loader.applied_migrations if key[0] in OURS}
    known = {key for key in loader.disk_migrations if key[0] in OURS}
    return bool(applied - known and known - applied)


def set_aside(file: Path, now: datetime) -> Path:
    """Rename an SQLite file that no process has open, and its log; return the new path."""
    kept = file.with_name(f"{file.name}.old-{now:%Y-%m-%d-%H%M%S}")
    for end in ("", "-wal", "-shm"):
        part = Path(f"{file}{end}")
        if part.exists():
            part.rename(f"{kept}{end}")
    return kept
