"""Tables of other apps: on which clock a walk was, how long it was, and what is asked instead."""

from contextlib import suppress
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from journal.exchange import walk_files
from journal.exchange.csv_table import BadRow
from journal.exchange.file_error import ColumnError, FileError
from journal.exchange.file_walks import Decision, offer
from journal.exchange.log_table import read_log_table
from journal.exchange.strava_table import NOT_IN_ENGLISH
from journal.exchange.walk_table import TableChoices
from tests.cast import NOW
from tests.journal.test_walk_imports import HEADING, LONDON, archive, gpx, read, starts

TAKE, ASK = Decision.TAKE, Decision.ASK
DAY_AND_TIME = {"date": "started_at", "time": "minutes"}


def offered(found) -> list[tuple[Decision, int]]:
    assert found.bad_rows == []
    return [(offer(each, NOW).decision, each.minutes) for each in found.walks]


def whys(found) -> list[str]:
    return [offer(each, NOW).why for each in found.walks]


# --- Start and end ----------------------------------------------------------------------------

WITHINGS = """from,to,from (manual),to (manual),Timezone,Activity type,Data,GPS,Modified
2026-05-01T09:30:00+02:00,2026-05-01T10:05:00+02:00,,,Europe/Berlin,Walking,"{""steps"":3100}",,
2026-05-02T23:50:00+02:00,2026-05-03T00:20:00+02:00,,,Europe/Berlin,Walking,,,
2026-05-03T09:30:00+02:00,2026-05-03T10:05:00+02:00,,,Europe/Berlin,Swimming,,,
"""


def test_a_table_of_starts_and_ends_is_read_and_each_walk_asked_about_for_its_pauses():
    found = read(WITHINGS)
    assert offered(found) == [(ASK, 35), (ASK, 30)]
    assert starts(found)[0] == "2026-05-01T09:30:00+02:00"
    assert {each.time_zone for each in found.walks} == {"Europe/Berlin"}
    assert set(whys(found)) == {"only its start and end are known: pauses may be in it"}
    assert dict(found.others) == {"another kind (swimming)": 1}


@pytest.mark.parametrize(
    "table",
    [
        "Start,End\n2026-05-01 09:30,2026-05-01 10:05\n",
        "Date,Start,End\n2026-05-01,9:30,10:05\n",
        "Datum;Von;Bis\n2026-05-01;09:30;10.05\n",
        "Start Time,End Time,Notes\n2026-05-01T09:30:00,2026-05-01T10:05:00,x\n",
        "start_date,end_date\n2026-05-01 08:30:00 +0000,2026-05-01 09:05:00 +0000\n",
    ],
)
def test_further_headings_of_a_start_and_an_end(table):
    found = read(table)
    assert (offered(found), starts(found)) == ([(ASK, 35)], ["2026-05-01T09:30:00+01:00"])
    assert "the kind is not said" in whys(found)[0]


def test_our_own_columns_with_an_end_instead_of_the_minutes():
    found = read("started_at,end,pain_before,pain_after\n2026-05-01T09:30,09:55,2,4\n")
    assert offered(found) == [(ASK, 25)]
    assert found.walks[0].answers["pain_after"] == 4


def test_an_end_can_be_chosen_and_a_day_in_another_form():
    table = "when,ready,before,after\n05/01/2026 9:30 AM,05/01/2026 10:05 AM,2,4\n"
    columns = {"when": "started_at", "ready": "ended_at"}
    found = read(table, columns=columns, dates="month_first")
    assert offered(found) == [(ASK, 35)]


def test_an_end_over_the_change_of_the_clocks_counts_real_minutes():
    found = read("Start,End\n2026-03-29 00:45,2026-03-29 02:15\n")
    assert offered(found) == [(ASK, 30)]


