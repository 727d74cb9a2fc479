"""Make drafts of article files in the site's own format. Nothing is published."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.files.bundle import BundleError, read_paths
from articles.files.importing import ArticleChange, import_files
from articles.importer.to_drafts import ImportFailed


class Command(BaseCommand):
    help = (
        "Make a draft of each article file that says something else than the site does, and add "
        "the topics, sources and figures that come with it. Never publishes. If one file cannot "
        "be imported, none is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="FOLDER|FILE", help="a folder, a zip or Markdown files"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change and store nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = read_paths([Path(name) for name in options["paths"]])
            done = import_files(files, now=timezone.now(), dry_run=options["dry_run"])
        except BundleError as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        except ImportFailed as failure:
            lines = "\n".join(f"  {error}" for error in failure.errors)
            raise CommandError(f"Nothing was imported.\n{lines}") from failure
        for record in done.records:
            self.stdout.write(f"{record.kind} {record.key}: {record.what}")
        for change in done.articles:
            self._print(change)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was stored.")

    def _print(self, change: ArticleChange) -> None:
        self.stdout.write(f"{change.name}: {change.what}")
        if change.diff is not None:
            self.stdout.write(f"  {change.diff.summary}")
        for note in change.notes:
            self.stdout.write(f"  {note}")
