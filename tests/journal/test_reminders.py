"""Reminders: off by default, at the person's own hour, only if nothing was logged, never twice."""

import smtplib
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import count

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.jobs import Job, run_due, run_next
from accounts.models import Consent
from journal.models import ProgrammeTick, Reminder, SentReminder, UnfinishedWalk
from journal.reminders import sending
from journal.reminders.mails import read_stop_token, stop_token
from journal.reminders.sending import queue_due
from tests.cast import NOW, make_programme, make_walk, make_walker
from tests.properties import examples

pytestmark = pytest.mark.django_db

ADDRESS, CALENDAR = "/journal/reminders/", "/journal/reminders/calendar/"
EVENING = {"at": "20:00", "daily": "on", "weekly_on": ""}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def remind(person, *, at=time(20), daily=True, weekly_on=None, now=NOW) -> Reminder:
    reminder = Reminder(walker=person, at=at, daily=daily, weekly_on=weekly_on)
    reminder.schedule(now)
    reminder.save()
    return reminder


def run_at(clock, text: str) -> int:
    """Do what a runner does at this moment; how many mails there are by now."""
    clock.move_to(utc(text))
    assert run_due()
    return len(mail.outbox)


# --- When, and to whom --------------------------------------------------------------------------


def test_nobody_is_reminded_unasked(cast, clock):
    assert cast.alice.time_zone == "Europe/London"
    page = cast.client(cast.alice).get(ADDRESS).content.decode()
    assert "checked" not in page
    assert run_at(clock, "2026-05-14T20:00") == 0
    assert not Reminder.objects.exists()


def test_a_reminder_comes_at_the_persons_hour_once_a_day(cast, clock):
    """20:00 in London in May is 19:00 in universal time."""
    cast.client(cast.alice).post(ADDRESS, EVENING)
    assert run_at(clock, "2026-05-14T18:59:59") == 0
    assert run_at(clock, "2026-05-14T19:00") == 1
    assert run_at(clock, "2026-05-14T19:05") == 1
    assert run_at(clock, "2026-05-15T19:00") == 2
    assert mail.outbox[0].to == ["alice@example.org"]


def test_it_keeps_its_hour_when_the_clocks_change(cast, clock):
    remind(cast.alice, now=utc("2026-03-27T12:00"))
    assert run_at(clock, "2026-03-28T20:00") == 1
    assert run_at(clock, "2026-03-29T18:59") == 1
    assert run_at(clock, "2026-03-29T19:00") == 2  # summer time began that morning


def test_an_hour_that_comes_twice_reminds_once(cast, clock):
    remind(cast.alice, at=time(1, 30), now=utc("2026-10-24T12:00"))
    assert run_at(clock, "2026-10-25T00:30") == 1
    assert run_at(clock, "2026-10-25T01:30") == 1


def test_who_has_moved_is_reminded_by_the_new_clock(cast, clock):
    """London at noon: on the clock of Tokyo it is 21:00, so today’s hour has come already."""
    remind(cast.alice)
    cast.alice.time_zone = "America/New_York"
    cast.alice.save()
    assert run_at(clock, "2026-05-14T19:00") == 0
    assert Reminder.objects.get().next_at == utc("2026-05-15T00:00")
    assert run_at(clock, "2026-05-15T00:00") == 1


def test_a_reminder_of_yesterday_is_dropped(cast, clock):
    remind(cast.alice, at=time(23, 30))
    assert run_at(clock, "2026-05-14T23:05") == 0  # 00:05 of the next day in London
    assert run_at(clock, "2026-05-15T22:30") == 1


def test_a_runner_that_was_away_for_hours_sends_nothing_late(cast, clock):
    remind(cast.alice, at=time(9))
    assert run_at(clock, "2026-05-15T11:00") == 0  # three hours after
    assert run_at(clock, "2026-05-16T10:59:59") == 1


def logs_a_walk(person):
    make_walk(person, started_at=utc("2026-05-14T09:00"))


def logs_yesterdays_walk_today(person):
    make_walk(person, started_at=utc("2026-05-13T09:00"), logged_at=NOW, changed_at=NOW)


def is_out_walking(person):
    UnfinishedWalk.objects.create(walker=person, started_at=NOW, time_zone=person.time_zone)


def ticks(person):
    entry = make_programme(person).entry
    ProgrammeTick.objects.create(walker=person, programme=entry, day=NOW.date())


def agrees_no_more(person):
    Consent.withdraw(person, NOW)


def has_no_confirmed_address(person):
    person.emailaddress_set.update(verified=False)


