"""What only a run with Redis can show; `tests/test_postgresql.py` starts one and runs this."""

import os
import signal
import time

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from backsite.optional_redis import AWAY_SECONDS, TIMEOUTS
from tests.cast import PASSWORD

cache = caches["votes"]
REDIS_PID = int(os.environ.get("REDIS_PID", "0"))  # of the server that this run may stop


def test_this_run_is_on_redis():
    assert settings.CACHES["votes"]["BACKEND"].endswith("OptionalRedisCache")
    cache.set("a", 1)
    assert cache.get("a") == 1
    assert cache.incr("a") == 2
    assert cache.get_many(["a", "b"]) == {"a": 2}
    assert cache.add("a", 3) is False


@pytest.mark.django_db
def test_a_redis_that_hangs_costs_half_a_second_once_and_nothing_else(cast):
    client = Client()
    os.kill(REDIS_PID, signal.SIGSTOP)
    try:
        before = time.process_time(), time.monotonic()
        client.post(reverse("account_login"), {"login": cast.alice.email, "password": PASSWORD})
        assert client.get(reverse("journal:home")).status_code == 200
        assert client.get("/readyz").status_code == 200
        assert cache.get("a", "nothing") == "nothing"
        assert cache.get_many(["a"]) == {}
        assert cache.add("c", 1) is True
        cache.set("a", 2)
        cache.delete("a")
        with pytest.raises(ValueError, match="not found"):
            cache.incr("a")
        waited = time.monotonic() - before[1] - (time.process_time() - before[0])
        # One time-out; the second is room for a machine that is busy with something else.
        assert waited < 2 * TIMEOUTS["socket_timeout"] + AWAY_SECONDS / 2
    finally:
        os.kill(REDIS_PID, signal.SIGCONT)
    time.sleep(AWAY_SECONDS)
    cache.set("a", 5)
    assert cache.get("a") == 5
