"""Two answers for operators: does the process live, and can it serve?"""

from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import DatabaseError, InternalError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings

from accounts.models import Heartbeat

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

    def test_a_migration_is_waiting(self, caplog):
        (newest,) = MigrationLoader(connection).graph.leaf_nodes("articles")
        MigrationRecorder(connection).record_unapplied(*newest)
        assert self.ask() == (503, "not ready\n")  # what is wrong is the operator's to know
        assert "migrations are waiting" in caplog.text

    @pytest.mark.parametrize("error", [OperationalError, InternalError], ids=["full", "read-only"])
    def test_the_database_takes_no_writes(self, error, caplog):
        with patch.object(Heartbeat.objects, "update_or_create", side_effect=error("secret")):
            assert self.ask() == (503, "not ready\n")
        assert error.__name__ in caplog.text
        assert "secret" not in caplog.text

    def test_the_database_is_away(self, caplog):
        with patch(EXECUTOR, side_effect=DatabaseError("password=x")):
            assert self.ask() == (503, "not ready\n")
        assert "password" not in caplog.text

    def test_a_cache_that_is_away_is_no_reason(self):
        with patch.object(cache, "set", side_effect=ConnectionError("password@host")):
            assert self.ask() == (200, "ok\n")


@override_settings(SECURE_SSL_REDIRECT=True)
def test_a_probe_without_tls_is_answered_and_not_redirected():
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/").status_code == 301
