"""Limits count over all processes: each test cache below is what another process would have."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.limits import LimitCache
from accounts.models import Limit
from tests.cast import NOW, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere() -> LimitCache:
    """The same limits, as another process sees them."""
    return LimitCache("", {})


@pytest.fixture
def limits(settings):
    """The limits of a real site; the other tests log in too often for them."""
    settings.ACCOUNT_RATE_LIMITS = {}


def test_what_one_process_counts_another_one_knows(elsewhere):
    assert cache.add("tries", 1, 60)
    assert not elsewhere.add("tries", 5, 60)
    assert elsewhere.get("tries") == 1
    assert elsewhere.incr("tries") == 2
    assert cache.get("tries") == 2
    elsewhere.set("tries", [1.5, 2.5], 60)
    assert cache.get("tries") == [1.5, 2.5]
    assert cache.delete("tries")
    assert elsewhere.get("tries", "none") == "none"
    with pytest.raises(ValueError, match="no such count"):
        elsewhere.incr("tries")


def test_a_limit_ends_and_can_begin_again(elsewhere, clock):
    cache.add("tries", 1, 60)
    clock.shift(timedelta(seconds=59))
    assert not cache.add("tries", 2, 60)
    assert cache.touch("tries", 2)
    clock.shift(timedelta(seconds=2))
    assert cache.get("tries") is None
    assert not cache.touch("tries", 60)
    assert cache.add("tries", 3, 60)
    assert not elsewhere.add("tries", 4, 60)
    assert elsewhere.get("tries") == 3


def test_a_limit_without_an_end_is_refused():
    with pytest.raises(ValueError, match="end"):
        cache.set("tries", 1, None)


def test_no_row_names_who_is_counted(cast, limits):
    client = Client()
    client.post(reverse("account_login"), {"login": cast.alice.email, "password": "wrong"})
    assert Limit.objects.exists()
    stored = str(list(Limit.objects.values_list()))
    assert "alice" not in stored
    assert "127.0.0.1" not in stored


def test_who_makes_many_keys_does_not_wash_out_a_count(elsewhere):
    cache.set("tries", 5, 60)
    for number in range(400):
        elsewhere.set(f"other {number}", 1, 60)
    assert cache.get("tries") == 5


def test_a_one_time_code_is_accepted_once_in_all(cast):
    secret = "JBSWY3DPEHPK3PXP"
    own = TOTP.activate(cast.alice, secret).instance
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    again = Authenticator.objects.get(pk=own.pk)
    accepted = [TOTP(own).validate_code(code), TOTP(again).validate_code(code)]
    if accepted == [True, False]:
        assert Limit.objects.count() == 1
    else:  # the code ran out between making it and using it
        assert accepted == [False, False]


def test_failures_are_counted_for_an_account_whatever_host_is_asked(cast, limits):
    login = {"login": cast.alice.email, "password": "guessed-wrong"}
    for number in range(5):
        asked = Client(headers={"host": ("localhost", "testserver")[number % 2]})
        asked.post(reverse("account_login"), login)
    answer = Client().post(reverse("account_login"), login | {"password": PASSWORD})
    assert "Too many failed login attempts" in answer.content.decode()


def test_what_has_ended_is_deleted_daily(clock, capsys):
    cache.set("old", 1, 60)
    cache.set("new", 1, 600)
    clock.move_to(NOW + timedelta(minutes=5))
    call_command("purge_sign_ins", dry_run=True)
    assert "counts of tries: 1 to delete" in capsys.readouterr().out
    assert Limit.objects.count() == 2
    call_command("purge_sign_ins")
    assert cache.get("new") == 1
    assert Limit.objects.count() == 1
