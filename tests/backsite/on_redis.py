"""What only a run with Redis can show; `tests/test_postgresql.py` starts one and runs this."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD


def test_this_run_is_on_redis():
    assert settings.CACHES["default"]["BACKEND"].endswith("redis.RedisCache")
    assert settings.SESSION_ENGINE.endswith("cached_db")


@pytest.mark.django_db
def test_a_login_lasts_in_the_cache(cast):
    client = Client()
    client.post(reverse("account_login"), {"login": cast.alice.email, "password": PASSWORD})
    assert client.get(reverse("journal:home")).status_code == 200
    # Even without the database's row: it is the cache that answers.
    Session.objects.all().delete()
    assert client.get(reverse("journal:home")).status_code == 200
    cache.clear()
    assert client.get(reverse("journal:home")).status_code == 302


@pytest.mark.django_db
def test_a_lost_cache_logs_nobody_out(cast):
    client = cast.client(cast.alice)
    cache.clear()
    assert client.get(reverse("journal:home")).status_code == 200