@pytest.mark.parametrize("end", ["2026-05-01 09:30", "2026-05-01 08:00", "soon", "", "25:10"])
def test_an_end_that_cannot_be_is_a_bad_row(end):
    found = read(f"Start,End\n2026-05-01 09:30,{end}\n2026-05-02 09:30,2026-05-02 09:50\n")
    assert [row.number for row in found.bad_rows] == [2]
    assert [each.minutes for each in found.walks] == [20]


@pytest.mark.parametrize("headings", ["from,light (min),to", "Start,Start time,End", "Start,Pain"])
def test_where_start_and_end_are_not_clear_it_is_said_what_is_missing(headings):
    cells = ",".join("2026-05-01 09:30" for _ in headings.split(","))
    with pytest.raises(ColumnError, match="between a start and an end"):
        read(f"{headings}\n{cells}\n")


# --- Clocks -----------------------------------------------------------------------------------

SAMSUNG = (
    "com.samsung.shealth.exercise,7005009,17\n"
    "title,com.samsung.health.exercise.duration,com.samsung.health.exercise.start_time,"
    "com.samsung.health.exercise.exercise_type,com.samsung.health.exercise.time_offset,"
    "com.samsung.health.exercise.end_time,com.samsung.health.exercise.datauuid\n"
    ",1830000,2026-05-01 07:30:00.000,1001,UTC+0200,2026-05-01 08:02:00.000,a,\n"
    ",1830000,2026-05-02 22:30:00.000,1001,UTC+0530,2026-05-02 23:02:00.000,b,\n"
    ",600000,2026-05-03 08:30:00.000,1002,UTC+0100,2026-05-03 08:40:00.000,c,\n"
    ",600000,2026-05-04 08:30:00.000,13001,,2026-05-04 08:40:00.000,d,\n"
)
OLD_SAMSUNG = (
    "com.samsung.health.exercise,1,1\ndatauuid,exercise_type,duration,time_offset,start_time\n"
    "w1,1001,600000,7200000,1777620600000\n"
)


@pytest.mark.parametrize("pack", [str.encode, lambda text: archive(**{PATH: text})])
def test_samsungs_universal_times_stand_on_the_clock_of_their_offset(pack):
    found = read(pack(SAMSUNG))
    assert starts(found) == [
        "2026-05-01T09:30:00+02:00",
        "2026-05-03T04:00:00+05:30",
        "2026-05-04T09:30:00+01:00",
    ]
    assert [each.minutes for each in found.walks] == [31, 31, 10]
    assert [each.kind for each in found.walks] == ["walking", "walking", "hiking"]
    assert dict(found.others) == {"another kind (running)": 1}
    assert (found.format, found.notes) == ("Samsung Health", ())


PATH = "samsunghealth_a_20260601/com.samsung.shealth.exercise.20260601123456.csv"


def test_an_older_samsung_has_numbers():
    found = read(OLD_SAMSUNG)
    assert starts(found) == ["2026-05-01T09:30:00+02:00"]


@pytest.mark.parametrize(
    "content",
    [
        "com.samsung.shealth.exercise.hr_zone,1,1\na,b\n1,2\n",
        "com.samsung.shealth.exercise,1,1",
        archive(**{"x/com.samsung.shealth.sleep.20260601.csv": "com.samsung.shealth.sleep,1\n"}),
    ],
)
def test_other_tables_of_samsung_are_refused_with_the_right_one(content):
    with pytest.raises(FileError, match=r"com\.samsung\.shealth\.exercise"):
        read(content)


STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,"
    "Elapsed Time,Moving Time,Distance\n"
    '1,"May 1, 2026, 8:30:00 AM",A,Walk,2200,2.5,activities/1.gpx,2200.0,2112.0,2500\n'
    '2,"May 2, 2026, 11:30:00\u202fPM",Typed,Walk,1500,2.5,,1500.0,,2500\n'
    '3,"May 3, 2026, 8:30:00 AM",C,Ride,2200,2.5,,2200.0,2112.0,2500\n'
    '4,"4 May 2026, 08:30:00",D,Hike,2200,2.5,,2200.0,2112.0,2500\n'
    "5,soon,E,Walk,2200,2.5,,2200.0,2112.0,2500\n"
)


