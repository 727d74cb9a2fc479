"""An hour on somebody's wall as a moment: summer time, gaps, hours that come twice."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.reminders.wall_clock import LATEST_AFTER, due_day, instant_of, next_instant
from tests.properties import examples

# Half hours, quarter hours, both ends of the world, clocks that change at midnight, a lost day.
ZONES = [
    "Europe/London",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "America/Nuuk",
    "America/Havana",
    "Asia/Beirut",
    "America/Asuncion",
    "Africa/Casablanca",
    "UTC",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))
days = st.dates(date(2010, 1, 1), date(2036, 12, 31))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        ("Europe/London", "2026-01-14", "20:00", "2026-01-14T20:00"),
        ("Europe/London", "2026-07-14", "20:00", "2026-07-14T19:00"),
        # The hour that is left out comes an hour later on the wall,
        ("Europe/London", "2026-03-29", "01:30", "2026-03-29T01:30"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45"),
        # and the one that comes twice is meant the first time.
        ("Europe/London", "2026-10-25", "01:30", "2026-10-25T00:30"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30"),
        # Clocks that jump over midnight must not make a reminder of Saturday one of Sunday.
        ("America/Nuuk", "2025-03-29", "23:30", "2025-03-30T00:30"),
        ("America/Havana", "2026-03-08", "00:30", "2026-03-08T05:30"),
        ("Europe/London", "2028-02-29", "20:00", "2028-02-29T20:00"),
    ],
)
def test_an_hour_on_the_wall_is_one_moment(zone, day, at, instant):
    found = instant_of(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
    assert found == utc(instant)


def test_a_day_that_a_zone_left_out_has_no_reminder():
    samoa = ZoneInfo("Pacific/Apia")
    assert instant_of(date(2011, 12, 30), time(20), samoa) is None
    after = next_instant(time(20), samoa, utc("2011-12-30T07:00"), lambda day: True)
    assert after is not None
    assert after.astimezone(samoa).date() == date(2011, 12, 31)


@examples(150)
@given(day=days, at=hours, zone=zones)
def test_it_is_on_that_day_and_at_that_hour_unless_the_clocks_jump(day, at, zone):
    instant = instant_of(day, at, zone)
    if instant is None:
        assert (zone.key, day) == ("Pacific/Apia", date(2011, 12, 30))
        return
    local = instant.astimezone(zone)
    assert local.date() == day
    if local.time() != at:  # the hour is left out on that day
        named = datetime.combine(day, at, tzinfo=zone)
        assert named.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != named.replace(
            tzinfo=None
        )
        assert local.fold == 0


@examples(60)
@given(day=days, at=hours, zone=zones)
def test_going_from_one_to_the_next_names_each_day_once(day, at, zone):
    now = datetime.combine(day, time(12), tzinfo=UTC)
    named = []
    for _ in range(20):
        found = next_instant(at, zone, now, lambda day: True)
        assert found is not None
        assert found > now
        now = found
        named.append(found.astimezone(zone).date())
    expected = [named[0] + timedelta(days=number) for number in range(20)]
    assert named == expected or (zone.key == "Pacific/Apia" and day.year == 2011)


@examples(100)
@given(day=days, at=hours, zone=zones, late=st.integers(0, 26 * 60))
def test_it_is_due_on_its_own_day_and_no_more_than_some_hours(day, at, zone, late):
    instant = instant_of(day, at, zone)
    if instant is None:
        return
    now = instant + timedelta(minutes=late)
    due = due_day(at, zone, now)
    is_same_day = now.astimezone(zone).date() == day
    if due is not None and due.day == day:
        assert is_same_day
        assert due.since <= now < due.until <= due.since + LATEST_AFTER
    elif is_same_day:
        assert now - instant >= LATEST_AFTER
