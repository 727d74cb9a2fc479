"""Tables of other apps: nothing in them that is no walk, no other unit, no other order of a day."""

import json
from datetime import datetime, timedelta

import pytest

from journal.exchange.activity_kinds import kind_of
from journal.exchange.file_error import FileError
from journal.exchange.file_walks import Decision, offer
from tests.cast import NOW
from tests.journal.test_walk_imports import HEADING, apple, archive, gpx, read, starts, workout

GARMIN = """Activity Type,Date,Title,Distance,Time,Steps
Walking,2026-05-01 09:30:12,Morning,"2.10","00:32:10","2,900"
Cycling,2026-05-02 09:30:12,Ride,"20.10","01:02:10.5","--"
Running,2026-05-03 09:30:12,Run,"5.10","00:28:10","5,000"
,2026-05-04 09:30:12,Unnamed,"1.00","00:12:00","900"
"""
DAY_AND_TIME = {"date": "started_at", "time": "minutes"}


def why_asked(found) -> list[str]:
    """The reasons of all walks, each of which must be asked about."""
    offered = [offer(each, NOW) for each in found.walks]
    assert offered
    assert {each.decision for each in offered} == {Decision.ASK}
    return [each.why for each in offered]


# --- What was done ----------------------------------------------------------------------------


def test_a_table_with_a_column_of_sports_gives_only_its_walks():
    found = read(GARMIN, columns=DAY_AND_TIME, has_lengths=True)
    assert [(each.minutes, each.kind) for each in found.walks] == [(32, "walking"), (12, "")]
    assert dict(found.others) == {"another kind (cycling)": 1, "another kind (running)": 1}
    assert (found.bad_rows, offer(found.walks[1], NOW).decision) == ([], Decision.ASK)


def test_our_own_table_may_have_a_column_that_is_called_type():
    found = read(f"{HEADING},type\n2026-05-01T09:30,20,2,3,short\n")
    assert [each.minutes for each in found.walks] == [20]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        *[(each, "walking") for each in ("Outdoor Walk", "Fast walking", "walking.treadmill")],
        *[(each, "walking") for each in ("Spaziergang", "Marche à pied", "Caminata", "wandelen")],
        *[(each, "hiking") for each in ("Wandern", "Randonnée", "Day hike")],
        *[(each, "") for each in ("", "9", "treadmill", "Run/walk", "other")],
        *[(each, None) for each in ("running", "Laufen", "cycling", "foot", "boardwalks_surfing")],
    ],
)
def test_the_words_of_apps_for_a_walk(said, kind):
    assert kind_of(said) == kind


@pytest.mark.parametrize("heading", [",Date,Time", "Date,Time,", "Date,Time,,"])
def test_a_column_without_a_heading_says_nothing_of_what_was_done(heading):
    cells = {"date": "2026-05-01 09:30", "time": "20"}
    row = ",".join(cells.get(each, "7 nice") for each in heading.lower().split(","))
    found = read(f"{heading}\n{row}\n", columns=DAY_AND_TIME)
    assert [offer(each, NOW).decision for each in found.walks] == [Decision.TAKE]


@pytest.mark.parametrize(("heading", "word"), [("Type", "Easy"), ("Activity Type", "Gåtur")])
def test_where_no_word_of_a_column_is_known_each_walk_is_asked_about_by_its_own(heading, word):
    table = f"Date,Time,{heading}\n2026-05-01 09:30,20,{word}\n2026-05-02 09:30,20,\n"
    whys = why_asked(read(table, columns=DAY_AND_TIME))
    assert whys == [f"the file calls it {word.lower()}", "the kind is not said: it may be no walk"]


# --- Other units ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    ["Steps", "Distance", "Moving Time (s)", "duration_sec", "Duration in hours", "Dauer (ms)"],
)
def test_a_column_that_names_another_unit_is_never_read_as_minutes(heading):
    table = f"Date,{heading}\n2026-05-01 09:30,45\n"
    columns = {"date": "started_at", heading.lower(): "minutes"}
    with pytest.raises(FileError, match="does not count minutes"):
        read(table, columns=columns)


@pytest.mark.parametrize(
    "heading", ["Time", "Duration (m)", "Duration (h:m:s)", "Active minutes (count)"]
)
def test_other_headings_of_a_length_can_be_chosen(heading):
    table = f"Date,{heading}\n2026-05-01 09:30,45\n"
    columns = {"date": "started_at", heading.lower(): "minutes"}
    assert [each.minutes for each in read(table, columns=columns).walks] == [45]


