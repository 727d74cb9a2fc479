"""Delete for good the sentences that readers left with a vote over a year ago. Run it daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from articles.models import Remark
from articles.text.sentences import count_with_noun


class Command(BaseCommand):
    help = "Delete for good the sentences that readers left with a vote over a year ago."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        past = Remark.objects.past_keeping(timezone.localdate())
        count = past.count() if options["dry_run"] else past.delete()[0]
        remarks = count_with_noun(count, "remark")
        done = "to delete" if options["dry_run"] else "deleted"
        self.stdout.write(f"{remarks} {done} for good.")
