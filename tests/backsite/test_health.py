"""Two answers for operators: does the process live, and can it serve?"""

from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings

EXECUTOR = "backsite.health.MigrationExecutor"


def test_alive_asks_nothing_of_anybody():
    """Without the database mark: a query here would be an error."""
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
class TestReady:
    def ask(self) -> tuple[int, str]:
        response = Client().get("/readyz")
        assert response["Content-Type"] == "text/plain"
        assert not response.cookies
        return response.status_code, response.content.decode()

    def test_all_is_well(self):
        assert self.ask() == (200, "ok\n")

    def test_a_migration_is_waiting(self):
        (newest,) = MigrationLoader(connection).graph.leaf_nodes("articles")
        MigrationRecorder(connection).record_unapplied(*newest)
        status, text = self.ask()
        assert status == 503
        assert "migrations are waiting" in text

    def test_the_database_is_away(self):
        with patch(EXECUTOR, side_effect=DatabaseError("password=x")):
            assert self.ask() == (503, "the database does not answer\n")

    def test_the_cache_is_away(self):
        with patch.object(cache, "set", side_effect=ConnectionError("redis://password@host")):
            assert self.ask() == (503, "the cache does not answer\n")

    def test_the_cache_forgets(self):
        dummy = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
        with override_settings(CACHES=dummy):
            assert self.ask() == (503, "the cache forgets\n")

    def test_everything_is_wrong_at_once(self):
        with (
            patch(EXECUTOR, side_effect=DatabaseError),
            patch.object(cache, "get", return_value=None),
        ):
            assert self.ask() == (503, "the database does not answer\nthe cache forgets\n")


@override_settings(SECURE_SSL_REDIRECT=True)
def test_a_probe_without_tls_is_answered_and_not_redirected():
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/").status_code == 301
