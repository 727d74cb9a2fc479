"""Replace the content of the database by that of a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from accounts.encryption import WrongKeyError
from accounts.models import KeyCheck, User
from backsite import backups


class Command(BaseCommand):
    help = (
        "Replaces the database by a backup, and migrates it. Stop the site first. What an SQLite "
        "file held before is kept beside it, as ….before-restore (-2, -3 and so on, if taken)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path)
        parser.add_argument("--identity", type=Path, help="the file with the age private key")
        parser.add_argument(
            "--replace", action="store_true", help="also where the database has accounts already"
        )

    def handle(
        self, *args: Any, backup: Path, identity: Path | None, replace: bool, **options: Any
    ) -> None:
        if not replace and _has_accounts():
            raise CommandError("The database has accounts. To replace all of it: --replace")
        try:
            backups.restore(backup, identity)
        except (backups.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        try:
            KeyCheck.confirm()
        except WrongKeyError as error:
            raise CommandError(
                "The database is restored, but its notes were written with other keys: set "
                "DATA_KEYS to those of that time."
            ) from error
        self.stdout.write(f"{backup.name} is restored: {User.objects.count()} accounts.")


def _has_accounts() -> bool:
    try:
        return User.objects.exists()
    except DatabaseError:  # no tables yet
        return False