def is_closed(person):
    person.is_active = False
    person.save()


@pytest.mark.parametrize(
    "does",
    [
        logs_a_walk,
        logs_yesterdays_walk_today,
        is_out_walking,
        ticks,
        agrees_no_more,
        has_no_confirmed_address,
        is_closed,
    ],
)
def test_nothing_is_sent_to_who(cast, clock, does):
    remind(cast.alice)
    does(cast.alice)
    assert run_at(clock, "2026-05-14T19:00") == 0
    assert not Job.objects.exists()


def test_a_walk_of_another_day_or_of_another_person_keeps_nothing_back(cast, clock):
    remind(cast.alice)
    make_walk(cast.alice, started_at=utc("2026-05-13T21:30"))  # 22:30 of the day before
    make_walk(cast.bob, started_at=utc("2026-05-14T09:00"))
    assert run_at(clock, "2026-05-14T19:00") == 1


def test_what_was_logged_while_the_mail_waited_is_heard(cast, clock, monkeypatch):
    remind(cast.alice)
    clock.move_to(utc("2026-05-14T19:00"))
    queue_due(utc("2026-05-14T19:00"))
    make_walk(cast.alice, started_at=utc("2026-05-14T18:00"))
    assert run_at(clock, "2026-05-14T19:01") == 0
    assert not Job.objects.exists()


def test_erasing_the_journal_ends_reminders(cast, clock):
    remind(cast.alice)
    kept = remind(cast.bob)
    cast.confirmed(cast.alice).post("/journal/erase/", {"confirm": "on"})
    assert list(Reminder.objects.all()) == [kept]


# --- The mails ----------------------------------------------------------------------------------


def test_a_mail_says_nothing_of_the_person_and_has_the_headers_of_one_click(cast, clock):
    remind(cast.alice)
    run_at(clock, "2026-05-14T19:00")
    (sent,) = mail.outbox
    assert sent.subject == "Backsite: Your reminder"
    headers = sent.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("http://testserver/accounts/reminders/stop/")
    assert address in sent.body
    assert "alice" not in sent.subject + sent.body
    assert "http://testserver/journal/" in sent.body
    assert headers["Auto-Submitted"] == "auto-generated"


def test_a_weekly_summary_has_counts_and_no_score(cast, clock):
    remind(cast.alice, daily=False, weekly_on=3, now=utc("2026-05-14T12:00"))  # a Thursday
    for day, minutes in ((8, 20), (10, 31), (10, 14), (7, 99)):  # the 7th is the week before
        make_walk(
            cast.alice,
            started_at=utc(f"2026-05-{day:02}T09:{minutes % 60:02}"),
            minutes=minutes,
            pain_before=3,
            pain_after=9,
        )
    assert run_at(clock, "2026-05-14T19:00") == 1
    body = mail.outbox[0].body
    assert "3 walks on 2 days, 65 minutes in all" in body
    assert "9" not in body.split("http")[0]
    assert mail.outbox[0].subject == "Backsite: Your week"
    assert run_at(clock, "2026-05-21T19:00") == 1  # a week without an entry says nothing
    assert Reminder.objects.get().next_at == utc("2026-05-28T19:00")


def test_both_kinds_fall_on_one_evening(cast, clock):
    remind(cast.alice, weekly_on=3)
    make_walk(cast.alice, started_at=utc("2026-05-12T09:00"))
    assert run_at(clock, "2026-05-14T19:00") == 2
    assert {sent.kind for sent in SentReminder.objects.all()} == {"daily", "weekly"}


# --- Once ---------------------------------------------------------------------------------------


class Away:
    """A mail server that refuses until it is back."""

    def __init__(self, monkeypatch) -> None:
        self.is_away = True
        monkeypatch.setattr(sending, "deliver", self.deliver)
        self.sent: list[dict] = []

    def deliver(self, given: dict) -> None:
        if self.is_away:
            raise smtplib.SMTPServerDisconnected
        self.sent.append(given)


def test_a_mail_server_that_is_away_is_tried_again(cast, clock, monkeypatch):
    server = Away(monkeypatch)
    remind(cast.alice)
    run_at(clock, "2026-05-14T19:00")
    run_at(clock, "2026-05-14T19:02")
    server.is_away = False
    run_at(clock, "2026-05-14T20:00")
    run_at(clock, "2026-05-14T21:00")
    assert len(server.sent) == 1
    assert SentReminder.objects.get().sent_at == utc("2026-05-14T20:00")


