"""What the pages of the editors' office cost on a large site.

    python -m tests.benchmarks.bench_admin [--articles 1000] [--editions 5]

Each page is asked of a database of its own, a file that is thrown away. Printed are the time on the
processor, its ratio to a page of the office that shows no row (“add topic”), and queries.
"""

import argparse
import io
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

REPEATS = 3
BARE = "admin:articles_topic_add"


def addresses() -> Iterator[str]:
    """Every list, also searched; every report; the pages of an article and of its editions."""
    from django.contrib import admin  # noqa: PLC0415 (needs the settings)
    from django.urls import reverse  # noqa: PLC0415

    from articles.models import Article  # noqa: PLC0415
    from articles.office.reports import REPORTS  # noqa: PLC0415
    from articles.workflow.actions import ACTIONS  # noqa: PLC0415

    yield from (reverse("admin:index"), reverse("admin:queue"))
    yield from (reverse("admin:report", args=[slug]) for slug in REPORTS)
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield from (address, f"{address}?q=back")
    article = Article.objects.order_by("-pk")[0]
    yield reverse("admin:articles_article_change", args=[article.pk])
    live = article.editions.get(number=article.editions.count())
    for edition in (live, live.new_edition(None)):
        for page in ("change", "history", "preview", "compare"):
            yield reverse(f"admin:articles_edition_{page}", args=[edition.pk])
        yield from (
            reverse("admin:articles_edition_act", args=[edition.pk, act]) for act in ACTIONS
        )


def measure(articles: int, editions: int) -> None:
    """Fills the database and prints a line a page, the most costly first."""
    from django.core.management import call_command  # noqa: PLC0415 (needs the settings)
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415

    from .many_articles import fill  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("load_starter", stdout=io.StringIO())
    fill(articles, editions)
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.org", None))

    def milliseconds(address: str) -> float:
        times = []
        for _ in range(REPEATS):
            started = time.process_time()
            client.get(address)
            times.append(time.process_time() - started)
        return min(times) * 1000

    bare = milliseconds(reverse(BARE))
    rows = []
    for address in addresses():
        taken = milliseconds(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        rows.append((taken, len(queries), address))
    print(f"office, {articles} articles × {editions} editions; a page without rows: {bare:.1f} ms")
    for taken, count, address in sorted(rows, reverse=True):
        print(f"  {taken:6.1f} ms = {taken / bare:5.1f} ×, {count:2d} queries  {address}")


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
