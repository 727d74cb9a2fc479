"""Exercises that a walker began: noted once, on a day that has come, by the walker alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from journal.advice.fitting import advise
from journal.models import Programme
from journal.patterns import State
from tests.cast import NOW, make_programme, make_walk

ADDRESS = "/journal/programmes/"
BEGAN = {"name": "Bridge", "started_on": "2026-04-01"}


@pytest.fixture
def alice(cast):
    return cast.client(cast.alice)


@time_machine.travel(NOW, tick=False)
def test_a_programme_is_noted_and_shown(cast, alice):
    answer = alice.post(ADDRESS, BEGAN, follow=True)
    assert "Bridge" in answer.content.decode()
    assert Programme.objects.get().started_on == date(2026, 4, 1)
    assert Programme.objects.get().walker == cast.alice


@time_machine.travel(NOW, tick=False)
def test_a_second_click_is_told_and_stores_nothing(cast, alice):
    alice.post(ADDRESS, BEGAN)
    answer = alice.post(ADDRESS, BEGAN)
    assert "You have said already what you began on this day." in answer.content.decode()
    assert Programme.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="there, a row is locked")
@time_machine.travel(NOW, tick=False)
def test_of_two_clicks_at_once_the_second_waits_before_it_is_checked(cast, alice):
    with CaptureQueriesContext(connection) as queries:
        alice.post(ADDRESS, BEGAN)
    asked = [each["sql"] for each in queries]
    checked = next(at for at, sql in enumerate(asked) if 'FROM "journal_programme"' in sql)
    turns = [sql for sql in asked[:checked] if sql.startswith(("BEGIN", "COMMIT"))]
    assert turns[-1:] == ["BEGIN IMMEDIATE"]


@pytest.mark.parametrize(
    ("started_on", "reason"),
    [
        ("2026-05-15", "This day is in the future"),
        ("1999-12-31", "since the year 2000"),
        ("yesterday", "Enter a valid date"),
        ("", "Give the day on which you began"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_a_day_that_cannot_be_is_refused_and_the_name_kept(cast, alice, started_on, reason):
    answer = alice.post(ADDRESS, {"name": "Bridge", "started_on": started_on}).content.decode()
    assert reason in answer
    assert 'value="Bridge"' in answer
    assert not Programme.objects.exists()


@time_machine.travel(datetime(2026, 5, 14, 23, 30, tzinfo=UTC), tick=False)
def test_today_is_the_walkers_own_today(cast, alice):
    cast.alice.time_zone = "Asia/Tokyo"  # already the 15th there
    cast.alice.save()
    alice.post(ADDRESS, {"name": "Bridge", "started_on": "2026-05-15"})
    assert Programme.objects.get().started_on == date(2026, 5, 15)


def test_the_database_holds_the_limits_too(cast):
    make_programme(cast.alice, started_on=date(2026, 1, 1))
    for day in (date(1999, 1, 1), date(2026, 1, 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Programme.objects.create(walker=cast.alice, name="x", started_on=day)


def test_only_its_walker_takes_a_programme_out(cast, alice):
    programme = make_programme(cast.alice)
    address = f"{ADDRESS}{programme.pk}/delete/"
    assert cast.client(cast.bob).post(address).status_code == 404
    assert alice.get(address).status_code == 405
    assert Programme.objects.filter(pk=programme.pk).exists()
    assert alice.post(address).status_code == 302
    assert not Programme.objects.exists()


def test_one_walker_never_sees_what_another_began(cast):
    make_programme(cast.alice, name="Alice’s own")
    assert "Alice’s own" not in cast.client(cast.bob).get(ADDRESS).content.decode()


@pytest.mark.slow
def test_the_pattern_compares_before_and_since(cast):
    """Pain two points lower since the exercises than natural recovery would explain."""
    start = NOW - timedelta(days=60)
    for day in range(60):
        before, lower = 3 + day % 2, 3 if day >= 30 else 0
        make_walk(
            cast.alice,
            started_at=start + timedelta(days=day),
            minutes=20 + day % 3,
            pain_before=before,
            pain_after=before + 4 - lower,
        )
    assert advise(cast.alice, NOW).reading["since_programme"].state == State.TOO_EARLY
    begun = (start + timedelta(days=30)).date()
    make_programme(cast.alice, started_on=begun, hurts_since=begun - timedelta(days=900))
    pattern = advise(cast.alice, NOW).reading["since_programme"]
    assert pattern.state in (State.SO_FAR, State.LINKED)
    assert pattern.estimate < 0


def test_since_when_it_hurts_may_be_said_and_stands_with_the_exercises(cast, alice):
    typed = {"name": "bridges", "started_on": "2025-05-01", "hurts_since": "2024-01-15"}
    page = alice.post("/journal/programmes/", typed, follow=True).content.decode()
    assert "it has hurt since 15 January 2024" in page
    assert Programme.objects.get().as_record().hurts_since.year == 2024


def test_pain_that_began_after_the_exercises_is_refused(cast, alice):
    typed = {"name": "bridges", "started_on": "2025-05-01", "hurts_since": "2025-05-02"}
    page = alice.post("/journal/programmes/", typed).content.decode()
    assert "after the day on which you began" in page
    assert not Programme.objects.exists()


def test_erasing_the_journal_erases_programmes(cast):
    make_programme(cast.alice)
    kept = make_programme(cast.bob)
    cast.confirmed(cast.alice).post("/journal/erase/", {"confirm": "on"})
    assert list(Programme.objects.all()) == [kept]