def test_stravas_table_is_read_in_universal_time_and_each_walk_asked_about():
    found = read(STRAVA)
    assert starts(found) == [
        "2026-05-01T09:30:00+01:00",
        "2026-05-03T00:30:00+01:00",
        "2026-05-04T09:30:00+01:00",
    ]
    assert offered(found) == [(ASK, 35), (ASK, 25), (ASK, 35)]
    assert all("check the hour" in why for why in whys(found))
    assert dict(found.others) == {
        "another kind (ride)": 1,
        "it does not say when it began or how long it was": 1,
    }
    assert "recordings, which say more" in found.notes[0]


def test_of_stravas_whole_export_what_was_typed_in_is_read_beside_the_recordings():
    track = gpx("2026-05-01T08:30:00Z", "2026-05-01T08:30:30Z", "2026-05-01T08:31:00Z")
    found = read(archive(**{"activities.csv": STRAVA, "activities/1.gpx": track}))
    assert [each.minutes for each in found.walks] == [1, 25, 35]
    assert (offer(found.walks[0], NOW).decision, found.format) == (TAKE, "Strava")


@pytest.mark.parametrize("recordings", [{}, {"activities/1.gpx": gpx("2026-05-01T08:30:00Z")}])
def test_a_table_of_strava_that_is_too_large_is_not_passed_over_in_silence(recordings, monkeypatch):
    monkeypatch.setattr(walk_files, "MAX_CSV_BYTES", len(STRAVA.encode()) - 1)
    found = read(archive(**{"activities.csv": STRAVA}, **recordings))
    assert len(found.walks) == len(recordings)
    assert found.others["a table that cannot be read: A table of walks has at most 20 MB."] == 1


def test_a_table_of_strava_in_another_language_is_not_passed_over_either():
    members = {"activities.csv": "Aktivitäts-ID,Datum\n1,2\n", "1.gpx": gpx("2026-05-01T08:30:00Z")}
    found = read(archive(**members))
    assert (len(found.walks), found.format) == (1, "an archive of recordings")
    assert list(found.others) == [f"a table that cannot be read: {NOT_IN_ENGLISH}"]


def test_a_recording_that_is_too_large_is_said_to_be_so(monkeypatch):
    small, large = gpx("2026-05-01T08:30:00Z"), gpx("2026-05-02T08:30:00Z", "2026-05-02T08:31:00Z")
    monkeypatch.setattr(walk_files, "MAX_RECORDING_BYTES", len(small))
    found = read(archive(**{"1.gpx": small, "2.gpx": large}))
    assert len(found.walks) == 1
    assert list(found.others) == [f"a recording that cannot be read: {walk_files.LARGE_RECORDING}"]


@pytest.mark.parametrize("heading", ["Start (UTC)", "Date GMT", "start_utc"])
def test_a_heading_that_names_universal_time_is_its_clock(heading):
    table = f"{heading},Time\n2026-05-01 08:30,20\n"
    columns = {heading.lower(): "started_at", "time": "minutes"}
    found = read(table, columns=columns)
    assert (starts(found), offered(found)) == (["2026-05-01T09:30:00+01:00"], [(TAKE, 20)])
    mine = read(table, columns=columns, clock="own")
    assert starts(mine) == ["2026-05-01T08:30:00+01:00"]


def test_universal_time_can_be_chosen_and_stravas_is_asked_about():
    table = 'Activity Date,Time\n"2026-05-01 08:30",20\n'
    columns = {"activity date": "started_at", "time": "minutes"}
    asked = read(table, columns=columns)
    assert offered(asked) == [(ASK, 20)]
    assert "universal time" in whys(asked)[0]
    found = read(table, columns=columns, clock="utc")
    assert (starts(found), offered(found)) == (["2026-05-01T09:30:00+01:00"], [(TAKE, 20)])
    assert offered(read(table, columns=columns, clock="own")) == [(TAKE, 20)]


