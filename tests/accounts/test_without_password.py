"""An account without a password: a code by email lets its owner in, and shows that it is them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.test_login import link_in_mail
from tests.accounts.test_sign_in_by_code import code_in_mail
from tests.cast import NOW, PASSWORD

pytestmark = pytest.mark.django_db

EMAIL = "new@example.org"
DATA = reverse("data")
CODE = reverse("account_request_login_code")


@pytest.fixture
def moved():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def signed_up(client, moved) -> Client:
    """Somebody who gave an address and nothing else, and opened the link."""
    sent = {"email": EMAIL, "password1": "", "next": reverse("journal:home")}
    client.post(reverse("account_signup"), sent)
    link = link_in_mail()
    client.get(link)
    answer = client.post(link)
    assert answer.headers["Location"] == reverse("journal:home")
    return client


def sign_in_by_code(client: Client, to: str) -> str:
    """Where a code leads that was asked for on the way to `to`."""
    client.post(CODE, {"email": EMAIL, "next": to})
    sent = {"code": code_in_mail(), "next": to}
    return client.post(reverse("account_confirm_login_code"), sent).headers["Location"]


def test_the_front_page_leads_a_visitor_to_sign_up_and_a_walker_to_the_journal(cast, signed_up):
    page = Client().get("/").content.decode()
    button = re.search(r'href="([^"]+)">Log your walks', page)[1]
    assert button.startswith(reverse("account_signup"))
    form = Client().get(button).content.decode()
    assert reverse("journal_preview") in form
    assert f'name="next" value="{reverse("journal:home")}"' in form
    for somebody in (signed_up, cast.client(cast.ed)):
        assert somebody.get(button).headers["Location"] == reverse("journal:home")


def test_who_is_asked_to_sign_in_sees_the_way_to_an_account_before_the_form():
    page = Client().get(reverse("journal:home"), follow=True).content.decode()
    start = page[: page.index('name="password"')]
    assert reverse("account_signup") in start
    assert reverse("journal_preview") in start


def test_an_account_needs_no_password_and_the_code_opens_it(signed_up):
    person = User.objects.get(email=EMAIL)
    assert not person.has_usable_password()
    for typed in ("", PASSWORD):
        stranger = Client()
        stranger.post(reverse("account_login"), {"login": EMAIL, "password": typed})
        assert "_auth_user_id" not in stranger.session
    other = Client()
    assert sign_in_by_code(other, DATA) == DATA
    assert other.get(DATA).status_code == 200


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("delete_account", {"confirm": "on"}),
        ("forget_places", {}),
        ("account_email", {"action_add": "", "email": "stranger@example.org"}),
        ("account_set_password", {"password1": PASSWORD, "password2": PASSWORD}),
    ],
)
def test_who_finds_the_browser_open_is_asked_for_a_new_code(signed_up, moved, name, sent):
    moved.shift(timedelta(minutes=6))
    mails, address = len(mail.outbox), reverse(name)
    answer = signed_up.post(address, sent)
    assert answer.headers["Location"].startswith(reverse("sign_in_again"))
    person = User.objects.get(email=EMAIL)
    assert not person.has_usable_password()
    assert person.emailaddress_set.count() == 1
    assert len(mail.outbox) == mails
    page = signed_up.get(answer.headers["Location"]).content.decode()
    to = re.search(r'name="next" value="([^"]+)"', page)[1].replace("&amp;", "&")
    assert to.startswith(CODE)
    signed_up.post(reverse("account_logout"), {"next": to})
    assert sign_in_by_code(signed_up, address) == address
    assert "again/" not in signed_up.post(address, sent).headers.get("Location", "")


def test_a_page_elsewhere_is_not_come_back_to(signed_up):
    page = signed_up.get(reverse("sign_in_again") + "?next=https://elsewhere.example/").content
    assert b"elsewhere" not in page


def test_a_password_may_be_chosen_later_and_is_then_asked_for(signed_up, moved):
    page = signed_up.get(reverse("account_change_password"), follow=True).content.decode()
    assert "Choose a password" in page
    assert "placeholder" not in page
    sent = {"password1": PASSWORD, "password2": PASSWORD}
    signed_up.post(reverse("account_set_password"), sent)
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)
    moved.shift(timedelta(minutes=6))
    answer = signed_up.post(reverse("delete_account"), {"confirm": "on"})
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
