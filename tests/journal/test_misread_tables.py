"""Tables of other apps that were read wrongly without a word: now rightly, or asked about."""

import pytest

from journal.exchange import walk_files
from journal.exchange.file_walks import Decision, offer
from tests.cast import NOW
from tests.journal.test_walk_imports import archive, gpx, read, starts

TAKE, ASK = Decision.TAKE, Decision.ASK
WHEN = {"when": "started_at", "long": "minutes"}
TRACK = gpx("2026-05-01T08:00:00Z", "2026-05-01T08:00:30Z", "2026-05-01T08:01:00Z")
SAMSUNG = "x/com.samsung.shealth.exercise.20260601.csv"


def decisions(found) -> list[Decision]:
    assert found.bad_rows == []
    return [offer(each, NOW).decision for each in found.walks]


@pytest.mark.parametrize(
    ("heading", "start"),
    [
        ("time (utc)", "2026-05-01T10:30:00+01:00"),
        ("start_time_gmt", "2026-05-01T10:30:00+01:00"),
        ("time utc+2", "2026-05-01T09:30:00+02:00"),
        ("time (gmt -02:30)", "2026-05-01T09:30:00-02:30"),
        ("dutch time", "2026-05-01T09:30:00+01:00"),
    ],
)
def test_the_clock_stands_in_the_heading_of_the_time_of_day_too(heading, start):
    columns = {"day": "started_at", heading: "time_of_started_at", "long": "minutes"}
    found = read(f"day,{heading},long\n2026-05-01,09:30,20\n", columns=columns)
    assert (starts(found), decisions(found)) == ([start], [TAKE])


def test_an_offset_in_a_heading_that_is_not_understood_is_asked_about():
    table = "time utc\u22127,long\n2026-05-01T09:30,20\n"
    found = read(table, columns=WHEN | {"time utc\u22127": "started_at"})
    assert decisions(found) == [ASK]


def test_a_zone_of_a_row_says_more_than_the_offset_in_a_heading():
    table = "time (utc+2),long,time_zone\n2026-05-01T09:30,20,America/New_York\n"
    found = read(table, columns=WHEN | {"time (utc+2)": "started_at"})
    assert starts(found) == ["2026-05-01T09:30:00-04:00"]


@pytest.mark.parametrize("offset", ["-420", "+330", "+01:07", "+0107"])
def test_minutes_and_what_no_clock_has_are_no_hours_of_an_offset(offset):
    found = read(f"when,long,utc offset\n2026-05-01T09:30,20,{offset}\n", columns=WHEN, clock="own")
    assert (starts(found), decisions(found)) == (["2026-05-01T09:30:00+01:00"], [ASK])


@pytest.mark.parametrize("clock", ["", "own", "utc"])
def test_universal_time_beside_a_time_is_nobodys_clock(clock):
    found = read("when,long,timezone\n2026-05-01T08:30,20,UTC\n", columns=WHEN, clock=clock)
    assert (starts(found), decisions(found)) == (["2026-05-01T09:30:00+01:00"], [TAKE])
    assert found.walks[0].time_zone == "Europe/London"


@pytest.mark.parametrize("end", ["10:30", "2026-05-01T10:30", "2026-05-01T18:30+01:00"])
def test_an_end_without_an_offset_is_on_the_clock_of_its_start(end):
    found = read(f"start,end\n2026-05-01T10:00-07:00,{end}\n")
    assert [each.minutes for each in found.walks] == [30]


def test_scores_with_a_point_show_a_scale_to_100_too():
    columns = WHEN | {"b": "pain_before", "a": "pain_after"}
    rows = "2026-05-01T09:30,20,30.0,50.0\n2026-05-02T09:30,20,5.0,9.0\n"
    found = read(f"when,long,b,a\n{rows}", columns=columns, has_lengths=True)
    assert "perhaps they go to 100" in offer(found.walks[0], NOW).why


def test_lengths_of_two_parts_beside_some_of_three_are_asked_about():
    rows = "2026-05-01T09:30,1:02:10\n2026-05-02T09:30,0:45\n2026-05-03T09:30,3:45\n"
    found = read(f"when,long\n{rows}", columns=WHEN, has_lengths=True)
    assert decisions(found) == [TAKE, ASK, ASK]
    assert "“0:45” may be 0 h 45 min or 0 min 45 s" in offer(found.walks[1], NOW).why


@pytest.mark.parametrize(
    "table",
    [
        {SAMSUNG: b"\xef\xbb\xbf"},
        {SAMSUNG: b"com.samsung.shealth.exercise,1"},
        {"activities.csv": b"Activity ID,Activity Date,Activity Type\n1,x," + b"y" * 140_000},
    ],
)
def test_a_damaged_table_in_an_archive_is_counted_and_the_recordings_are_read(table):
    found = read(archive(**table, **{"a.gpx": TRACK}))
    assert [each.minutes for each in found.walks] == [1]
    assert "a table that cannot be read" in next(iter(found.others))


def test_a_table_that_is_too_long_for_an_archive_is_called_so(monkeypatch):
    monkeypatch.setattr(walk_files, "MAX_CSV_BYTES", 40)
    found = read(archive(**{SAMSUNG: b"com.samsung.shealth.exercise,1" + b"\n" * 40}))
    assert "at most" in next(iter(found.others))


def test_a_separator_of_lines_in_a_remark_ends_no_row():
    head = "com.samsung.shealth.exercise,1\ncomment,start_time,duration,exercise_type\n"
    samsung = read(f"{head}a\u2028b,2026-05-01 08:30:00.000,600000,1001\n")
    strava = read(
        "Activity ID,Activity Date,Activity Type,Activity Name,Elapsed Time\n"
        '1,"May 1, 2026, 8:30:00 AM",Walk,a\u2028b,600\n'
    )
    assert [each.minutes for each in (*samsung.walks, *strava.walks)] == [10, 10]


def test_of_two_columns_with_a_zone_the_first_counts():
    table = "when,long,Timezone,UTC offset\n2026-05-01 09:30,20,Europe/Berlin,+0200\n"
    found = read(table, columns=WHEN, clock="own")
    assert starts(found) == ["2026-05-01T09:30:00+02:00"]


def test_what_is_not_kept_of_a_row_without_scores_spoils_it_not():
    columns = WHEN | {"notes": "note"}
    found = read(f"when,long,notes\n2026-05-01 09:30,20,{'x' * 9999}\n", columns=columns)
    assert decisions(found) == [TAKE]