def test_seconds_or_minutes_and_seconds_that_look_like_hours_are_all_asked_about():
    seconds = read("Date,Time\n2026-05-01 09:30,1325\n2026-05-02 09:30,180\n", columns=DAY_AND_TIME)
    assert ["22 hours" in why for why in why_asked(seconds)] == [True, True]
    clock = read(
        f"{HEADING}\n2026-05-01T09:30,20:30,2,3\n2026-05-02T09:30,3:10,2,3\n", has_lengths=True
    )
    assert len(why_asked(clock)) == 2


def test_one_long_walk_among_short_ones_is_asked_about_alone():
    days = [
        f"2026-05-{day:02} 09:30,{minutes}" for day, minutes in enumerate((20, 300, 25, 30, 35), 1)
    ]
    found = read("\n".join(("Date,Time", *days)), columns=DAY_AND_TIME)
    whys = [offer(each, NOW).why for each in found.walks]
    assert whys == ["", "longer than four hours: perhaps they are no minutes", "", "", ""]
    refused = [f"2026-05-{day:02} 09:30,1800" for day in range(6, 12)]
    found = read("\n".join(("Date,Time", *days, *refused)), columns=DAY_AND_TIME)
    assert (len(found.bad_rows), ["5 hours" in why for why in why_asked(found)]) == (6, [True] * 5)


def test_long_walks_of_our_own_table_are_taken_as_they_are():
    found = read(f"{HEADING}\n2026-05-01T09:30,400,2,3\n")
    assert [offer(each, NOW).decision for each in found.walks] == [Decision.TAKE]


@pytest.mark.parametrize("cell", ["1,200", "1.200", "22,500 min"])
def test_a_number_that_may_be_a_thousand_times_as_much_is_no_length(cell):
    found = read(f'{HEADING}\n2026-05-01T09:30,"{cell}",2,3\n', has_lengths=True)
    assert [row.number for row in found.bad_rows] == [2]


def test_a_single_score_is_left_out_and_that_is_said():
    table = "Date,Time,Severity\n2026-05-01 09:30,20,6\n"
    found = read(table, columns=DAY_AND_TIME | {"severity": "pain_before"})
    assert [dict(each.answers) for each in found.walks] == [{}]
    assert ["only one of the two pain scores" in note for note in found.notes] == [True]


DIARY = {"date": "started_at", "walk": "minutes", "before": "pain_before", "after": "pain_after"}


def test_scores_of_a_scale_to_100_are_not_taken_where_they_happen_to_be_low():
    table = "Date,Walk,Before,After\n2026-05-01 09:30,25,35,50\n2026-05-02 09:30,25,5,10\n"
    found = read(table, columns=DIARY)
    assert [row.number for row in found.bad_rows] == [2]
    assert "perhaps they go to 100" in why_asked(found)[0]


def test_the_next_morning_and_notes_of_a_pain_diary_can_be_chosen():
    table = "Date,Walk,Before,After,Next day,Notes\n2026-05-01 09:30,25,3,5,4,Canal\n"
    more = {"next day": "pain_next_morning", "notes": "note"}
    (walk,) = read(table, columns=DIARY | more).walks
    assert (walk.answers["pain_next_morning"], walk.answers["note"]) == (4, "Canal")
    without = read("Date,Walk,Notes\n2026-05-01 09:30,25,Canal\n", columns=DIARY | more)
    assert without.notes == ("without pain before and after, nothing else of a row is kept",)


# --- Days -------------------------------------------------------------------------------------


def test_one_row_that_shows_the_other_order_of_a_day_puts_all_in_doubt():
    table = f"{HEADING}\n05/04/2026 10:00,20,2,3\n25/04/2026 10:00,20,2,3\n"
    found = read(table, dates="month_first")
    assert ["the day first" in why for why in why_asked(found)] == [True]
    assert offer(read(table, dates="day_first").walks[0], NOW).decision is Decision.TAKE


def test_what_was_chosen_is_not_proposed_again():
    table = f"{HEADING}\n25/04/2026 10:00,22.5,2,99\n"
    assert len(read(table).notes) == 2
    assert read(table, dates="day_first", has_lengths=True).notes == ()


def test_a_day_number_without_a_fraction_has_no_time():
    found = read(f"{HEADING}\n46143,20,2,3\n", dates="day_numbers")
    assert [row.number for row in found.bad_rows] == [2]


