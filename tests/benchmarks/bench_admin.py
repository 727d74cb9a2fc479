"""What the pages of the editors' office cost on a large site.

    python -m tests.benchmarks.bench_admin [--articles 1000] [--editions 5]

Each page is opened, and its form sent as it stands, on a database of its own, a file that is thrown
away. Printed are, with the worst first, the time on the processor and queries (those that begin or
end a part of a transaction in brackets), and last what is over what we allow.
"""

import argparse
import io
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

REPEATS = 3
BARE = "admin:articles_topic_add"
MAX_MILLISECONDS, MAX_QUERIES = 300, 20
TICKED = 40  # editions, for an act on many


@dataclass(frozen=True)
class Row:
    """What one request cost: sent nothing, it opens a page, otherwise it sends its form."""

    milliseconds: float
    queries: int
    of_transaction: int
    address: str
    sent: dict | None

    @property
    def share(self) -> float:
        """Of what we allow, in time or in queries, whichever is more."""
        return max(self.milliseconds / MAX_MILLISECONDS, self.queries / MAX_QUERIES)

    def __str__(self) -> str:
        method = "GET " if self.sent is None else "POST"
        cost = f"{self.milliseconds:6.1f} ms, {self.queries:2d} (+{self.of_transaction}) queries"
        act = f" {self.sent['action']}" if self.sent and "_selected_action" in self.sent else ""
        return f"{cost}  {method} {self.address}{act}"


class Visitor:
    """A superuser who asks, and whose every change is taken back."""

    def __init__(self) -> None:
        from django.test import Client  # noqa: PLC0415 (needs the settings)

        from tests.cast import make_staff  # noqa: PLC0415

        self.client = Client()
        root = make_staff("root@example.org", "Root", is_superuser=True, credentials="GP (test)")
        self.client.force_login(root)

    def ask(self, address: str, sent: dict | None) -> tuple[float, int, int]:
        """Milliseconds on the processor, queries, and those of transactions."""
        from django.db import connection, transaction  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        from tests.queries import count_of_rows  # noqa: PLC0415

        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            started = time.process_time()
            answer = self.client.get(address) if sent is None else self.client.post(address, sent)
            taken = time.process_time() - started
            transaction.set_rollback(True)
        if answer.status_code >= 400:
            print(f"{answer.status_code} {address}")
        asked = count_of_rows(queries)
        return taken * 1000, asked, len(queries) - asked

    def measure(self, address: str, sent: dict | None = None) -> Row:
        asked = [self.ask(address, sent) for _ in range(REPEATS)]
        return Row(min(taken for taken, *_ in asked), *asked[-1][1:], address, sent)


def requests(visitor: Visitor) -> Iterator[tuple[str, dict | None]]:
    """Every page; every list, also searched; every form sent as it stands; acts on many."""
    from django.contrib import admin  # noqa: PLC0415 (needs the settings)
    from django.urls import reverse  # noqa: PLC0415

    from articles.models import Article, Edition  # noqa: PLC0415
    from articles.office.edition.page import BULK_ACTIONS  # noqa: PLC0415
    from tests.cast import make_staff  # noqa: PLC0415
    from tests.office_pages import forms_of, furnish, office_pages  # noqa: PLC0415

    live = Article.objects.order_by("-pk")[0].editions.order_by("-number")[0]
    office = furnish(live, make_staff("ada@example.org", "Ada Author", "author"))
    for address in office_pages(office, visitor.client):
        yield address, None
        if not address.endswith("/delete/"):
            yield from forms_of(visitor.client.get(address), address)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        yield f"{reverse(name)}?q=back", None
    for words in ("back", "many-12", "zzzz yyyy", "back pain walk"):
        yield f"{reverse('admin:find')}?q={quote(words)}", None
    editions = reverse("admin:articles_edition_changelist")
    for act in BULK_ACTIONS:
        ticked = Edition.objects.filter(article__slug__startswith="many-").order_by("-pk")[:TICKED]
        chosen = [str(edition.pk) for edition in ticked]
        sent = {"action": act.name, "_selected_action": chosen, "index": "0"}
        yield editions, sent
        yield f"{editions}?many={act.name}&rows={','.join(chosen)}", None


def measure(articles: int, editions: int) -> None:
    """Fills the database and prints a line a request, the worst first."""
    from django.core.management import call_command  # noqa: PLC0415 (needs the settings)
    from django.urls import reverse  # noqa: PLC0415

    from .many_articles import fill  # noqa: PLC0415

    logging.getLogger("django.request").setLevel(logging.ERROR)  # refusals are tried, too
    call_command("migrate", verbosity=0)
    call_command("load_starter", stdout=io.StringIO())
    fill(articles, editions)
    visitor = Visitor()
    visitor.ask(reverse(BARE), None)  # what a process reads once
    bare = visitor.measure(reverse(BARE)).milliseconds
    rows = [visitor.measure(*asked) for asked in requests(visitor)]
    print(f"office, {articles} articles × {editions} editions; a page without rows: {bare:.1f} ms")
    rows.sort(key=lambda row: row.share, reverse=True)
    print(*rows, sep="\n")
    over = [row for row in rows if row.share > 1]
    print(f"{len(rows)} requests, over {MAX_MILLISECONDS} ms or {MAX_QUERIES} queries:")
    print(*over, sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Times of the editors' office.")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--editions", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'office.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        import django  # noqa: PLC0415 (the settings are read here)

        django.setup()
        measure(options.articles, options.editions)


if __name__ == "__main__":
    main()
