"""Sign-up, login, logout and password reset, as a person meets them: through allauth, once."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD, make_walker

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "a-long-way-round"


@pytest.fixture
def client() -> Client:
    return Client()


def link_in_mail() -> str:
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]


def log_in(client: Client, email: str, password: str = PASSWORD, following: str = ""):
    form = {"login": email, "password": password}
    return client.post(reverse("account_login"), form | ({"next": following} if following else {}))


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_new_walker_signs_up_confirms_and_is_asked_to_agree(client, settings):
    signed = client.post(
        reverse("account_signup"), {"email": "New@Example.org", "password1": PASSWORD}
    )
    assert signed.headers["Location"] == reverse("account_email_verification_sent")
    user = User.objects.get()
    assert user.email == "new@example.org"
    assert not user.has_consented
    assert not is_logged_in(client)
    assert [sent.to for sent in mail.outbox] == [["new@example.org"]]
    assert mail.outbox[0].subject == f"{settings.SITE_NAME}: Please confirm your email address"
    assert mail.outbox[0].body.endswith(f"{settings.SITE_NAME}\n{settings.SITE_URL}")

    link = link_in_mail()
    assert client.get(link).status_code == 200
    confirmed = client.post(link, follow=True)
    assert is_logged_in(client)
    assert user.emailaddress_set.get().verified
    assert confirmed.redirect_chain[-1][0] == reverse("consent")


def test_a_link_that_somebody_else_opens_confirms_and_lets_nobody_in(client):
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    other, link = Client(), link_in_mail()
    other.get(link)
    answer = other.post(link)
    assert answer.headers["Location"] == reverse("account_login")
    assert not is_logged_in(other)
    assert not is_logged_in(client)
    other.post(link)  # nor at the second try
    assert not is_logged_in(other)


def test_a_link_opened_where_somebody_else_is_signing_up_lets_nobody_in(client):
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    link = link_in_mail()
    other = Client()
    other.post(reverse("account_signup"), {"email": "other@example.org", "password1": PASSWORD})
    other.post(link)
    assert not is_logged_in(other)


def test_a_labels_words_are_not_repeated_inside_its_field(client):
    make_walker("alice@example.org")
    for name in ("account_login", "account_signup", "account_reset_password"):
        assert "placeholder" not in client.get(reverse(name)).content.decode()
    log_in(client, "alice@example.org")
    for name in ("account_email", "account_change_password", "account_reauthenticate"):
        page = client.get(reverse(name), follow=True)
        assert page.status_code == 200, name
        assert "placeholder" not in page.content.decode(), name


def test_the_site_stays_shut_until_the_address_is_confirmed(client):
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    answer = log_in(client, "new@example.org")
    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    assert not is_logged_in(client)


def test_signing_up_twice_makes_one_person_and_tells_a_stranger_nothing(client):
    make_walker("alice@example.org")
    known = client.post(
        reverse("account_signup"), {"email": "ALICE@example.org", "password1": PASSWORD}
    )
    fresh = Client().post(
        reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD}
    )
    assert (known.status_code, known.headers["Location"]) == (
        fresh.status_code,
        fresh.headers["Location"],
    )
    assert User.objects.filter(email__iexact="alice@example.org").count() == 1
    assert "already" in mail.outbox[0].body


@pytest.mark.parametrize("password", ["short", "password123", "alice@example.org"])
def test_a_weak_password_is_refused_and_the_address_stays_typed(client, password):
    answer = client.post(
        reverse("account_signup"), {"email": "alice@example.org", "password1": password}
    )
    assert answer.status_code == 200
    assert 'value="alice@example.org"' in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("typed", ["alice@example.org", "Alice@Example.ORG", " alice@example.org "])
def test_a_walker_logs_in_with_the_address_in_any_case(client, typed):
    make_walker("alice@example.org")
    answer = log_in(client, typed)
    assert answer.headers["Location"] == reverse("journal:home")
    assert is_logged_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [("alice@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("", ""), ("x", "x")],
)
def test_a_wrong_login_is_refused_in_the_same_words(client, email, password):
    make_walker("alice@example.org")
    answer = log_in(client, email, password)
    assert answer.status_code == 200
    assert not is_logged_in(client)


def test_a_closed_account_cannot_log_in(client):
    make_walker("alice@example.org", is_active=False)
    log_in(client, "alice@example.org")
    assert not is_logged_in(client)


def test_staff_land_in_the_admin_and_walkers_in_their_journal(client, cast):
    assert log_in(client, cast.ed.email).headers["Location"] == reverse("admin:index")
    assert log_in(Client(), cast.alice.email).headers["Location"] == reverse("journal:home")


def test_who_was_sent_to_log_in_comes_back_where_they_were(client, cast):
    wanted = reverse("journal:patterns")
    sent = client.get(wanted).headers["Location"]
    assert sent == f"{reverse('account_login')}?next={wanted}"
    assert log_in(client, cast.alice.email, following=wanted).headers["Location"] == wanted


def test_login_sends_nobody_to_another_site(client, cast):
    answer = log_in(client, cast.alice.email, following="https://evil.example/journal/")
    assert answer.headers["Location"] == reverse("journal:home")


def test_the_admin_uses_the_same_login_page(client, cast):
    index = reverse("admin:index")
    shown = client.get(index, follow=True)
    assert shown.redirect_chain[-1][0].startswith(reverse("account_login"))
    posted = client.post(reverse("admin:login"), {"username": cast.ed.email, "password": PASSWORD})
    assert posted.headers["Location"].startswith(reverse("account_login"))
    assert not is_logged_in(client)
    assert log_in(client, cast.ed.email, following=index).headers["Location"] == index


def test_a_walker_does_not_enter_the_admin(cast):
    answer = cast.client(cast.alice).get(reverse("admin:index"), follow=True)
    assert answer.status_code == 403


def test_logging_out_takes_a_post(cast):
    client = cast.client(cast.alice)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_logged_in(client)
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Location"] == "/"
    assert not is_logged_in(client)
    assert client.get(reverse("journal:home")).status_code == 302


def test_a_forgotten_password_is_set_anew_by_mail(client):
    user = make_walker("alice@example.org")
    client.post(reverse("account_reset_password"), {"email": "ALICE@example.org"})
    form = client.get(link_in_mail(), follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert not user.check_password(PASSWORD)
    log_in(client, "alice@example.org", NEW_PASSWORD)
    assert is_logged_in(client)


def test_a_reset_link_works_once(client):
    make_walker("alice@example.org")
    client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    link = link_in_mail()
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    again = Client().get(link)
    assert again.status_code == 200  # the page that says the link was used
    assert 'name="password1"' not in again.content.decode()


def test_a_reset_for_a_stranger_tells_nothing(client):
    make_walker("alice@example.org")
    known = client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    unknown = Client().post(reverse("account_reset_password"), {"email": "who@example.org"})
    assert known.headers["Location"] == unknown.headers["Location"]


# --- Guessing -----------------------------------------------------------------------------------


@pytest.fixture
def limits(settings):
    """The limits of a real site; the other tests log in too often for them."""
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    yield
    cache.clear()


def test_passwords_cannot_be_guessed_one_after_the_other(client, cast, limits):
    for _ in range(5):
        log_in(client, cast.alice.email, "guessed-wrong")
    answer = log_in(client, cast.alice.email)
    assert "Too many failed login attempts" in answer.content.decode()
    assert not is_logged_in(client)


@pytest.mark.slow
def test_a_header_that_anyone_can_send_does_not_reset_the_count(client, db, limits):
    """No proxy is trusted by default, so that the address is the one that really asks."""

    def ask(number: int) -> int:
        sent = {"email": f"reader{number}@example.org", "password1": PASSWORD}
        header = f"192.0.2.{number}"
        return client.post(
            reverse("account_signup"), sent, headers={"x-forwarded-for": header}
        ).status_code

    answers = []
    for number in range(1, 23):
        client.cookies.clear()
        answers.append(ask(number))
    assert answers[0] == 302
    assert answers[-1] == 429


def test_whoever_tries_too_often_reads_why_and_keeps_what_was_typed(client, db, limits):
    def ask():
        sent = {"email": "reader@example.org"}
        headers = {"sec-fetch-site": "same-origin"}
        return client.post(reverse("account_reset_password"), sent, headers=headers)

    answers = [ask() for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    page = answers[-1].content.decode()
    assert "Wait a minute, then try again" in page
    assert 'value="reader@example.org"' in page
    assert "Send it again" in page
    assert answers[-1].headers["Retry-After"] == "60"


def test_a_session_lasts_from_its_last_use_and_is_written_once_a_day(cast, clock, settings):
    client = cast.client(cast.alice)
    home = reverse("journal:home")
    client.get(home)
    assert settings.SESSION_COOKIE_NAME not in client.get(home).cookies
    for _ in range(4):
        clock.shift(timedelta(days=5))
        assert settings.SESSION_COOKIE_NAME in client.get(home).cookies
    assert client.get(home).status_code == 200
    clock.shift(timedelta(days=15))
    assert client.get(home).status_code == 302