@pytest.mark.parametrize(
    ("day", "clock", "form"),
    [("46143", "0.395833", "day_numbers"), ("2026-05-01 00:00:00", "09:30:00", "iso")],
)
def test_a_day_and_a_time_may_stand_as_a_spreadsheet_keeps_them(day, clock, form):
    table = f"Date,Clock,Time\n{day},{clock},20\n"
    found = read(table, dates=form, columns=DAY_AND_TIME | {"clock": "time_of_started_at"})
    assert starts(found) == ["2026-05-01T09:30:00+01:00"]


# --- Headings ---------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["My walks 2026", "Walks,,Pain,", "My walks\n\n", "a,b,c\nd,e,f"])
def test_what_stands_above_our_heading_is_left_out_and_that_is_said(title):
    found = read(f"{title}\n{HEADING}\n2026-05-01T09:30,20,2,3\n2026-05-02T09:30,x,2,3\n")
    assert [each.minutes for each in found.walks] == [20]
    assert "what stands above the heading was left out" in found.notes
    assert [row.number for row in found.bad_rows] == [title.count("\n") + 4]


def test_a_row_without_a_start_is_no_heading_because_a_column_has_no_name():
    found = read(f"{HEADING},\n,20,2,3,\n2026-05-02T09:30,25,2,3,\n")
    assert [each.minutes for each in found.walks] == [25]
    assert [(row.number, row.reason) for row in found.bad_rows] == [(2, "started_at is empty")]
    assert found.notes == ()


def test_a_title_above_the_heading_of_another_program_is_left_out():
    found = read(f"Activities\n{GARMIN}", columns=DAY_AND_TIME, has_lengths=True)
    assert len(found.walks) == 2


# --- Recordings -------------------------------------------------------------------------------


def timed(*minutes: float) -> list[str]:
    """Moments of a track, in minutes from its start. Each is 11 metres north of the one before."""
    start = datetime.fromisoformat("2026-05-01T08:00:00+00:00")
    return [(start + timedelta(minutes=each)).isoformat() for each in minutes]


def test_a_gap_that_somebody_drove_through_is_a_pause():
    walked = gpx(*timed(0, 0.2, 0.4, 60.4, 60.6))
    driven = walked.replace("51.5003", "51.7003").replace("51.5004", "51.7004")
    assert [each.seconds for each in read(driven).walks] == [36]


def test_a_track_that_is_faster_than_anybody_walks_is_asked_about():
    ridden = gpx(*timed(*(each / 60 for each in range(120))))  # 40 km an hour
    assert "a ride may be in it" in why_asked(read(ridden))[0]


def test_a_recording_of_seven_hours_is_asked_about():
    lasting = gpx(*timed(0, 420)).replace("51.5001", "51.8")
    assert "perhaps the recording was never ended" in why_asked(read(lasting))[0]


def test_a_length_of_apple_that_passes_the_end_is_asked_about():
    assert (
        "it says 250 minutes, but ended 65 minutes"
        in why_asked(read(apple(workout(length="250"))))[0]
    )


def test_an_export_of_apple_with_steps_alone_says_why_there_is_nothing():
    found = read(apple('<Record type="HKQuantityTypeIdentifierStepCount" value="1200"/>'))
    assert (found.walks, ["no workout" in note for note in found.notes]) == ([], [True])


# --- What cannot be read ----------------------------------------------------------------------

FITBIT = "Activities\nDate,Calories Burned,Steps,Minutes Sedentary\n2026-05-01,2100,5432,700\n"
FOREIGN = {
    "sums of days": lambda: FITBIT,
    "active minutes are no walks": lambda: "Start time,End time,Move Minutes count\n1,2,3\n",
    "no sessions of Google Fit": lambda: archive(**{"Takeout/Fit/Daily/a.csv": "Date,Steps\n"}),
    "no recordings in this export of Strava": lambda: archive(**{"activities.csv": "Activity ID"}),
    "tables in this zip file": lambda: archive(**{"walks.csv": HEADING}),
    "zip file is empty": archive,
    "a calendar": lambda: "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n",
    "a picture or a film": lambda: b"\0\0\0\x18ftypheic" + bytes(50),
    "no file of walks": lambda: b"\x01\x02\x03\x04" * 30,
    "a recording of Suunto": lambda: json.dumps({"DeviceLog": {"Header": {"Duration": 1800}}}),
    "places where a phone has been": lambda: json.dumps({"semanticSegments": []}),
    "All of a line stands in one cell": lambda: f'"{HEADING}"\n"2026-05-01T09:30,20,2,3"\n',
}


@pytest.mark.parametrize("said", FOREIGN)
def test_a_file_without_walks_says_what_it_is(said):
    with pytest.raises(FileError, match=said):
        read(FOREIGN[said]())