@pytest.mark.parametrize("beside", ["UTC+0200", "+02:00", "gmt+2", "Europe/Berlin"])
def test_a_zone_beside_a_time_is_asked_about_unless_its_clock_was_chosen(beside):
    table = f"Date,Time,Time Zone\n2026-05-01 09:30,20,{beside}\n"
    asked = read(table, columns=DAY_AND_TIME)
    assert (starts(asked), offered(asked)) == (["2026-05-01T09:30:00+02:00"], [(ASK, 20)])
    own = read(table, columns=DAY_AND_TIME, clock="own")
    assert (starts(own), offered(own)) == (["2026-05-01T09:30:00+02:00"], [(TAKE, 20)])
    universal = read(table, columns=DAY_AND_TIME, clock="utc")
    assert starts(universal) == ["2026-05-01T11:30:00+02:00"]


def test_an_offset_in_a_cell_says_all_and_an_unknown_zone_is_asked_about():
    written = read(
        "Date,Time,Timezone\n2026-05-01 09:30 +02:00,20,Europe/Berlin\n", columns=DAY_AND_TIME
    )
    assert (starts(written), offered(written)) == (["2026-05-01T09:30:00+02:00"], [(TAKE, 20)])
    unknown = read("Date,Time,Timezone\n2026-05-01 09:30,20,CEST\n", columns=DAY_AND_TIME)
    assert (starts(unknown), offered(unknown)) == (["2026-05-01T09:30:00+01:00"], [(ASK, 20)])


def test_an_offset_in_a_table_is_the_clock_of_the_walk_as_in_other_files():
    found = read(f"{HEADING}\n2026-05-01T09:30+05:30,20,2,3\n2026-05-01T15:30Z,20,2,3\n")
    assert starts(found) == ["2026-05-01T09:30:00+05:30", "2026-05-01T16:30:00+01:00"]


# --- Lengths with a colon ---------------------------------------------------------------------


def lengths(*cells: str, **choices):
    rows = [f"2026-05-{day:02} 09:30,{cell}" for day, cell in enumerate(cells, 1)]
    return read("\n".join(("Date,Time", *rows)), columns=DAY_AND_TIME, has_lengths=True, **choices)


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        (("32:10", "3:40", "12:05"), [32, 4, 12]),  # the first cannot be hours
        (("95:00", "1:10"), [95, 1]),
        (("0:25", "1:05", "0:45"), [25, 65, 45]),  # the first would be seconds
        (("1:02:10", "45:30"), [62, 46]),
        (("00:32:10", "01:05:00"), [32, 65]),
        (("PT32M10S", "32 min", "25.5"), [32, 32, 26]),
    ],
)
def test_what_stands_before_a_colon_is_told_by_the_whole_column(cells, minutes):
    assert offered(lengths(*cells)) == [(TAKE, each) for each in minutes]


@pytest.mark.parametrize(
    "cells", [("3:10",), ("3:10", "2:45"), ("1:05", "12:10"), ("0:45", "9:10")]
)
def test_a_column_that_does_not_show_it_is_asked_about(cells):
    found = lengths(*cells)
    assert {decision for decision, _ in offered(found)} == {ASK}
    assert all("nothing in its column says which" in why for why in whys(found))
    hours, minutes = (lengths(*cells, colon=each) for each in ("hours", "minutes"))
    assert hours.walks[-1].seconds == 60 * minutes.walks[-1].seconds


def test_what_was_chosen_for_a_colon_is_taken():
    assert offered(lengths("3:10", "2:45", colon="minutes")) == [(TAKE, 3), (TAKE, 3)]
    assert offered(lengths("1:10", "2:45", colon="hours")) == [(TAKE, 70), (TAKE, 165)]
    assert [row.number for row in lengths("32:10", colon="hours").bad_rows] == [2]


