"""How long searches take on a large site, beside one article fetched by its address.

    python -m tests.benchmarks.bench_search [--articles 2000]

fills a database of its own in a temporary folder (`many_articles`; some minutes for 20,000) and
prints, for queries of every kind, the time of the whole request and of the search in it, and the
ratio of the search to one bare SELECT. Nothing is served from the page cache: each request is
answered again. Ends with 1 and says which, where a request takes longer than its limit.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.many_articles import COMMON, RARE, TELLING, fill

LIMITS = {2_000: 50, 20_000: 250}  # milliseconds a search may take with so many articles
QUERIES = {
    "a rare word": RARE,
    "a word of nearly all": COMMON,
    "two common words": f"{COMMON} pain",
    "a question": f"why does my {COMMON} hurt after walking",
    "a question with a rare word": f"why does my {COMMON} hurt like {RARE}",
    "24 words": " ".join(TELLING[:24]),
    "small words alone": "what is it to you",
    "six misspelt words": "bakc wlaking hrut musclle strecth exercsie",
    "six words of nothing": "qwertyx zzyxq blorf snargle pqrst vwxyz",
    "a letter 200 times": "x" * 200,
}


def best(work: Callable[[], object], repeats: int = 7) -> float:
    """Seconds of the fastest of a few runs."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def measure(articles: int) -> list[str]:
    """Fills the database and prints the table; says of each request that missed the limit."""
    from django.core.management import call_command  # noqa: PLC0415 (needs the settings)
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from articles.search import find  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    fill(articles)
    client, now = Client(), timezone.now()

    def one_article() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM articles_article WHERE slug = %s", ["many-7"])
            cursor.fetchall()

    select = best(one_article, 100)
    limit = limit_of(articles)
    print(f"{articles} articles, {articles * 12} answers; bare SELECT {select * 1e6:.0f} µs")
    print(f"{'':30}{'request':>10}{'search':>10}{'SELECTs':>9}")
    missed = []
    for what, text in QUERIES.items():
        request = best(lambda text=text: client.get("/search/", {"q": text})) * 1000
        search = best(lambda text=text: find(text, now))
        if request > limit:
            missed.append(f"{what}: {request:.1f} ms, {limit:.0f} ms allowed")
        print(f"  {what:28}{request:7.1f} ms{search * 1000:7.1f} ms{search / select:9.0f}")
    print(f"  every request within {limit:.0f} ms: {'NO' if missed else 'yes'}")
    return missed


def limit_of(articles: int) -> float:
    """Milliseconds: on the line through LIMITS, and for fewer articles the lower one."""
    (few, least), (many, most) = LIMITS.items()
    return max(least, least + (most - least) * (articles - few) / (many - few))


def main(articles: int = 2_000) -> None:
    """Prints everything; ends the run where a limit is missed."""
    with tempfile.TemporaryDirectory(prefix="backsite-") as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'many.sqlite3'}"
        import django  # noqa: PLC0415

        django.setup()
        missed = measure(articles)
    if missed:
        raise SystemExit("\n".join(["Too slow:", *missed]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure searches on a large site.")
    parser.add_argument("--articles", type=int, default=2_000)
    main(parser.parse_args().articles)
