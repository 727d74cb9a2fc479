"""A session belongs to who signed in, and leads nobody off the site."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.http.request import split_domain_port
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.sessions import SessionStore
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "https://evil.example/journal/",
    "HTTPS://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/\n/evil.example",
    "//testserver@evil.example",
    "https://testserver.evil.example/",
    "https://testserver:pass@evil.example/",
    "//evil.example\\@testserver/",
    "//[::1]evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/journal/\r\nSet-Cookie: planted=1",
]


@pytest.fixture
def alice(cast) -> Client:
    return cast.confirmed(cast.alice)


def assert_stays(location: str) -> None:
    """As browsers read it: tabs and line ends are left out, and a backslash is a slash."""
    read = location.strip().replace("\t", "").replace("\n", "").replace("\\", "/")
    parts = urlsplit(read)
    assert parts.scheme in ("", "http")
    assert split_domain_port(parts.netloc)[0] in ("", "testserver")
    assert not read.startswith("//")


@pytest.mark.parametrize("to", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_no_page_that_leads_on_leads_to_another_site(alice, to):
    for name in ("account_login", "account_signup", "account_request_login_code"):
        answer = alice.get(reverse(name), {"next": to})
        assert_stays(answer.headers.get("Location", ""))
        assert "planted" not in answer.cookies
    again = alice.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": to})
    assert_stays(again.headers.get("Location", ""))
    page = alice.get(reverse("sign_in_again"), {"next": to}).content.decode()
    assert "evil.example" not in page
    assert_stays(alice.post(reverse("account_logout"), {"next": to}).headers.get("Location", ""))


def test_a_session_that_somebody_planted_is_not_the_one_that_signs_in(client, cast):
    client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "x"})
    client.session.save()
    planted = client.session.session_key
    client.cookies["sessionid"] = planted
    client.post(reverse("account_login"), {"login": cast.alice.email, "password": PASSWORD})
    assert client.get(reverse("journal:home")).status_code == 200
    assert client.session.session_key != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get(reverse("journal:home")).status_code == 302


def test_a_session_is_over_where_it_was_ended(client, cast):
    client.post(reverse("account_login"), {"login": cast.alice.email, "password": PASSWORD})
    copied = Client()
    copied.cookies["sessionid"] = client.cookies["sessionid"].value
    assert copied.get(reverse("journal:home")).status_code == 200
    client.post(reverse("account_logout"))
    assert copied.get(reverse("journal:home")).status_code == 302


def test_a_changed_password_ends_every_other_session(alice, cast):
    other = cast.client(cast.alice)
    assert other.get(reverse("journal:home")).status_code == 200
    new = "another-password-9"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert alice.post(reverse("account_change_password"), sent).status_code == 302
    assert other.get(reverse("journal:home")).status_code == 302


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://testserver:81", ""])
def test_a_form_from_another_origin_is_refused_though_its_token_is_right(cast, origin):
    client = Client(enforce_csrf_checks=True, headers={"Origin": origin} if origin else {})
    client.force_login(cast.alice)
    client.get(reverse("account_settings"))
    token = client.cookies["csrftoken"].value
    sent = {"csrfmiddlewaretoken": token if origin else "a" * 64, "time_zone": "Asia/Tokyo"}
    assert client.post(reverse("account_settings"), sent).status_code == 403
    cast.alice.refresh_from_db()
    assert cast.alice.time_zone != "Asia/Tokyo"


def test_a_header_does_not_make_another_method_of_a_request(cast):
    client = cast.client(cast.alice)
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        asked = client.get(reverse("account_logout"), {"_method": "POST"}, headers={name: "POST"})
        assert asked.status_code == 200
    assert client.get(reverse("journal:home")).status_code == 200


def test_when_a_session_expires_is_written_where_it_moves(cast, clock):
    cast.client(cast.alice)
    row = Session.objects.get()

    def saved(value: int) -> datetime:
        store["value"] = value
        store.save()
        assert SessionStore(row.session_key)["value"] == value
        return Session.objects.get().expire_date

    store = SessionStore(row.session_key)
    assert saved(1) == row.expire_date
    clock.shift(timedelta(minutes=59))
    assert saved(2) == row.expire_date
    clock.shift(timedelta(minutes=2))
    assert saved(3) == row.expire_date + timedelta(minutes=61)
    store.set_expiry(60)  # sooner
    assert saved(4) == timezone.now() + timedelta(seconds=60)


def test_a_session_that_was_made_shorter_can_be_made_longer_at_once(cast, clock):
    cast.client(cast.alice)
    row = Session.objects.get()
    store = SessionStore(row.session_key)
    store["value"] = 1
    for seconds in (60, 14 * 24 * 3600):
        store.set_expiry(seconds)
        store.save()
        assert Session.objects.get().expire_date == timezone.now() + timedelta(seconds=seconds)


def test_a_session_of_another_key_forgets_when_the_one_before_it_expires(cast, clock):
    cast.client(cast.alice)
    row = Session.objects.get()
    store = SessionStore(row.session_key)
    store["value"] = 1
    clock.shift(timedelta(days=4))
    store.cycle_key()
    store.set_expiry(row.expire_date - timezone.now() + timedelta(minutes=1))
    store.save()
    assert Session.objects.get().expire_date == row.expire_date + timedelta(minutes=1)


def test_a_session_that_is_gone_is_not_made_again(cast):
    cast.client(cast.alice)
    store = SessionStore(Session.objects.get().session_key)
    store["value"] = 1
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()
