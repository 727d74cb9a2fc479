"""Delete for good the walks that can no longer be brought back. Run it every hour or day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.erased_bytes import overwrite_after_commit
from journal.models import Walk
from journal.patterns.number_words import count


class Command(BaseCommand):
    help = "Delete for good the walks that were deleted more than a day ago."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        past = Walk.objects.past_undo(timezone.now())
        number = past.count() if options["dry_run"] else past.delete()[0]
        if not options["dry_run"]:
            overwrite_after_commit()
        done = "to delete" if options["dry_run"] else "deleted"
        self.stdout.write(f"{count(number, 'walk')} {done} for good.")
