"""Make draft articles of raw documents, and say what is wrong with each. Nothing is published."""

import json
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.importer.report_text import printed
from articles.importer.to_drafts import (
    IMPORTED_TOPIC,
    UNKNOWN_AUTHOR,
    DraftOutcome,
    ImportFailed,
    read_files,
    store_drafts,
)
from articles.models import Topic

WIDTH_OF_FILES = 100  # columns, if the output goes to a file or a pipe


class Command(BaseCommand):
    help = (
        "Make a draft article of each raw document (plain text, a web page, a Word file), with a "
        "report of what is wrong with it. "
        "Never publishes. If one file cannot be imported, none is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="plain text, .html or .docx, one document"
        )
        parser.add_argument(
            "--topic",
            metavar="SLUG",
            default=IMPORTED_TOPIC,
            help="the topic for the drafts (default: “Imported drafts”, made when needed)",
        )
        parser.add_argument(
            "--author-name",
            default=UNKNOWN_AUTHOR,
            help="the author as printed on the page (default: “%(default)s”)",
        )
        parser.add_argument(
            "--again", action="store_true", help="import files that were imported before once more"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print the reports and store nothing"
        )
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="how to print the reports"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        topic = _topic(options["topic"])
        try:
            outcomes = store_drafts(
                read_files(Path(name) for name in options["files"]),
                topic=topic,
                author_name=options["author_name"],
                again=options["again"],
                dry_run=options["dry_run"],
            )
        except ImportFailed as failure:
            lines = "\n".join(f"  {error}" for error in failure.errors)
            raise CommandError(f"Nothing was imported.\n{lines}") from failure
        if options["format"] == "json":
            found = [_as_dict(outcome, options["dry_run"]) for outcome in outcomes]
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            for outcome in outcomes:
                self._print(outcome, options["dry_run"])

    def _print(self, outcome: DraftOutcome, dry_run: bool) -> None:
        file, edition = outcome.incoming, outcome.edition
        name = f"edition {edition.number} of the article “{edition.article.slug}”"
        if not outcome.is_new:
            self.stdout.write(
                f"{file.name}: already imported as {name} ({edition.get_state_display().lower()}). "
                "Nothing was stored; --again imports it once more."
            )
            return
        colour = self.stdout.isatty() and not self.style_is_plain
        width = shutil.get_terminal_size().columns if self.stdout.isatty() else WIDTH_OF_FILES
        self.stdout.write(
            printed(file.report, file.document.title, file.name, width=width, colour=colour),
            ending="",
        )
        if dry_run:
            self.stdout.write(f"Dry run: nothing was stored. It would be {name}.\n")
        else:
            self.stdout.write(f"Stored as a draft: {name}. The report is kept with it.\n")

    @property
    def style_is_plain(self) -> bool:
        """Whether --no-color or the terminal asks for no colours."""
        return self.style.ERROR("x") == "x"


def _topic(slug: str) -> Topic | None:
    """The topic with this slug; None for that of imported drafts, which is made when needed.

    Raises CommandError if there is no such topic.
    """
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None and slug != IMPORTED_TOPIC:
        known = ", ".join(Topic.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no topic “{slug}”. The topics are: {known}.")
    return topic


def _as_dict(outcome: DraftOutcome, dry_run: bool) -> dict:
    if_new = "dry run" if dry_run else "stored"
    report = outcome.incoming.stored_report()
    del report["text"]  # the file itself
    return {
        "outcome": if_new if outcome.is_new else "already imported",
        "article": outcome.edition.article.slug,
        "edition": outcome.edition.number,
        "title": outcome.incoming.document.title,
        **report,
    }
