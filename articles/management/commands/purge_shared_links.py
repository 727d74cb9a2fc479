"""Delete for good the links to drafts that ended over a year ago. Run it daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from articles.models import SharedLink
from articles.text.sentences import count_with_noun


class Command(BaseCommand):
    help = "Delete for good the links to drafts that ended over a year ago, with their comments."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        past = SharedLink.objects.past_keeping(timezone.now())
        count = past.count()
        if not options["dry_run"]:
            past.delete()
        links = count_with_noun(count, "shared link")
        done = "to delete" if options["dry_run"] else "deleted"
        self.stdout.write(f"{links} {done} for good.")
