"""What was typed survives the end of a session, for the person who typed it."""

import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from journal.models import Walk
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db

NEW = reverse("journal:new_walk")


def typed_by(person) -> dict:
    return {
        "entry": str(uuid.uuid4()),
        "walker_key": person.device_key,
        "minutes": "25",
        "pain_before": "2",
        "pain_after": "4",
        "note": "by the canal",
    }


def sign_in(client: Client, person) -> None:
    form = {"login": person.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), form).status_code == 302


def test_a_form_sent_after_the_session_ended_comes_back_after_signing_in(cast, clock):
    client = cast.client(cast.alice)
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    sent = client.post(NEW, typed_by(cast.alice))
    assert sent.headers["Location"] == f"{reverse('account_login')}?next={NEW}"
    assert "canal" not in str(dict(client.session))
    sign_in(client, cast.alice)
    page = client.get(NEW).content.decode()
    assert "signed out before this was saved" in page
    assert "by the canal" in page
    assert 'value="25"' in page
    assert not Walk.objects.exists()
    assert "by the canal" not in client.get(NEW).content.decode()


def test_whoever_else_signs_in_there_sees_nothing_of_it(cast, clock):
    client = Client()
    client.post(NEW, typed_by(cast.alice))
    sign_in(client, cast.bob)
    assert "by the canal" not in client.get(NEW).content.decode()


@pytest.mark.parametrize("change", [{"walker_key": ""}, {"note": "x" * 30_000}])
def test_what_says_not_whose_it_is_or_is_too_long_is_not_kept(cast, clock, change):
    client = Client()
    client.post(NEW, typed_by(cast.alice) | change)
    assert settings.SESSION_COOKIE_NAME not in client.cookies
