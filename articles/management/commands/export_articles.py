"""Write articles as files in the site's own format, with the records and images they name."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.files.article_format import FormatError
from articles.files.bundle import write_folder
from articles.files.exporting import exported_editions, files_of
from articles.models import Article


class Command(BaseCommand):
    help = (
        "Write articles as Markdown files, with their topics, sources and figures. Of each article "
        "what readers see now; where they see nothing, its newest edition."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="FOLDER", help="made if it is not there")
        parser.add_argument(
            "slugs", nargs="*", metavar="SLUG", help="which articles (default: all)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        articles = Article.objects.all()
        if options["slugs"]:
            articles = articles.filter(slug__in=options["slugs"])
            missing = set(options["slugs"]) - {article.slug for article in articles}
            if missing:
                raise CommandError(f"There is no article “{'”, “'.join(sorted(missing))}”.")
        try:
            files = files_of(exported_editions(articles, timezone.now()))
            write_folder(files, Path(options["folder"]))
        except (FormatError, OSError) as error:
            raise CommandError(str(error)) from error
        count = sum(name.endswith(".md") for name in files)
        self.stdout.write(f"Articles: {count}. Files: {len(files)}, in {options['folder']}.")
