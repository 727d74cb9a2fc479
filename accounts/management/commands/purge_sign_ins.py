"""Delete what is kept about signing in once its time is over. Run it daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.models import Limit


class Command(BaseCommand):
    help = "Delete what is kept about signing in once its time is over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        for name, past in {"counts of tries": Limit.objects.past_keeping(now)}.items():
            count = past.count() if options["dry_run"] else past.delete()[0]
            done = "to delete" if options["dry_run"] else "deleted"
            self.stdout.write(f"{name}: {count} {done} for good.")
