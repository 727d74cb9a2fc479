"""Take a backup of the whole database while the site runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backsite import backups


class Command(BaseCommand):
    help = "Writes a checked copy of the database into a folder, and prints its name and SHA-256."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--recipient", default="", help="an age public key (age1…) to encrypt the copy to"
        )
        parser.add_argument(
            "--keep", type=int, default=0, help="delete all but the newest N copies (0: none)"
        )

    def handle(self, *args: Any, folder: Path, recipient: str, keep: int, **options: Any) -> None:
        if keep < 0:
            raise CommandError("--keep must be 0 or more.")
        try:
            path = backups.take(folder, timezone.now(), recipient)
        except (backups.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path.name}  {path.stat().st_size} bytes  {backups.digest(path)}")
        for older in backups.drop_older(folder, keep):
            self.stdout.write(f"deleted {older.name}")
