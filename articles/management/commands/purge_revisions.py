"""Delete most revisions of old editions, and old words typed but never saved. Run it daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from articles.models import DraftRevision, TypedWords
from articles.text.sentences import count_with_noun


class Command(BaseCommand):
    help = (
        "Delete the saves of editions published over 90 days ago, but the first and the last of "
        "each day, and what was typed into a draft over 30 days ago and never saved."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        past = DraftRevision.objects.past_keeping(timezone.now())
        count = past.count()
        if not options["dry_run"]:
            past.delete()
            TypedWords.objects.past_keeping(timezone.now()).delete()
        saves = count_with_noun(count, "save")
        self.stdout.write(f"{saves} {'to delete' if options['dry_run'] else 'deleted'}.")
