"""Jobs: stored with what they belong to, leased, tried again, and never lost."""

import smtplib
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, transaction
from django.test import Client
from django.urls import reverse

from accounts import jobs
from accounts.jobs import FAILED_RETENTION, FIRST_WAIT, LEASE, MAX_ATTEMPTS, Job, run_due, run_next
from accounts.models import User
from tests.cast import NOW

pytestmark = pytest.mark.django_db

QUEUED = "accounts.mail.QueuedEmailBackend"
MEMORY = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def done(monkeypatch) -> list[dict]:
    """What jobs of the kind “note” were given, in turn."""
    found: list[dict] = []
    monkeypatch.setitem(jobs.HANDLERS, "note", found.append)
    return found


@pytest.fixture
def failing(monkeypatch) -> None:
    def fail(given):
        raise ConnectionRefusedError("somebody@example.org")

    monkeypatch.setitem(jobs.HANDLERS, "fail", fail)


def add(kind: str, now=NOW, key=None, **given) -> None:
    Job.objects.add(kind, given, now, key)


def test_jobs_are_done_in_turn_and_gone(done):
    add("note", now=NOW, text="second")
    add("note", now=NOW - timedelta(minutes=1), text="first")
    add("note", now=NOW + timedelta(hours=1), text="later")
    assert run_next(NOW)
    assert run_next(NOW)
    assert not run_next(NOW)
    assert done == [{"text": "first"}, {"text": "second"}]
    assert Job.objects.count() == 1


def test_a_job_is_there_only_if_what_it_belongs_to_is(done):
    with transaction.atomic():
        add("note")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_one_key_is_one_job(done):
    add("note", key="reminder:1:2026-05-14")
    add("note", key="reminder:1:2026-05-14")
    add("note")
    add("note")
    assert Job.objects.count() == 3


def test_a_kind_that_nothing_does_is_refused():
    with pytest.raises(ValueError, match="Nothing does jobs"):
        add("juggle")


def test_a_leased_job_is_nobody_elses_until_the_lease_ends(done):
    add("note")
    leased = Job.objects.lease(NOW)
    assert Job.objects.lease(NOW) is None
    assert Job.objects.lease(NOW + LEASE - timedelta(seconds=1)) is None
    again = Job.objects.lease(NOW + LEASE)  # as after a kill
    assert (again.pk, again.attempts) == (leased.pk, 2)


def test_two_runners_that_see_the_same_job_do_it_once(done):
    add("note")
    seen = Job.objects.get()
    assert Job.objects.lease(NOW)
    # The other runner read the row before that: its claim finds nothing to change.
    mine = Job.objects.due(NOW).filter(pk=seen.pk, attempts=seen.attempts)
    assert mine.update(attempts=5) == 0


def test_what_fails_is_tried_again_later_and_later_and_then_kept(failing, caplog):
    add("fail")
    now, waits = NOW, []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert run_next(now)
        row = Job.objects.get()
        assert (row.attempts, row.last_error) == (attempt, "ConnectionRefusedError")
        waits.append(row.due_at - now)
        now = row.due_at
    assert waits[:4] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT, 8 * FIRST_WAIT]
    assert row.failed_at is not None
    assert not run_next(now + timedelta(days=9))
    assert "somebody@" not in caplog.text
    # The operator is mailed what is logged as an error: the last try, and not each.
    told = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert told == [f"Job {row} was given up at try {MAX_ATTEMPTS}: ConnectionRefusedError"]
    assert not Job.objects.past_keeping(row.failed_at + FAILED_RETENTION).exists()
    later = row.failed_at + FAILED_RETENTION + timedelta(seconds=1)
    assert Job.objects.past_keeping(later).exists()


def test_a_job_that_fails_changes_nothing_that_was_done_to_it_meanwhile(monkeypatch):
    def fail(given):
        Job.objects.filter(given=given).update(key=None)
        add("fail", key="one")
        raise ConnectionRefusedError

    monkeypatch.setitem(jobs.HANDLERS, "fail", fail)
    add("fail", key="one", number=1)
    assert run_next(NOW)
    first, second = Job.objects.order_by("pk")
    assert (first.key, first.last_error) == (None, "ConnectionRefusedError")
    assert (second.key, second.last_error) == ("one", "")


