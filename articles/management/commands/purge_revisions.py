"""Thin out the kept saves of editions published long ago. Run it daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from articles.models import DraftRevision


class Command(BaseCommand):
    help = (
        "Delete the saves of editions published over 90 days ago, but the first and the last of "
        "each day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        past = DraftRevision.objects.past_keeping(timezone.now())
        count = past.count()
        if not options["dry_run"]:
            past.delete()
        saves = f"{count} save{'' if count == 1 else 's'}"
        self.stdout.write(f"{saves} {'to delete' if options['dry_run'] else 'deleted'}.")
