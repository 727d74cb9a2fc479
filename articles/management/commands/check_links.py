"""Ask every outside address of the public pages whether it still answers. Run it every week."""

import time
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Prefetch
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from articles.links.checker import addresses_in_use, check_one, due, note_use
from articles.links.fetch import TIMEOUT, ask
from articles.models import Article, LinkCheck
from articles.models.link_checks import MAX_ADDRESS

PAUSE = 1.0  # seconds between two requests to the same host


class Command(BaseCommand):
    help = (
        "Ask the outside addresses in live editions, cautions and sources whether they answer. "
        "Exit code 1 if any is broken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="list what is due, ask nobody")
        parser.add_argument(
            "--older-than",
            type=int,
            metavar="DAYS",
            help="only addresses that were not asked for so many days",
        )
        parser.add_argument("--limit", type=int, help="ask at most so many addresses")
        parser.add_argument("--timeout", type=float, default=TIMEOUT, help="seconds to wait")
        parser.add_argument(
            "--pause", type=float, default=PAUSE, help="seconds between two questions to one host"
        )
        parser.add_argument(
            "--allow-private",
            action="store_true",
            help="also ask addresses in private networks (for tests)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        days = options["older_than"]
        not_since = None if days is None else now - timedelta(days=days)
        used = addresses_in_use(now)
        addresses = due(
            (url for url in used if len(url) <= MAX_ADDRESS), not_since, options["limit"]
        )
        if options["dry_run"]:
            self.stdout.write("".join(f"{url}\n" for url in addresses))
            self.stdout.write(f"{len(addresses)} of {len(used)} addresses would be asked.\n")
            return
        self._ask(addresses, options)
        note_use(used)
        self._report(len(addresses), len(used))

    def _ask(self, addresses: list[str], options: dict) -> None:
        question = partial(ask, allow_private=options["allow_private"], timeout=options["timeout"])
        last: dict[str, float] = {}
        console = Console(file=self.stderr, no_color=options["no_color"])  # type: ignore[arg-type]
        for url in track(addresses, "Asking", console=console, disable=not console.is_terminal):
            host = urlsplit(url).netloc.lower()
            time.sleep(
                max(0.0, last.get(host, -options["pause"]) + options["pause"] - time.monotonic())
            )
            check_one(url, question, timezone.now())
            last[host] = time.monotonic()

    def _report(self, asked: int, known: int) -> None:
        """Print the broken addresses, page by page; raises CommandError if there is one."""
        broken = LinkCheck.objects.broken().order_by("broken_since", "url")
        articles = Article.objects.filter(link_checks__in=broken).distinct()
        for article in articles.prefetch_related(Prefetch("link_checks", broken)):
            self.stdout.write(f"\n{article.get_absolute_url()}\n")
            self._lines(article.link_checks.all())
        if nowhere := broken.filter(articles=None):
            self.stdout.write("\nSources and cautions that no public page shows\n")
            self._lines(nowhere)
        count = broken.count()
        self.stdout.write(f"\n{asked} of {known} addresses asked.\n")
        if count:
            raise CommandError(f"{count} broken.", returncode=1)
        self.stdout.write("None is broken.\n")

    def _lines(self, checks: Iterable[LinkCheck]) -> None:
        for check in checks:
            self.stdout.write(
                f"  {check.url}\n    {check.problem}, since {check.broken_since:%Y-%m-%d}\n"
            )