def test_a_mail_that_waited_too_long_is_dropped(cast, clock, monkeypatch):
    server = Away(monkeypatch)
    remind(cast.alice)
    for minute in ("00", "05", "20"):
        run_at(clock, f"2026-05-14T19:{minute}")
    server.is_away = False
    run_at(clock, "2026-05-14T22:00")
    assert server.sent == []
    assert not Job.objects.exists()
    run_at(clock, "2026-05-15T19:00")
    assert len(server.sent) == 1


def test_each_try_has_the_same_message_id(cast, clock, monkeypatch):
    ids = []
    monkeypatch.setattr(
        sending, "deliver", lambda given: ids.append(given["headers"]["Message-ID"]) or 1 / 0
    )
    remind(cast.alice)
    run_at(clock, "2026-05-14T19:00")
    run_at(clock, "2026-05-14T19:05")
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_the_command_says_what_it_does_and_can_run_twice(cast, clock):
    remind(cast.alice)
    clock.move_to(utc("2026-05-14T19:00"))

    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("send_reminders", *arguments, stdout=out)
        return out.getvalue()

    assert run("--dry-run") == "1 to look at.\n"
    assert run() == "1 queued.\n"
    assert run() == "0 queued.\n"
    run_due()
    assert len(mail.outbox) == 1


def test_changing_the_hour_after_a_mail_sends_no_second_one(cast, clock):
    remind(cast.alice)
    assert run_at(clock, "2026-05-14T19:00") == 1
    cast.client(cast.alice).post(ADDRESS, EVENING | {"at": "21:00"})
    assert run_at(clock, "2026-05-14T20:00") == 1
    assert run_at(clock, "2026-05-15T20:00") == 2


class Killed(BaseException):
    """What ends a process at any line: no `except Exception` sees it."""


