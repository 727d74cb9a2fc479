"""Signing in by a code from a mail: it lets in who has the letter box, and tells nobody more."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from backsite.settings import ACCOUNT_RATE_LIMITS
from tests.cast import NOW, make_walker

pytestmark = pytest.mark.django_db

ASK, TYPE_IN = reverse("account_request_login_code"), reverse("account_confirm_login_code")


def ask(client: Client, email: str, **sent):
    return client.post(ASK, {"email": email} | sent)


def code_in_mail() -> str:
    return re.search(r"code to sign in is:\s+(\S+)", mail.outbox[-1].body)[1]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_code_from_the_mail_signs_in_once(client, cast):
    assert ask(client, cast.alice.email, next="/journal/patterns/").status_code == 302
    code = code_in_mail()
    assert mail.outbox[-1].to == [cast.alice.email]
    assert code not in mail.outbox[-1].subject
    answer = client.post(TYPE_IN, {"code": code, "next": "/journal/patterns/"})
    assert answer.headers["Location"] == "/journal/patterns/"
    assert is_in(client)
    other = Client()
    other.post(TYPE_IN, {"code": code})
    assert not is_in(other)


def test_another_browser_cannot_use_the_code(client, cast):
    ask(client, cast.alice.email)
    code, other = code_in_mail(), Client()
    ask(other, cast.bob.email)
    other.post(TYPE_IN, {"code": code})
    assert not is_in(other)


def test_three_wrong_codes_end_it(client, cast):
    ask(client, cast.alice.email)
    code = code_in_mail()
    for _ in range(3):
        client.post(TYPE_IN, {"code": "WRONG1"})
    client.post(TYPE_IN, {"code": code})
    assert not is_in(client)


def test_a_code_runs_out(client, cast):
    with time_machine.travel(NOW, tick=False) as clock:
        ask(client, cast.alice.email)
        code = code_in_mail()
        clock.shift(timedelta(minutes=11))
        client.post(TYPE_IN, {"code": code})
    assert not is_in(client)


def test_nobody_learns_who_has_an_account(cast):
    """The same page in the same words, and a mail each; nothing opens what is not there."""
    make_walker("gone@example.org", is_active=False)
    pages = []
    for email in (cast.alice.email, "nobody@example.org", "gone@example.org"):
        client = Client()
        answer = client.post(ASK, {"email": email}, follow=True)
        page = answer.content.decode().replace(email, "…")
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        pages.append((answer.redirect_chain, re.sub(r'nonce="[^"]+"', "", page)))
        client.post(TYPE_IN, {"code": ""})
        assert not is_in(client)
    assert pages[0] == pages[1] == pages[2]
    assert [sent.subject for sent in mail.outbox] == [
        "Backsite: Your code to sign in",
        "Backsite: There is no account with this address",
        "Backsite: There is no account with this address",
    ]
    assert "asked to sign in" in mail.outbox[1].body


def test_one_letter_box_gets_few_codes(cast, settings):
    settings.ACCOUNT_RATE_LIMITS = ACCOUNT_RATE_LIMITS
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(20):
            for _ in range(2):
                ask(Client(), cast.alice.email)
            clock.shift(timedelta(minutes=1, seconds=1))
    cache.clear()
    assert len(mail.outbox) == 10


def test_a_second_step_is_asked_after_the_code(client, cast, settings):
    settings.STAFF_SECOND_FACTOR = True
    TOTP.activate(cast.ed, "JBSWY3DPEHPK3PXP")
    ask(client, cast.ed.email)
    answer = client.post(TYPE_IN, {"code": code_in_mail()})
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_in(client)


def test_staff_without_a_second_step_see_nothing_of_the_office(client, cast, settings):
    settings.STAFF_SECOND_FACTOR = True
    ask(client, cast.ed.email)
    client.post(TYPE_IN, {"code": code_in_mail()})
    answer = client.get(reverse("admin:index"))
    assert answer.headers["Location"] == reverse("mfa_index")
    assert AuditEntry.objects.get().detail == "code"


def test_the_code_confirms_an_address_that_was_not_confirmed(client, cast):
    cast.alice.emailaddress_set.update(verified=False)
    ask(client, cast.alice.email)
    client.post(TYPE_IN, {"code": code_in_mail()})
    assert is_in(client)
    assert cast.alice.emailaddress_set.get().verified


def test_who_waits_for_a_code_can_ask_for_another_or_take_the_password(client, cast):
    """While a code is awaited, the pages for signing in lead to the page that asks for it."""
    for to in (ASK, reverse("account_login")):
        ask(client, cast.alice.email)
        assert client.get(to).headers["Location"].startswith(TYPE_IN)
        page = client.get(TYPE_IN).content.decode()
        assert f'form="logout-from-stage" name="next" value="{to}"' in page
        answer = client.post(reverse("account_logout"), {"next": to}, follow=True)
        assert answer.redirect_chain[-1][0] == to
        assert answer.status_code == 200


def test_the_way_to_it_stands_on_the_sign_in_page_and_keeps_where_one_was_going(client):
    page = client.get(reverse("account_login") + "?next=/journal/week/").content.decode()
    assert f'href="{ASK}?next=%2Fjournal%2Fweek%2F"' in page
    page = client.get(ASK + "?next=/journal/week/").content.decode()
    assert 'name="next" value="/journal/week/"' in page
    assert "placeholder" not in page
    assert "no-store" in client.get(ASK).headers["Cache-Control"]
