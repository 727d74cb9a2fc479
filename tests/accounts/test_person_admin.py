"""People in the admin: added by an address alone, and never a walk in sight."""

import re

import pytest
from django.contrib import admin
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.audit import AuditEntry
from accounts.models import User
from journal.models import ShownNudge, Suggestion, Walk
from tests.cast import PASSWORD, make_staff, make_walk, make_walker

pytestmark = pytest.mark.django_db

ADD = "admin:accounts_user_add"


@pytest.fixture
def office(cast, clock) -> Client:
    chief = make_walker("chief@example.org", is_staff=True, is_superuser=True)
    return cast.client(chief)


def test_a_person_is_added_by_an_address_alone(office):
    answer = office.post(reverse(ADD), {"email": "New.Editor@Example.org", "is_staff": "on"})
    assert answer.status_code == 302
    person = User.objects.get(email="new.editor@example.org")
    assert person.is_staff
    assert not person.is_superuser
    assert not person.has_usable_password()


def test_the_added_person_chooses_a_password_by_mail_and_gets_in(office):
    office.post(reverse(ADD), {"email": "New.Editor@Example.org", "is_staff": "on"})
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "new.editor@example.org"})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    login = {"login": "new.editor@example.org", "password": PASSWORD}
    client.post(reverse("account_login"), login)
    if "_auth_user_id" not in client.session:  # the address is confirmed by one more mail
        client.post(re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1])
        client.post(reverse("account_login"), login)
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_second_person_with_the_address_in_another_case_is_refused(office, cast):
    assert cast.alice
    answer = office.post(reverse(ADD), {"email": "ALICE@example.org"})
    assert answer.status_code == 200
    assert "There is a person with this e-mail address already" in answer.content.decode()


def test_a_zone_that_is_none_is_refused(office, cast):
    address = reverse("admin:accounts_user_change", args=[cast.alice.pk])
    form = office.get(address).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields} | {"time_zone": "Mars/Base"}
    refused = office.post(address, {k: v for k, v in typed.items() if v != ""})
    assert "not the name of a time zone" in refused.content.decode()
    cast.alice.refresh_from_db()
    assert cast.alice.time_zone == "Europe/London"


def test_no_page_of_the_admin_is_about_walks_or_what_was_shown():
    assert Walk not in admin.site._registry
    assert Suggestion not in admin.site._registry
    assert ShownNudge not in admin.site._registry


def test_no_page_about_a_person_shows_a_walk(office, cast):
    walk = make_walk(cast.alice, minutes=47, pain_before=3, pain_after=9, note="by the canal")
    pages = [reverse(f"admin:accounts_user_{act}", args=[cast.alice.pk]) for act in
             ("change", "delete", "history")]  # fmt: skip
    pages += [reverse("admin:accounts_user_changelist"), reverse("admin:index")]
    for address in pages:
        answer = office.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert "47 minutes" not in page, address
        assert "by the canal" not in page, address
        assert str(walk.entry) not in page, address
        assert not re.search(r"\bwalks?: ", page, re.IGNORECASE), address


def test_deleting_many_people_at_once_shows_no_walk_either(office, cast):
    make_walk(cast.alice, minutes=47)
    answer = office.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "delete_selected", "_selected_action": [cast.alice.pk, cast.bob.pk]},
    )
    page = answer.content.decode()
    assert "alice@example.org" in page
    assert "47 minutes" not in page


def test_deleting_a_person_takes_their_journal_along(office, cast):
    make_walk(cast.alice)
    kept = make_walk(cast.bob)
    address = reverse("admin:accounts_user_delete", args=[cast.alice.pk])
    office.post(address, {"post": "yes"})
    assert not User.objects.filter(email="alice@example.org").exists()
    assert Walk.objects.get() == kept
    told = mail.outbox[-1]
    assert told.to == ["alice@example.org"]
    assert "Somebody who looks after the site did that" in told.body


@pytest.mark.parametrize("who", ["ed", "rhea", "pia"])
def test_editors_do_not_manage_people(cast, clock, who):
    client = cast.client(getattr(cast, who))
    for name in ("admin:accounts_user_changelist", ADD):
        assert client.get(reverse(name)).status_code == 403


def test_an_address_that_staff_replaced_opens_the_account_no_more(office, cast):
    """Of somebody who keeps no journal: nobody else changes the address of who does."""
    address = reverse("admin:accounts_user_change", args=[cast.ed.pk])
    form = office.get(address).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields} | {"email": "new@example.org"}
    office.post(address, {k: v for k, v in typed.items() if v != ""})
    cast.ed.refresh_from_db()
    assert cast.ed.email == "new@example.org"
    assert [sent.to for sent in mail.outbox] == [["ed@example.org"]]  # who may not have asked
    client = Client()
    client.post(reverse("account_login"), {"login": "ed@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    # The new one opens it once its owner has confirmed that it is theirs.
    login = {"login": "new@example.org", "password": PASSWORD}
    client.post(reverse("account_login"), login)
    assert "_auth_user_id" not in client.session
    assert mail.outbox[-1].to == ["new@example.org"]
    client.post(re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1])
    client.post(reverse("account_login"), login)
    assert "_auth_user_id" in client.session


def test_people_are_deactivated_together_but_never_oneself(cast):
    root = make_staff("root@example.org", "Root", is_superuser=True)
    client = cast.client(root)
    people = [cast.ed, cast.pia, root]
    sent = {"action": "deactivate", "_selected_action": [person.pk for person in people]}
    page = client.post("/admin/accounts/user/", sent)
    assert [person.email for person in page.context["people"]] == [cast.ed.email, cast.pia.email]
    assert User.objects.get(pk=cast.ed.pk).is_active
    ed = cast.client(cast.ed)
    assert ed.get("/admin/queue/").status_code == 200
    client.post("/admin/accounts/user/", sent | {"confirmed": "yes"})
    active = User.objects.filter(pk__in=[person.pk for person in people], is_active=True)
    assert list(active) == [root]
    assert ed.get("/admin/queue/").status_code == 302
    assert AuditEntry.objects.filter(detail="deactivated", actor_number=root.pk).count() == 2
    told = [(each.to, each.subject) for each in mail.outbox[-2:]]
    assert told == [
        ([who.email], "Backsite: Your account is closed") for who in (cast.ed, cast.pia)
    ]
    assert cast.client(cast.rhea).post("/admin/accounts/user/", sent).status_code == 403
