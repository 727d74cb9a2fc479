"""Signing up tells nobody who has an account, and makes one however often the button is pressed."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.login_forms import SignupForm
from accounts.models import User
from tests.cast import PASSWORD, make_walker

pytestmark = pytest.mark.django_db


def sign_up(email: str):
    return Client().post(reverse("account_signup"), {"email": email, "password1": PASSWORD})


@pytest.fixture
def hashes(monkeypatch) -> list[str]:
    """Each password that is hashed from now on."""
    hashed = []
    encode = MD5PasswordHasher.encode

    def count(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    return hashed


def test_an_address_with_an_account_costs_what_a_new_one_costs(hashes):
    make_walker("alice@example.org")
    cost = {}
    for email in ("new@example.org", "alice@example.org"):
        hashes.clear()
        mail.outbox.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = sign_up(email)
        kinds = sorted(query["sql"].split()[0] for query in queries)
        writes = [kind for kind in kinds if kind in ("INSERT", "SAVEPOINT", "RELEASE")]
        cost[email] = (len(hashes), len(queries), writes, len(mail.outbox), answer.headers)
    new, known = cost.values()
    assert new[0] == 1
    assert new[3] == 1
    assert known[:4] == new[:4]
    assert known[4]["Location"] == new[4]["Location"]
    assert list(User.objects.values_list("email", flat=True).order_by("email")) == [
        "alice@example.org",
        "new@example.org",
    ]


def test_a_form_sent_twice_at_once_makes_one_account(monkeypatch):
    """Both were checked before either was stored: the second meets the first in the database."""
    clean = SignupForm.clean
    faster = []

    def the_other_is_faster(self):
        cleaned = clean(self)
        if not faster:
            faster.append(True)
            faster.append(sign_up("new@example.org"))
        return cleaned

    monkeypatch.setattr(SignupForm, "clean", the_other_is_faster)
    slower = sign_up("new@example.org")
    assert (slower.status_code, slower.headers["Location"]) == (
        faster[1].status_code,
        faster[1].headers["Location"],
    )
    assert User.objects.get().emailaddress_set.get().email == "new@example.org"
