"""Rebuild the search index: after an upgrade that asks for it, or if search seems incomplete."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.models import Article, SearchEntry
from articles.text.sentences import count_with_noun


class Command(BaseCommand):
    help = "Write the search index again, from all that is public or scheduled."

    def handle(self, *args: Any, **options: Any) -> None:
        count = SearchEntry.objects.index_all(Article.objects.all(), timezone.now())
        self.stdout.write(f"{count_with_noun(count, 'answer')} can be found.")
