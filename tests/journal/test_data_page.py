"""What is kept about a person, and how it goes: shown, forgotten, erased, deleted."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse, reverse_lazy

from accounts.deletion import delete_account
from accounts.erased_bytes import KIND as REWRITE
from accounts.jobs import Job, run_next
from accounts.mail import KIND as MAIL
from accounts.models import AuditEntry, Consent, User
from journal.models import Programme, Walk
from journal.models.by_person import tables_by_person
from journal.views.data_page import WORDS, kept_rows
from tests.addresses import text_of
from tests.cast import (
    NOW,
    PASSWORD,
    make_draft,
    make_programme,
    make_published,
    make_walk,
    make_walker,
)
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

PAGE, FORGET, DELETE = reverse("data"), reverse("forget_places"), reverse("delete_account")
ERASE = reverse("journal:erase")
CONFIRM = {"confirm": "on"}


def signed_in(email: str, **headers) -> Client:
    client = Client(headers=headers)
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return client


def test_the_page_counts_each_kind_that_is_kept(cast, clock):
    for number in range(3):
        make_walk(cast.alice, started_at=NOW - timedelta(days=number + 1))
    make_programme(cast.alice)
    make_walk(cast.bob)
    rows = {row.name: row.count for row in kept_rows(cast.alice)}
    assert rows[WORDS["walks"][0]] == 3
    assert rows[WORDS["programmes"][0]] == 1
    assert len(rows) == len(tables_by_person())
    page = text_of(cast.client(cast.alice).get(PAGE))
    assert all(name in page for name in rows)
    assert cast.alice.email in page
    assert "14 May 2026" in page  # when it was agreed


def test_every_kind_has_words_of_its_own(cast):
    assert [row.name for row in kept_rows(cast.alice) if not row.name[0].isupper()] == []
    assert all(row.how_long for row in kept_rows(cast.alice))


def test_of_a_closed_journal_nothing_is_counted(cast, clock):
    make_walk(cast.alice)
    Consent.withdraw(cast.alice, NOW)
    page = cast.client(cast.alice).get(PAGE)
    assert page.context["kept"] is None
    assert "stays locked" in text_of(page)


def test_the_queries_do_not_grow(cast, clock):
    alice = cast.client(cast.alice)
    alice.get(PAGE)  # once a day a page renews the session
    counts = []
    for _ in range(2):
        for number in range(10):
            start = NOW - timedelta(days=1 + number + 10 * len(counts))
            make_walk(cast.alice, started_at=start)
        counts.append(count_queries(lambda: alice.get(PAGE)))
    assert counts[0] == counts[1]


def test_sign_ins_are_shown_and_forgotten(cast, clock):
    email = cast.alice.email
    phone = signed_in(email, user_agent="A phone")
    here = signed_in(email, user_agent="A desk")
    other = signed_in(cast.bob.email, user_agent="Bob's")
    page = text_of(here.get(PAGE))
    assert "A phone" in page
    assert "A desk" in page
    assert "Bob&#x27;s" not in page
    assert here.post(FORGET).status_code == 302  # first the password
    assert "A phone" in text_of(here.get(PAGE))
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = here.post(FORGET, follow=True)
    assert "1 other sign-in" in text_of(answer)
    assert "A phone" not in text_of(here.get(PAGE))
    assert phone.get(PAGE).status_code == 302  # signed out there
    assert other.get(PAGE).status_code == 200
    assert UserSession.objects.filter(user=cast.alice).count() == 1


def test_erasing_asks_for_the_password_first(cast, clock):
    make_walk(cast.alice)
    alice = cast.client(cast.alice)
    answer = alice.post(ERASE, CONFIRM)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert Walk.objects.exists()
    alice.post(answer["Location"], {"password": "not-this-one"})
    assert Walk.objects.exists()
    alice.post(answer["Location"], {"password": PASSWORD})  # and what was asked for is done
    assert not Walk.objects.exists()


def test_erasing_takes_what_sessions_keep_of_walks(cast, clock):
    walk = make_walk(cast.alice, note="by the canal")
    edit = reverse("journal:edit_walk", args=[walk.entry])
    typed = {"minutes": "33", "pain_before": 2, "pain_after": 3, "started_at": ""}
    phone, here = signed_in(cast.alice.email), signed_in(cast.alice.email)
    for client in (phone, here):
        client.post(edit, typed, follow=True)  # it could be undone
        client.post(edit, typed)
        assert {"after_save", "after_save_before"} <= set(client.session.keys())
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert here.post(ERASE, CONFIRM).status_code == 302
    for client in (phone, here):
        assert not {"after_save", "after_save_before"} & set(client.session.keys())
        assert client.get(PAGE).status_code == 200  # still signed in


def test_an_account_is_deleted_with_all_that_belongs_to_it(cast, clock):
    make_walk(cast.alice)
    make_programme(cast.alice)
    kept = make_walk(cast.bob)
    elsewhere = signed_in(cast.alice.email)
    alice = signed_in(cast.alice.email)
    assert "1 walk" in text_of(alice.get(DELETE))
    alice.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert alice.post(DELETE, {"confirm": ""}).status_code == 200
    assert User.objects.filter(email="alice@example.org").exists()
    answer = alice.post(DELETE, CONFIRM)
    assert "Your account is deleted" in text_of(answer)
    assert not User.objects.filter(email="alice@example.org").exists()
    assert list(Walk.objects.all()) == [kept]
    for table in (Programme, EmailAddress, Consent, UserSession):
        assert not table.objects.exclude(**{_owner(table): cast.bob}).exists(), table
    assert Session.objects.count() == 0
    assert elsewhere.get(PAGE).status_code == alice.get(PAGE).status_code == 302
    assert [each.to for each in mail.outbox] == [["alice@example.org"]]
    assert "deleted" in mail.outbox[0].subject
    assert "no longer" not in mail.outbox[0].body


def _owner(table) -> str:
    return "walker" if table is Programme else "user"


def test_an_account_that_two_delete_at_once_is_deleted_once(cast, clock):
    again = User.objects.get(pk=cast.alice.pk)
    for person in (cast.alice, again):
        delete_account(person, by=cast.pia)
    assert AuditEntry.objects.filter(act=AuditEntry.Act.DELETED).count() == 1
    assert len(mail.outbox) == 1


def test_mails_that_wait_go_with_the_account(cast, clock):
    for email in (cast.alice.email, cast.bob.email):
        Job.objects.create(kind=MAIL, given={"to": [email], "body": "12 walks"}, due_at=NOW)
    cast.confirmed(cast.alice).post(DELETE, CONFIRM)
    assert [job.given["to"] for job in Job.objects.filter(kind=MAIL)] == [[cast.bob.email]]


def test_an_account_goes_only_after_the_password(cast, clock):
    answer = cast.client(cast.alice).post(DELETE, CONFIRM)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.filter(email=cast.alice.email).exists()


def test_an_author_leaves_and_the_articles_stay(cast, clock):
    """Their name stays printed, no account is behind it, and the office knows who left."""
    live = make_published(author=cast.ed, author_name="Ed Itor")
    draft = make_draft(author=cast.ed, author_name="Ed Itor")
    ed = cast.confirmed(cast.ed)
    assert "2 versions of articles" in text_of(ed.get(DELETE))
    assert "2 versions of articles" in text_of(ed.get(PAGE))
    ed.post(DELETE, CONFIRM)
    for edition in (live, draft):
        edition.refresh_from_db()
        assert (edition.author, edition.author_name) == (None, "Ed Itor")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.about) == ("deleted", "ed@example.org")
    assert cast.nobody.get(live.get_absolute_url()).status_code == 200


def test_the_last_superuser_stays(cast, clock):
    chief = make_walker("chief@example.org", is_staff=True, is_superuser=True)
    answer = cast.confirmed(chief).post(DELETE, CONFIRM)
    assert "superuser first" in text_of(answer)
    assert User.objects.filter(pk=chief.pk).exists()
    make_walker("other@example.org", is_staff=True, is_superuser=True)
    cast.confirmed(chief).post(DELETE, CONFIRM)
    assert not User.objects.filter(pk=chief.pk).exists()


def test_deleting_works_with_a_closed_journal(cast, clock):
    make_walk(cast.alice)
    Consent.withdraw(cast.alice, NOW)
    assert "1 walk" not in text_of(cast.client(cast.alice).get(DELETE))
    cast.confirmed(cast.alice).post(DELETE, CONFIRM)
    assert not Walk.objects.exists()


@pytest.mark.parametrize("page", [PAGE, FORGET, DELETE])
def test_nobody_is_sent_to_log_in_and_pages_are_kept_by_none(cast, page):
    for ask in (cast.nobody.get, cast.nobody.post):
        answer = ask(page)
        assert answer.status_code in (302, 405)
        assert "no-store" in answer["Cache-Control"]
    for person in (cast.alice, cast.ed):
        answer = cast.client(person).get(page)
        assert answer.status_code in (200, 405)
        assert "no-store" in answer["Cache-Control"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.alice)
    if page != PAGE:
        assert strict.post(page, CONFIRM).status_code == 403
    assert User.objects.filter(email=cast.alice.email).exists()


def test_how_long_backups_hold_it_is_said(cast, settings):
    alice = cast.client(cast.alice)
    assert "ask whoever runs this site" in text_of(alice.get(PAGE))
    settings.BACKUP_RETENTION_DAYS = 30
    assert "at most 30 days" in text_of(alice.get(PAGE))


@pytest.mark.parametrize("page", [PAGE, reverse_lazy("articles:privacy")])
def test_a_page_says_when_what_is_erased_leaves_the_disk(cast, clock, page):
    """SQLite's file is written again; when PostgreSQL uses the room again is its own affair."""
    said = text_of(cast.client(cast.alice).get(page))
    assert ("within hours on a very large one" in said) == (connection.vendor == "sqlite")
    assert ("as their room is used again" in said) == (connection.vendor == "postgresql")


def test_the_last_mail_erases_its_address_once_it_is_sent(cast, clock, settings):
    """However long it waited: the job that names the address is deleted before the rewriting."""
    settings.EMAIL_BACKEND = "accounts.mail.QueuedEmailBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cast.confirmed(cast.alice).post(DELETE, CONFIRM)
    waiting = Job.objects.get(kind="last_mail")
    assert waiting.given["to"] == ["alice@example.org"]
    Job.objects.filter(kind=REWRITE).delete()  # the mail server was away for longer
    assert run_next(NOW)
    assert [each.to for each in mail.outbox] == [["alice@example.org"]]
    assert not Job.objects.filter(kind="last_mail").exists()
    rewritings = Job.objects.filter(kind=REWRITE).values_list("due_at", flat=True)
    assert len(rewritings) == (connection.vendor == "sqlite")
    assert all(due > NOW for due in rewritings)