def test_small_numbers_with_parts_may_be_hours_and_are_asked_about():
    assert all("if these are hours" in why for why in whys(lengths("1.25", "2", "1.5")))
    assert offered(lengths("1.25", "2", "1.5")) == [(ASK, 1), (ASK, 2), (ASK, 2)]
    assert offered(lengths("3.5", "22.5")) == [(TAKE, 4), (TAKE, 23)]
    assert offered(lengths("2", "3")) == [(TAKE, 2), (TAKE, 3)]
    assert offered(lengths("1.25 h", "2 h")) == [(TAKE, 75), (TAKE, 120)]


def test_where_nobody_can_be_asked_an_unclear_length_is_a_bad_row():
    def log(cells: str, colon: str = ""):
        choices = TableChoices(has_lengths=True, colon=colon)
        (row, *_), _ = read_log_table(f"{HEADING}\n{cells}\n".encode(), choices, LONDON, NOW)
        return row

    unclear = log("2026-05-01T09:30,3:10,2,3")
    assert isinstance(unclear, BadRow)
    assert "may be 3 h 10 min or 3 min 10 s" in unclear.reason
    assert log("2026-05-01T09:30,3:10,2,3", "hours").walk.minutes == 190
    assert log("2026-05-01T09:30,32:10,2,3").walk.minutes == 32


# --- Anything in its cells --------------------------------------------------------------------

KIRITIMATI = ZoneInfo("Pacific/Kiritimati")
CELLS = st.one_of(
    st.text(max_size=10),
    st.sampled_from(
        [
            *("2026-05-01 09:30", "9999-12-31 23:59", "0001-01-01 00:00", "23:59", "00:00"),
            *("24:00", "9:30 AM", "0000-00-00 00:00", "2026-05-01T09:30+14:00", "9:59", "1e9"),
            *("9999-12-31T00:00-14:00", "UTC+0200", "-14", "Europe/Berlin", "1001", "7200000"),
            *("-99999999999999", "May 1, 9999, 8:30:00 AM", "1 Jan 0001, 00:00", "PT9S", ""),
            *("999999999999999", "Walk"),
        ]
    ),
)
HEADINGS = (
    "Start,End,Timezone,Activity Type,Note",
    "Date,Start,End,time_zone,pain_before",
    "from,to,UTC offset,Sport,x",
    "started_at,ended_at,pain_before,pain_after,Timezone",
    "com.samsung.shealth.exercise,1,1\nstart_time,time_offset,duration,exercise_type,x",
    "Activity ID,Activity Date,Activity Type,Moving Time,Elapsed Time",
)


@given(
    st.sampled_from(HEADINGS),
    st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=4),
    st.sampled_from(["iso", "day_first", "day_numbers"]),
    st.sampled_from(["", "own", "utc"]),
    st.sampled_from([KIRITIMATI, ZoneInfo("Etc/GMT+12"), LONDON]),
)
@example(HEADINGS[0], [["2026-05-01 09:30", "9999-12-31 23:59", "", "", ""]], "iso", "", KIRITIMATI)
@example(HEADINGS[0], [["9999-12-31 23:59", "0001-01-01 00:00", "", "", ""]], "iso", "", KIRITIMATI)
@example(HEADINGS[5], [["1", "1 Jan 0001, 00:00", "Walk", "9", "9"]], "iso", "", KIRITIMATI)
def test_whatever_stands_in_the_cells_is_read_refused_or_asked_about(
    heading, rows, dates, clock, zone
):
    lines = [",".join(f'"{each}"' for each in row) for row in rows]
    with suppress(FileError):
        found = read("\n".join((heading, *lines)), zone, dates=dates, clock=clock, has_lengths=True)
        for each in found.walks:
            assert offer(each, NOW).decision in Decision
            assert each.local_start.isoformat()
