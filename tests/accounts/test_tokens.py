"""Personal tokens: shown once, stored as a digest, their owner's alone, gone when revoked."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import PersonalToken
from accounts.tokens import MAX_TOKENS, REQUESTS_PER_MINUTE
from tests.cast import NOW, PASSWORD

pytestmark = pytest.mark.django_db

PAGE = "/accounts/tokens/"
TOKEN = re.compile(r"bsw_[\w-]{43}")


@pytest.fixture
def alice(cast) -> Client:
    """Alice, who has said her password a moment ago."""
    client = cast.client(cast.alice)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def make_token(client: Client, name: str = "Watch") -> str:
    page = client.post(PAGE, {"name": name}).content.decode()
    return TOKEN.search(page)[0]


def test_a_token_is_shown_once_and_only_its_digest_is_stored(alice, cast, clock):
    token = make_token(alice)
    row = PersonalToken.objects.values().get()
    assert row["user_id"] == cast.alice.pk
    assert token not in str(row)
    assert token.removeprefix("bsw_") not in str(row)
    page = alice.get(PAGE).content.decode()
    assert not TOKEN.search(page)
    assert "Watch" in page
    assert PersonalToken.objects.find(token).user == cast.alice
    assert PersonalToken.objects.find(token[:-1]) is None


def test_the_password_is_asked_again_before_one_is_made(cast):
    client = cast.client(cast.alice)
    assert client.get(PAGE).status_code == 200
    answer = client.post(PAGE, {"name": "Watch"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not PersonalToken.objects.exists()
    page = client.post(answer["Location"], {"password": PASSWORD}).content.decode()
    assert TOKEN.search(page)  # what was asked for is done, without typing it again


def test_a_mail_tells_that_one_was_made_and_names_no_token(alice):
    token = make_token(alice)
    (sent,) = mail.outbox
    assert sent.to == ["alice@example.org"]
    assert "“Watch”" in sent.body
    assert token not in sent.body
    assert PAGE in sent.body


def test_a_revoked_token_opens_nothing_and_anothers_cannot_be_revoked(alice, cast):
    token = make_token(alice)
    address = reverse("revoke_token", args=[PersonalToken.objects.get().pk])
    assert alice.get(address).status_code == 405
    for stranger in (cast.nobody, cast.client(cast.bob), cast.client(cast.ed)):
        stranger.post(address)
        assert PersonalToken.objects.find(token)
    assert "Revoked" in alice.post(address, follow=True).content.decode()
    assert PersonalToken.objects.find(token) is None
    assert alice.post(address).status_code == 302


def test_nobody_and_bob_see_nothing_of_alices(alice, cast):
    make_token(alice, "Alice’s kettle")
    assert cast.nobody.get(PAGE).status_code == 302
    assert "kettle" not in cast.client(cast.bob).get(PAGE).content.decode()


def test_there_is_an_end_to_how_many(alice, cast):
    for number in range(MAX_TOKENS):
        PersonalToken.objects.make(cast.alice, f"Tool {number}", NOW)
    page = alice.post(PAGE, {"name": "One more"}).content.decode()
    assert "the most there can be" in page
    assert PersonalToken.objects.count() == MAX_TOKENS


def test_a_name_is_needed(alice):
    page = alice.post(PAGE, {"name": " "}).content.decode()
    assert "Say which tool the token is for." in page
    assert not PersonalToken.objects.exists()


def test_a_person_who_is_locked_out_has_no_token_either(cast):
    token = PersonalToken.objects.make(cast.alice, "Watch", NOW)
    cast.alice.is_active = False
    cast.alice.save()
    assert PersonalToken.objects.find(token) is None


def test_uses_are_counted_and_begin_again_with_the_next_minute(cast, clock):
    token = PersonalToken.objects.find(PersonalToken.objects.make(cast.alice, "Watch", NOW))
    allowed = [token.count_use(NOW) for _ in range(REQUESTS_PER_MINUTE + 5)]
    assert allowed == [True] * REQUESTS_PER_MINUTE + [False] * 5
    clock.shift(61)
    assert token.count_use(NOW)
    token.refresh_from_db()
    assert token.last_used_on == NOW.date()


def test_a_device_knows_a_person_by_a_key_that_is_no_address(cast, settings):
    key = cast.alice.device_key
    assert re.fullmatch(r"[0-9a-f]{32}", key)
    assert key != cast.bob.device_key
    settings.SECRET_KEY = "another-" + "x" * 50
    assert cast.alice.device_key == key