class Kills:
    """Ends the work at the n-th query or mail from now on, before or after the mail has gone."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.steps = count()
        self.at: int | None = None

    def step(self) -> None:
        if next(self.steps) == self.at:
            raise Killed

    def query(self, execute, sql, parameters, many, context):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.step()
        return execute(sql, parameters, many, context)

    def deliver(self, given: dict) -> None:
        self.step()
        self.sent.append((given["to"][0], given["subject"]))
        self.step()


@examples(25)
@given(kills=st.lists(st.integers(0, 70), max_size=6))
def test_no_kill_at_any_line_sends_a_mail_twice(monkeypatch, db, kills):
    """Runners one after another, each killed at some query or around a mail, and two at the end."""
    Reminder.objects.all().delete()
    Job.objects.all().delete()
    person = make_walker(f"{next(_numbers)}@example.org")
    server = Kills()
    with time_machine.travel(utc("2026-05-14T19:00"), tick=False) as clock:
        remind(person, weekly_on=3, now=NOW)
        make_walk(person, started_at=utc("2026-05-12T09:00"))
        with monkeypatch.context() as patched, connection.execute_wrapper(server.query):
            patched.setattr(sending, "deliver", server.deliver)
            for minutes, kill in enumerate([*kills, None, None], start=1):
                server.at, server.steps = kill, count()
                try:
                    run_due()
                except Killed:
                    assert kill is not None
                    # What a block without a savepoint marks is the transaction of this test.
                    connection.set_rollback(False)
                clock.shift(timedelta(minutes=6 * minutes))  # the lease of the dead has ended
    assert len(server.sent) == len(set(server.sent))
    tried = SentReminder.objects.for_user(person)
    assert len(server.sent) <= tried.count() == 2
    if not kills:
        assert len(server.sent) == 2


_numbers = count()


def test_a_reminder_taken_by_another_runner_is_left_to_it(cast, clock, monkeypatch):
    """Two runners have the same job, because the lease of a slow one has ended."""
    remind(cast.alice)
    clock.move_to(utc("2026-05-14T19:00"))
    queue_due(utc("2026-05-14T19:00"))
    job = Job.objects.get()
    sent = []

    def slow(given: dict) -> None:
        sent.append(given)
        if len(sent) == 1:
            sending.send_reminder(job.given)

    monkeypatch.setattr(sending, "deliver", slow)
    assert run_next(utc("2026-05-14T19:00"))
    assert len(sent) == 1


# --- Stopping -----------------------------------------------------------------------------------


def stop(person, kind: str) -> str:
    return reverse("stop_reminders", args=[stop_token(person, kind)])


def test_the_link_asks_and_only_the_button_stops(cast, clock):
    remind(cast.alice, weekly_on=0)
    address = stop(cast.alice, "daily")
    stranger = Client(enforce_csrf_checks=True)
    for ask in (stranger.get, stranger.head):
        answer = ask(address)
        assert answer.status_code == 200
        assert Reminder.objects.get().daily
    assert "no-store" in answer.headers["Cache-Control"]
    answer = stranger.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Reminder.objects.get().daily
    assert Reminder.objects.get().weekly_on == 0  # the other kind goes on
    assert stranger.post(address).status_code == 200  # twice is once
    assert stranger.post(stop(cast.alice, "weekly")).status_code == 200
    assert not Reminder.objects.exists()
    assert "sessionid" not in stranger.cookies


def test_two_links_at_the_same_time_stop_both_kinds(cast, clock):
    remind(cast.alice, weekly_on=0)
    one, other = Reminder.objects.get(), Reminder.objects.get()
    one.stop("daily")
    other.stop("weekly")
    assert not Reminder.objects.exists()


def test_a_mail_that_waits_is_not_sent_once_it_was_stopped(cast, clock):
    remind(cast.alice)
    clock.move_to(utc("2026-05-14T19:00"))
    queue_due(utc("2026-05-14T19:00"))
    cast.nobody.post(stop(cast.alice, "daily"))
    assert run_at(clock, "2026-05-14T19:01") == 0


def test_a_link_stops_one_person_and_a_changed_one_nobody(cast, clock):
    kept = remind(cast.bob)
    remind(cast.alice)
    token = stop_token(cast.alice, "daily")
    assert cast.nobody.post(stop(cast.alice, "daily")).status_code == 200
    assert list(Reminder.objects.all()) == [kept]
    for bad in (token[:-1], token[1:], "x", "a:b", f"{token}x", token.replace(":", "-")):
        assert read_stop_token(bad) is None
        assert cast.nobody.post(f"/accounts/reminders/stop/{bad}/").status_code == 404
    assert Reminder.objects.exists()


def test_a_link_of_a_person_who_has_gone_says_stopped(cast, clock):
    address = stop(cast.alice, "daily")
    cast.alice.delete()
    assert cast.nobody.post(address).status_code == 200


# --- The page and the calendar file -------------------------------------------------------------


def test_what_was_chosen_is_shown_again_and_turned_off(cast, clock):
    alice = cast.client(cast.alice)
    answer = alice.post(ADDRESS, {"at": "07:30", "weekly_on": "6"}, follow=True)
    page = answer.content.decode()
    assert 'value="07:30"' in page
    assert '<option value="6" selected>' in page
    row = Reminder.objects.get()
    assert (row.daily, row.weekly_on, row.at) == (False, 6, time(7, 30))
    assert row.next_at == utc("2026-05-17T06:30")
    page = alice.post(ADDRESS, {"at": "07:30", "weekly_on": ""}, follow=True).content.decode()
    assert "No mail will be sent" in page
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("", "Give a time, such as 19:00"),
        ("25:00", "There is no such time"),
        ("eight", "Give a time, such as 19:00"),
        ("19", "Give a time, such as 19:00"),
    ],
)
def test_an_hour_that_is_none_is_refused(cast, clock, at, words):
    page = cast.client(cast.alice).post(ADDRESS, EVENING | {"at": at}).content.decode()
    assert words in page
    assert not Reminder.objects.exists()


def test_the_calendar_file_repeats_each_day_at_the_hour_on_the_wall(cast, clock):
    alice = cast.client(cast.alice)
    answer = alice.get(CALENDAR, {"at": "20:15"})
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")
    assert "DTSTART:20260514T201500" in lines  # floating: no zone, no Z
    assert "RRULE:FREQ=DAILY" in lines
    assert "DTSTAMP:20260514T120000Z" in lines
    assert "alice" not in text
    again = alice.get(CALENDAR, {"at": "21:00"}).content.decode()
    uid = next(line for line in lines if line.startswith("UID:"))
    assert uid in again.split("\r\n")
    assert uid not in cast.client(cast.bob).get(CALENDAR).content.decode()
    assert not Reminder.objects.exists()


def test_an_hour_that_is_none_gives_the_usual_one(cast, clock):
    text = cast.client(cast.alice).get(CALENDAR, {"at": "nonsense"}).content.decode()
    assert "DTSTART:20260514T190000" in text


def test_old_notes_of_mails_go(cast, clock):
    remind(cast.alice)
    SentReminder.objects.create(walker=cast.alice, kind="daily", day=date(2026, 1, 1))
    run_at(clock, "2026-05-14T19:00")
    assert [row.day for row in SentReminder.objects.all()] == [date(2026, 5, 14)]
