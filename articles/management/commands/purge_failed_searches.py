"""Delete for good the counts of failed searches that are older than twelve weeks. Run it daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from articles.models import FailedSearch
from articles.text.sentences import count_with_noun


class Command(BaseCommand):
    help = "Delete for good the counts of failed searches that are older than twelve weeks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        past = FailedSearch.objects.past_keeping(timezone.localdate())
        count = past.count() if options["dry_run"] else past.delete()[0]
        searches = count_with_noun(count, "failed search", "failed searches")
        done = "to delete" if options["dry_run"] else "deleted"
        self.stdout.write(f"{searches} {done} for good.")
