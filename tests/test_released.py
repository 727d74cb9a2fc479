"""Migrations that were released stay as they are, and run on what the release's demo holds."""

import lzma

import pytest

from tests.released import DEMO, MIGRATIONS, manage, migrations

PAGES = """
from django.test import Client
from django.urls import reverse
from accounts.models import User
from articles.models import Article
client = Client(headers={"host": "127.0.0.1"})
client.force_login(User.objects.get(email="walker@demo.example"))
article = Article.objects.order_by("pk").first()
names = ("articles:home", "articles:get_help", "journal:home", "journal:walks", "journal:patterns")
for address in (*map(reverse, names), article.get_absolute_url(), "/search/?q=walking"):
    print(client.get(address).status_code, address)
"""


@pytest.fixture
def demo(tmp_path):
    file = tmp_path / "demo.sqlite3"
    file.write_bytes(lzma.decompress(DEMO.read_bytes()))
    return file


def test_no_released_migration_has_changed():
    """A change of the database is a further migration: what was released has been carried out."""
    rows = [line.split() for line in MIGRATIONS.read_text(encoding="utf-8").splitlines()]
    released = {path: digest for digest, path in rows}
    assert len(released) >= 6
    assert {path: migrations().get(path) for path in released} == released


@pytest.mark.slow
def test_the_released_demo_is_brought_up_to_date_and_its_pages_open(demo):
    migrated = manage(demo, "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    opened = manage(demo, "shell", "--verbosity", "0", "--command", PAGES)
    assert opened.returncode == 0, opened.stderr
    answers = opened.stdout.splitlines()
    assert len(answers) == 7
    assert [line for line in answers if not line.startswith("200 ")] == []
