"""Delete the reports of expired links, and the links themselves a month later. Run it daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.erased_bytes import overwrite_after_commit
from journal.models import SharedReport


class Command(BaseCommand):
    help = "Delete the reports behind links that have ended, and a month later the links."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        past = SharedReport.objects.past_keeping(now)
        if options["dry_run"]:
            expired = SharedReport.objects.filter(expires_at__lte=now, revoked_at=None)
            counts = expired.count(), past.count()
        else:
            counts = SharedReport.objects.empty_expired(now), past.delete()[0]
            overwrite_after_commit()
        done = "to delete" if options["dry_run"] else "deleted"
        self.stdout.write(f"reports: {counts[0]} {done}. links: {counts[1]} {done} for good.")