def test_what_was_given_up_keeps_nobody_from_asking_again(failing):
    add("fail", key="one")
    assert run_next(NOW)
    add("fail", key="one")
    Job.objects.update(attempts=MAX_ATTEMPTS - 1, due_at=NOW)
    assert run_next(NOW)
    add("fail", key="one")
    given_up, fresh = Job.objects.order_by("pk")
    assert (given_up.key, given_up.failed_at) == (None, NOW)
    assert (fresh.key, fresh.attempts, fresh.due_at) == ("one", 0, NOW)


def test_a_job_that_was_deleted_while_it_failed_does_not_come_back(monkeypatch):
    """As a mail to somebody who deletes the account while the mail server does not answer."""

    def fail(given):
        Job.objects.all().delete()
        raise ConnectionRefusedError

    monkeypatch.setitem(jobs.HANDLERS, "fail", fail)
    add("fail", to="somebody@example.org")
    assert run_next(NOW)
    assert not Job.objects.exists()


def test_one_job_that_fails_stops_no_other(failing, done, clock):
    add("fail")
    add("note")
    call_command("run_jobs", "--once")
    assert done == [{}]
    assert Job.objects.get().kind == "fail"


def test_a_database_that_is_away_is_waited_for(monkeypatch, capsys):
    def away(now):
        raise OperationalError

    monkeypatch.setattr(jobs, "run_next", away)
    monkeypatch.setattr(jobs.connection, "close", lambda: None)  # this test's own
    assert run_due() is False
    with pytest.raises(CommandError, match="does not answer"):
        call_command("run_jobs", "--once", stdout=StringIO())


def test_a_runner_goes_on_until_it_is_not_wanted(done, monkeypatch):
    pauses = []
    monkeypatch.setattr(jobs.time, "sleep", pauses.append)
    wanted = iter([True, True, False])
    add("note")
    jobs.run_forever(lambda: next(wanted))
    assert done == [{}]
    assert pauses == [jobs.PAUSE_SECONDS] * 2


# --- Mail ---------------------------------------------------------------------------------------


@pytest.fixture
def queued(settings) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_DELIVERY_BACKEND = QUEUED, MEMORY


def test_a_mail_is_kept_and_then_sent_as_it_was(queued, clock):
    message = EmailMultiAlternatives(
        "Grüße",
        "Text",
        "from@example.org",
        ["a@example.org"],
        bcc=["b@example.org"],
        reply_to=["c@example.org"],
        headers={"List-Unsubscribe": "<https://example.org/>"},
    )
    message.attach_alternative("<p>Text</p>", "text/html")
    message.send()
    assert mail.outbox == []
    call_command("run_jobs", "--once")
    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.from_email) == ("Grüße", "Text", "from@example.org")
    assert (sent.to, sent.bcc, sent.reply_to) == (
        ["a@example.org"],
        ["b@example.org"],
        ["c@example.org"],
    )
    assert sent.extra_headers["List-Unsubscribe"] == "<https://example.org/>"
    assert [tuple(each) for each in sent.alternatives] == [("<p>Text</p>", "text/html")]
    assert not Job.objects.exists()


def test_every_try_of_a_mail_has_one_message_id(queued, clock, monkeypatch):
    send_mail("One", "Text", None, ["a@example.org"])
    sent = []

    def send_and_die(self, messages):
        sent.extend(message.message()["Message-ID"] for message in messages)
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(f"{MEMORY}.send_messages", send_and_die)
    run_next(NOW)
    run_next(NOW + FIRST_WAIT)
    assert len(sent) == 2
    assert len(set(sent)) == 1


def test_a_mail_with_a_file_is_refused_rather_than_lost(queued):
    message = EmailMessage("One", "Text", None, ["a@example.org"])
    message.attach("a.txt", "text")
    with pytest.raises(ValueError, match="attachments"):
        message.send()


def test_nobody_waits_for_a_mail_server_that_is_away(queued, clock, monkeypatch):
    def refuse(self, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr(f"{MEMORY}.send_messages", refuse)
    sent = {"email": "new@example.org", "password1": "on the moor 1891"}
    response = Client().post(reverse("account_signup"), sent)
    assert response.status_code == 302
    assert User.objects.filter(email="new@example.org").exists()
    run_next(NOW)
    monkeypatch.undo()
    assert Job.objects.get().kind == "mail"  # it waits
