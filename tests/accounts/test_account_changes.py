"""Who may change how a person signs in: the person alone, and they are told by mail."""

import re
import time
from importlib import import_module
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD, make_staff, make_walker

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "a-long-way-round"


@pytest.fixture
def alice(cast) -> Client:
    """Alice, who has just typed her password."""
    client = Client()
    client.post(reverse("account_login"), {"login": cast.alice.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    mail.outbox.clear()
    return client


@pytest.fixture
def chief(cast) -> Client:
    return cast.client(make_walker("chief@example.org", is_staff=True, is_superuser=True))


def subjects_to(email: str) -> list[str]:
    return [sent.subject for sent in mail.outbox if email in sent.to]


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def turn_on_second_step(client: Client):
    page = client.get(reverse("mfa_activate_totp"))
    code = code_for(page.context["form"].secret)
    return client.post(reverse("mfa_activate_totp"), {"code": code})


# --- Told by mail -------------------------------------------------------------------------------


def test_a_changed_password_is_told(alice, settings):
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    alice.post(reverse("account_change_password"), form)
    assert subjects_to("alice@example.org") == [f"{settings.SITE_NAME}: Your password was changed"]


def test_a_password_set_by_mail_is_told():
    make_walker("alice@example.org")
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    address = client.get(link, follow=True).redirect_chain[-1][0]
    mail.outbox.clear()
    client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert len(subjects_to("alice@example.org")) == 1


def test_another_address_is_told_to_the_old_one(alice, cast):
    cast.alice.emailaddress_set.create(email="second@example.org", verified=True)
    change = {"action_primary": "", "email": "second@example.org"}
    alice.post(reverse("account_email"), change)
    assert len(subjects_to("alice@example.org")) == 1
    mail.outbox.clear()
    alice.post(reverse("account_email"), {"action_remove": "", "email": "alice@example.org"})
    assert len(subjects_to("second@example.org")) == 1


@pytest.fixture
def at_once(monkeypatch):
    """What waits for the end of the transaction is done at once: a test's never ends."""
    monkeypatch.setattr(transaction, "on_commit", lambda do, **kwargs: do())


def test_the_second_step_and_its_codes_are_told(alice, at_once):
    acts = (
        lambda: turn_on_second_step(alice),
        lambda: alice.post(reverse("mfa_generate_recovery_codes")),
        lambda: alice.post(reverse("mfa_deactivate_totp")),
    )
    for told, act in enumerate(acts, start=1):
        act()
        assert len(subjects_to("alice@example.org")) == told


def test_no_subject_names_a_person(alice, cast, at_once):
    turn_on_second_step(alice)
    alice.post(reverse("account_email"), {"action_add": "", "email": "second@example.org"})
    Client().post(reverse("account_signup"), {"email": cast.bob.email, "password1": PASSWORD})
    Client().post(reverse("account_reset_password"), {"email": "who@example.org"})
    assert len(mail.outbox) >= 4
    assert not [sent.subject for sent in mail.outbox if "@" in sent.subject]


def test_a_link_to_reset_a_password_that_was_changed_on_its_way_is_refused_in_words():
    """Thirteen letters are a larger number than any key of a row."""
    address = reverse("account_reset_password_from_key", kwargs={"uidb36": "z" * 13, "key": "a-b"})
    answer = Client().get(address)
    assert (answer.status_code, answer.context["token_fail"]) == (200, True)


def test_links_in_mails_lead_to_the_site_whatever_host_was_asked(cast, settings):
    settings.SITE_URL = "https://walks.example"
    asked = Client(headers={"host": "localhost"})
    asked.post(reverse("account_reset_password"), {"email": cast.alice.email})
    asked.post(reverse("account_reset_password"), {"email": "who@example.org"})
    asked.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    asked = Client(headers={"host": "localhost"})
    asked.post(reverse("account_signup"), {"email": cast.bob.email, "password1": PASSWORD})
    assert len(mail.outbox) == 4
    for sent in mail.outbox:
        links = re.findall(r"https?://[^/\s]+", sent.body)
        assert len(links) >= 2
        assert set(links) == {"https://walks.example"}


# --- By nobody else -----------------------------------------------------------------------------


def test_no_page_of_the_office_sets_a_password(chief, cast):
    before = User.objects.get(pk=cast.alice.pk).password
    change = reverse("admin:accounts_user_change", args=[cast.alice.pk])
    address = change.replace("/change/", "/password/")
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert 'name="password1"' not in chief.get(address, follow=True).content.decode()
    chief.post(address, form, follow=True)
    chief.post(change, {"email": cast.alice.email, "time_zone": "UTC", "password": "x"})
    assert User.objects.get(pk=cast.alice.pk).password == before


def test_staff_let_the_site_mail_a_link_for_a_new_password(chief, cast):
    page = chief.get(reverse("admin:accounts_user_change", args=[cast.alice.pk]))
    assert "Mail a link for a new password" in page.content.decode()
    chief.post(reverse("admin:accounts_user_password_link", args=[cast.alice.pk]))
    assert [sent.to for sent in mail.outbox] == [["alice@example.org"]]


def test_only_who_manages_people_lets_the_site_mail_a_link(cast):
    address = reverse("admin:accounts_user_password_link", args=[cast.alice.pk])
    assert cast.client(cast.ed).post(address).status_code == 403
    assert cast.client(cast.alice).post(address).status_code in (302, 403)
    assert not mail.outbox


def test_staff_change_no_address_of_who_kept_a_journal(chief, cast):
    """Not of a walker, and not of a member of staff who walks: first staff, then the address."""
    address = reverse("admin:accounts_user_change", args=[cast.alice.pk])
    for _ in range(2):
        chief.post(
            address,
            {"email": "mine@example.org", "time_zone": "UTC", "is_staff": "on", "is_active": "on"},
        )
    cast.alice.refresh_from_db()
    assert cast.alice.email == "alice@example.org"
    assert cast.alice.is_staff


def test_an_address_is_confirmed_by_nobody_else(chief):
    for name in ("emailaddress", "emailconfirmation"):
        assert chief.get(f"/admin/account/{name}/").status_code == 404


def test_who_manages_people_cannot_raise_themselves(cast):
    manager = make_staff("manager@example.org", "Manager")
    manager.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    cast.client(manager).post(
        reverse("admin:accounts_user_change", args=[manager.pk]),
        {"email": manager.email, "time_zone": "UTC", "is_active": "on", "is_superuser": "on"},
    )
    manager.refresh_from_db()
    assert not manager.is_superuser
    assert manager.time_zone == "UTC"


def test_who_manages_people_cannot_take_over_who_may_do_more(cast):
    """Nobody has a password mailed to an address of their own, or does away with a superuser."""
    manager = make_staff("manager@example.org", "Manager")
    manager.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    client, chief = cast.client(manager), make_staff("chief@example.org", "Chief")
    User.objects.filter(pk=chief.pk).update(is_superuser=True)
    for person in (chief, cast.pia):
        client.post(
            reverse("admin:accounts_user_change", args=[person.pk]),
            {"email": "mine@example.org", "time_zone": "UTC"},
        )
    marked = {"action": "delete_selected", "_selected_action": [chief.pk], "post": "yes"}
    assert client.post(reverse("admin:accounts_user_changelist"), marked).status_code == 403
    assert client.post(_deleting(chief), {"post": "yes"}).status_code == 403
    kept = User.objects.filter(pk__in=[chief.pk, cast.pia.pk]).order_by("email")
    assert list(kept.values_list("email", "is_active")) == [
        ("chief@example.org", True),
        ("pia@example.org", False),
    ]
    assert client.post(_deleting(cast.ed), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=cast.ed.pk).exists()


def test_nobody_deletes_their_own_account_in_the_office(cast):
    """Its own page asks for the password, and refuses to let the last superuser go."""
    chief = make_staff("chief@example.org", "Chief", is_superuser=True)
    assert cast.client(chief).post(_deleting(chief), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=chief.pk).exists()


def _deleting(person: User) -> str:
    return reverse("admin:accounts_user_delete", args=[person.pk])


def test_the_office_sends_its_password_page_to_the_one_with_limits(cast):
    client = cast.client(cast.ed)
    form = {"old_password": "x", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    for answer in (
        client.get(reverse("admin:password_change")),
        client.post(reverse("admin:password_change"), form),
    ):
        assert answer.headers["Location"] == reverse("account_change_password")


# --- The person ---------------------------------------------------------------------------------


def test_the_second_step_is_turned_on_while_another_address_waits(alice, cast):
    alice.post(reverse("account_email"), {"action_add": "", "email": "second@example.org"})
    assert EmailAddress.objects.filter(email="second@example.org", verified=False).exists()
    turn_on_second_step(alice)
    assert cast.alice.authenticator_set.filter(type="totp").exists()
    # and another address may be added afterwards
    alice.post(reverse("account_email"), {"action_add": "", "email": "third@example.org"})
    assert EmailAddress.objects.filter(email="third@example.org").exists()


def test_a_new_superuser_signs_in_at_once(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--no-input", "--email", "Chief@Example.org", verbosity=0)
    client = Client()
    client.post(reverse("account_login"), {"login": "chief@example.org", "password": PASSWORD})
    assert client.get(reverse("admin:index")).status_code == 200


def test_messages_travel_in_no_cookie(cast):
    client = Client()
    client.post(reverse("account_login"), {"login": cast.alice.email, "password": PASSWORD})
    answer = client.post(reverse("account_settings"), {"time_zone": "Asia/Tokyo"})
    assert set(client.cookies) <= {"sessionid", "csrftoken"}
    assert "alice@example.org" not in str(client.cookies)
    assert "Saved." in client.get(answer.headers["Location"]).content.decode()


def test_private_pages_answer_whoever_asks_for_the_head_alone(cast):
    client = cast.client(cast.alice)
    private = [
        *("account_settings", "consent", "withdraw_consent", "journal:home", "journal:new_walk"),
        *("journal:walks", "journal:patterns", "journal:suggestions", "journal:erase"),
    ]
    for name in private:
        answer = client.head(reverse(name))
        assert (answer.status_code, answer.content) == (200, b""), name


def test_every_mail_about_a_change_has_our_words():
    """Theirs are as long as a letter, and name the site by the host that was asked."""
    theirs = import_module("allauth").__path__[0] + "/templates"
    for app in ("account", "mfa"):
        names = {path.name for path in Path(theirs, app, "email").glob("*_message.txt")}
        ours = {path.name for path in Path("templates", app, "email").glob("*_message.txt")}
        unused = {name for name in names if "code" in name and "recovery" not in name}
        assert names - unused - ours <= {"email_confirmation_signup_message.txt"}, app
