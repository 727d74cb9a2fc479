"""Public pages from a copy of the database, whatever it lags behind."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backsite.management.commands.load_demo import PASSWORD, WALKER
from tests.released import demo_of_today
from tests.served import Browser, served

pytestmark = [pytest.mark.service, pytest.mark.slow]

NEW = "Tablets and gels"
OF_ITS_ARTICLE = "WHERE article_id = (SELECT id FROM articles_article WHERE slug = 'painkillers')"
TITLE = f"SELECT title FROM articles_edition {OF_ITS_ARTICLE}"  # noqa: S608
RENAME = f"UPDATE articles_edition SET title = ? {OF_ITS_ARTICLE}"  # noqa: S608


def title(file: Path) -> str:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(TITLE).fetchone()[0]


def rename(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(RENAME, [NEW])


def test_readers_see_the_replica_and_walkers_the_database(tmp_path):
    file, replica = tmp_path / "site.sqlite3", tmp_path / "replica.sqlite3"
    for each in (file, replica):
        each.write_bytes(demo_of_today())
    with served(tmp_path, 1, file=file, DATABASE_REPLICA_URL=f"sqlite:///{replica}") as site:
        reader = Browser(site.url)
        pages = ["/articles/painkillers/", "/search/?q=painkillers"]
        before = title(file)
        assert all(before in reader.ask(page).text for page in pages)
        rename(file)
        assert not any(NEW in reader.ask(page).text for page in pages)
        rename(replica)
        assert NEW in reader.ask(pages[0]).text
        # What belongs to a person is read where it was written.
        walker = Browser(site.url)
        assert walker.send("/accounts/login/", login=WALKER, password=PASSWORD).status == 302
        assert walker.ask("/journal/").status == 200
        # A search that finds nothing is counted in the database.
        assert reader.ask("/search/?q=zzyzxq").status == 200
    with closing(sqlite3.connect(replica)) as database:
        assert database.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
