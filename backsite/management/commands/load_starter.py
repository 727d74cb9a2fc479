"""Load the articles, advice rules and nudges that come with the site. Can be run again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from articles.files.article_format import FormatError
from articles.files.starter import load_starter_articles
from journal.starter import load_starter_nudges, load_starter_rules


class Command(BaseCommand):
    help = (
        "Load the starter articles, sources, warning signs, cautions, synonyms, advice rules "
        "and nudges. "
        "What is there already, and whatever an editor has changed, is kept."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                done = load_starter_articles(timezone.now())
                done += load_starter_rules() + load_starter_nudges()
        except (FormatError, ValidationError, KeyError) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        for what, count in sorted(done.items()):
            if count:
                self.stdout.write(f"{what}: {count}")
