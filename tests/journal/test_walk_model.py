"""A walk's limits, held by its validators and by the database; its hour and what it hands on."""

import dataclasses
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format

from journal import patterns
from journal.models import Walk
from journal.models.walks import EARLIEST, NOTE_MAX, RECORD_FIELDS, STORED_NOTE_MAX
from tests.cast import NOW, make_walk

pytestmark = pytest.mark.django_db

TOO_MUCH = [
    ("minutes", 0),
    ("minutes", 1441),
    ("minutes", -1),
    ("minutes", None),
    *[
        (f"pain_{when}", score)
        for when in ("before", "after", "next_morning")
        for score in (-1, 11)
    ],
    ("pain_before", None),
    ("pain_after", None),
    ("leg_symptoms", "left"),
    ("leg_symptoms", ""),
    ("slope", "steep"),
    ("surface", "moon"),
    ("load", "ton"),
    ("note", "x" * STORED_NOTE_MAX),  # encrypted it is longer
    ("started_at", EARLIEST - timedelta(seconds=1)),
    ("started_at", NOW + timedelta(hours=2)),
    ("started_at", None),
]
JUST_ENOUGH = [
    ("minutes", 1),
    ("minutes", 1440),
    *[(f"pain_{when}", score) for when in ("before", "after", "next_morning") for score in (0, 10)],
    ("pain_next_morning", None),
    *[("leg_symptoms", word) for word in ("none", "one", "both", None)],
    *[("slope", word) for word in ("", "flat", "hilly")],
    *[("surface", word) for word in ("", "firm", "soft", "uneven", "treadmill")],
    *[("load", word) for word in ("", "none", "light", "heavy")],
    ("note", "é" * NOTE_MAX),
    ("note", "🚶" * NOTE_MAX),
    ("started_at", EARLIEST),
    ("started_at", NOW),
]
CALLED_UNKNOWN_BY_VALIDATION = ("leg_symptoms", "")  # which makes it None instead of refusing it


def unsaved(walker, **fields) -> Walk:
    values = {
        "started_at": NOW - timedelta(hours=1),
        "time_zone": "Europe/London",
        "minutes": 20,
        "pain_before": 2,
        "pain_after": 3,
        "logged_at": NOW,
        "changed_at": NOW,
    }
    return Walk(walker=walker, **values | fields)


@pytest.mark.parametrize(("field", "value"), TOO_MUCH)
def test_validation_refuses(cast, clock, field, value):
    walk = unsaved(cast.alice, **{field: value})
    if (field, value) == CALLED_UNKNOWN_BY_VALIDATION:
        walk.full_clean()
        assert walk.leg_symptoms is None
        return
    with pytest.raises(ValidationError) as refused:
        walk.full_clean()
    assert field in refused.value.message_dict


