"""When the database cannot serve now: 503, when to try again, and what was typed is still there."""

import uuid
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.html import escape

from accounts.prepared_queries import PreparedInsert
from backsite.unavailable import is_temporary_failure, typed_in
from journal.models import Suggestion, Walk
from tests.cast import PASSWORD

LOCKED = OperationalError("database is locked")
NOTE = 'Sharp on the <left> & down the hill.\nBetter after sitting, as I said to "Dr" O\'Neil.'


@pytest.fixture
def alice(cast, clock) -> Client:
    client = cast.client(cast.alice)
    client.raise_request_exception = False
    return client


def walk_form() -> dict[str, str]:
    typed = {"minutes": "20", "pain_before": "2", "pain_after": "4", "note": NOTE}
    return typed | {"entry": str(uuid.uuid4()), "started_at": "2026-05-14T09:30"}


def test_a_walk_that_cannot_be_stored_comes_back_and_can_be_sent_again(alice):
    sent = walk_form()
    with patch.object(PreparedInsert, "add", side_effect=LOCKED):
        response = alice.post(reverse("journal:new_walk"), sent)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    page = response.content.decode()
    assert f'<form method="post" action="{reverse("journal:new_walk")}">' in page
    for name, value in sent.items():
        assert escape(value) in page
        assert f'name="{name}"' in page
    assert page.count("<label for=") == len(sent)  # each field has its own
    # Sent from there once the database is back, it is stored: once.
    assert not Walk.objects.exists()
    for _ in range(2):
        assert alice.post(reverse("journal:new_walk"), sent).status_code == 302
    assert Walk.objects.get().minutes == 20


def test_a_session_that_cannot_be_read_is_the_same_to_the_person(alice):
    with patch("django.contrib.sessions.backends.db.SessionStore.load", side_effect=LOCKED):
        response = alice.post(reverse("journal:new_walk"), {"note": NOTE})
    assert response.status_code == 503
    assert "Better after sitting" in response.content.decode()


def test_a_session_that_cannot_be_stored_keeps_nobody_from_reading(cast, alice):
    """Staff are seen once a minute, and messages are gone once shown: both are kept by the way."""
    office = cast.client(cast.ed)
    shown = Client()
    shown.cookies = alice.cookies
    alice.post(reverse("account_settings"), {"time_zone": "Europe/London"})
    with patch("accounts.sessions.SessionStore.save", side_effect=LOCKED):
        assert office.get(reverse("admin:index")).status_code == 200
        assert "Saved." in shown.get(reverse("account_settings")).content.decode()
        sent = alice.post(reverse("account_settings"), {"time_zone": "Asia/Tokyo"})
    assert (sent.status_code, sent["Retry-After"]) == (503, "30")
    assert "Asia/Tokyo" in sent.content.decode()
    assert "Saved." in shown.get(reverse("account_settings")).content.decode()
    assert office.get(reverse("admin:index")).status_code == 200


@pytest.mark.django_db
def test_a_page_that_cannot_be_read_says_when_to_try_again(client):
    client.raise_request_exception = False
    with patch("articles.public.views.render", side_effect=LOCKED):
        response = client.get(reverse("articles:home"))
    assert response.status_code == 503
    assert "<form" not in response.content.decode()
    assert 'href="/get-help/"' in response.content.decode()


def test_no_password_is_written_into_a_page(client, cast):
    client.raise_request_exception = False
    sent = {"login": cast.alice.email, "password": PASSWORD}
    with patch("allauth.account.forms.LoginForm.login", side_effect=LOCKED):
        response = client.post(reverse("account_login"), sent)
    assert response.status_code == 503
    assert PASSWORD not in response.content.decode()
    assert cast.alice.email in response.content.decode()


def test_fields_of_one_name_and_empty_ones_come_back_too():
    request = RequestFactory().post("/")
    request._post = QueryDict("a=1&a=2&b=&csrfmiddlewaretoken=x&new_password1=s")
    assert [(field["name"], field["value"]) for field in typed_in(request)] == [
        ("a", "1"),
        ("a", "2"),
        ("b", ""),
    ]


def coded(sqlstate: str) -> ProgrammingError:
    error = ProgrammingError("on purpose")
    error.__cause__ = Exception()
    error.__cause__.sqlstate = sqlstate
    return error


def test_only_what_passes_is_for_now():
    assert is_temporary_failure(LOCKED)
    assert is_temporary_failure(InterfaceError("connection already closed"))
    assert is_temporary_failure(coded("42P01"))  # a table that a migration is about to make
    assert is_temporary_failure(coded("25006"))  # a database that takes no writes
    assert not is_temporary_failure(coded("42601"))  # a mistake of ours
    assert not is_temporary_failure(ValueError())
    assert not is_temporary_failure(None)


@pytest.mark.django_db
def test_reading_needs_no_note_of_what_was_read(alice, cast):
    for path in (reverse("journal:home"), reverse("journal:patterns")):
        with patch.object(Suggestion, "save", side_effect=LOCKED):
            assert alice.get(path).status_code == 200
    cache.clear()