@pytest.mark.parametrize(("field", "value"), TOO_MUCH)
def test_the_database_refuses_what_no_validator_saw(cast, clock, field, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        Walk.objects.bulk_create([unsaved(cast.alice, **{field: value})])
    assert not Walk.objects.exists()


@pytest.mark.parametrize(("field", "value"), JUST_ENOUGH)
def test_the_limits_themselves_are_allowed_by_both(cast, clock, field, value):
    walk = unsaved(cast.alice, **{field: value})
    walk.full_clean()
    walk.save()
    walk.refresh_from_db()
    assert getattr(walk, field) == value


def test_every_limit_is_tried():
    """A constraint that is added is tried above too, or this test says its name."""
    tried = {field for field, _ in TOO_MUCH}
    keys = {"journal_walk_once", "journal_walk_by_person"}
    names = {constraint.name for constraint in Walk._meta.constraints} - keys
    said = {
        "journal_walk_not_in_future": "started_at",
        "journal_walk_not_before_2000": "started_at",
    }
    for name in names:
        assert said.get(name) or any(name.startswith(f"journal_{field}") for field in tried), name


def test_a_zone_that_is_none_is_refused(cast, clock):
    with pytest.raises(ValidationError) as refused:
        unsaved(cast.alice, time_zone="Mars/Olympus").full_clean()
    assert "time_zone" in refused.value.message_dict


def test_an_update_past_the_limits_is_refused_too(cast):
    walk = make_walk(cast.alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Walk.objects.filter(pk=walk.pk).update(pain_after=11)
    walk.refresh_from_db()
    assert walk.pain_after == 3


def test_the_same_entry_is_stored_once_for_a_walker_and_once_for_another(cast):
    entry = uuid.uuid4()
    make_walk(cast.alice, entry=entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        Walk.objects.bulk_create([unsaved(cast.alice, entry=entry)])
    make_walk(cast.bob, entry=entry)
    assert Walk.objects.count() == 2


@pytest.mark.parametrize(
    ("afterwards", "is_late"),
    [(timedelta(hours=24, minutes=20), False), (timedelta(hours=24, minutes=20, seconds=1), True)],
)
def test_logged_more_than_a_day_after_its_end_is_late(cast, afterwards, is_late):
    start = NOW - timedelta(days=3)
    walk = make_walk(cast.alice, started_at=start, minutes=20, logged_at=start + afterwards)
    assert walk.is_late is is_late


@pytest.mark.parametrize(
    ("moment", "zone", "clock_start"),
    [
        ("2026-03-29T00:59:59+00:00", "Europe/London", "2026-03-29T00:59:59"),
        ("2026-03-29T01:00:00+00:00", "Europe/London", "2026-03-29T02:00:00"),
        ("2026-10-25T00:30:00+00:00", "Europe/London", "2026-10-25T01:30:00"),
        ("2026-10-25T01:30:00+00:00", "Europe/London", "2026-10-25T01:30:00"),
        ("2024-02-29T23:30:00+00:00", "Asia/Tokyo", "2024-03-01T08:30:00"),
        ("2026-05-14T20:00:00+00:00", "Pacific/Kiritimati", "2026-05-15T10:00:00"),
    ],
)
def test_the_start_is_told_by_the_walkers_clock(cast, moment, zone, clock_start):
    walk = unsaved(cast.alice, started_at=datetime.fromisoformat(moment), time_zone=zone)
    assert walk.clock_start == datetime.fromisoformat(clock_start)
    assert walk.local_start.timestamp() == walk.started_at.timestamp()
    assert walk.local_start.tzinfo.key == zone
    assert walk.clock_words.startswith(date_format(walk.clock_start, "D j M Y, H:i"))
    assert walk.address == walk.get_absolute_url()


def test_the_two_hours_of_an_october_night_stay_two(cast):
    first = unsaved(cast.alice, started_at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    second = unsaved(cast.alice, started_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert first.clock_start == second.clock_start
    assert second.local_start.utcoffset() != first.local_start.utcoffset()
    assert second.as_record().started_at.timestamp() - first.started_at.timestamp() == 3600


def test_the_record_carries_every_field_of_the_statistics_and_never_the_note(cast):
    said = {
        "pain_next_morning": 4,
        "eased_by_sitting": True,
        "eased_by_leaning_forward": False,
        "eased_by_lying": True,
        "leg_symptoms": "both",
        "stopped_early": False,
        "painkiller": True,
    }
    walk = make_walk(cast.alice, note="by the canal", slope="hilly", load="heavy", **said)
    record = walk.as_record()
    assert {name: getattr(record, name) for name in said} == said
    assert record.eased_by_standing_still is None
    assert (record.key, record.minutes, record.rise) == (str(walk.entry), 20, walk.rise)
    names = {field.name for field in dataclasses.fields(patterns.Walk) if field.init}
    assert names == {"key", "started_at", *RECORD_FIELDS}
    assert "canal" not in repr(record)


def test_reading_a_log_for_the_statistics_never_loads_a_note(cast, django_assert_num_queries):
    make_walk(cast.alice, note="by the canal")
    with django_assert_num_queries(1) as queries:
        walks = list(Walk.objects.for_user(cast.alice).defer("note"))
        assert [walk.as_record() for walk in walks]
    assert '"note"' not in queries[0]["sql"]


def test_a_persons_walks_are_theirs_newest_first_without_the_deleted(cast):
    old = make_walk(cast.alice, started_at=NOW - timedelta(days=5))
    new = make_walk(cast.alice, started_at=NOW - timedelta(days=1))
    make_walk(cast.alice, deleted_at=NOW)
    make_walk(cast.bob)
    assert list(Walk.objects.for_user(cast.alice)) == [new, old]


def test_deleted_for_a_day_and_then_past_undoing(cast):
    walk = make_walk(cast.alice, deleted_at=NOW)
    day, second = timedelta(days=1), timedelta(seconds=1)
    for moment, can_undo in ((NOW, True), (NOW + day - second, True), (NOW + day, False)):
        assert Walk.objects.deleted_by(cast.alice, moment).exists() is can_undo
        assert Walk.objects.past_undo(moment).exists() is not can_undo
        assert not Walk.objects.deleted_by(cast.bob, moment).exists()
    assert walk.pk


def test_length_and_name_are_said_in_words(cast):
    assert str(unsaved(cast.alice, minutes=1)) == "1 minute, 2 to 3"
    assert unsaved(cast.alice, minutes=20).length == "20 minutes"
