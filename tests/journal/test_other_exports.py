"""Files of other programs as people have them, tried once and kept: each with its right result."""

import gzip
import io
import json
import tarfile
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.exchange.file_error import FileError
from journal.exchange.file_walks import Decision, offer
from tests.cast import NOW
from tests.journal.fit_writing import FitFile, a_walk
from tests.journal.hostile_files import endless_list
from tests.journal.test_walk_imports import (
    HEADING,
    LONDON,
    apple,
    archive,
    gpx,
    read,
    session,
    starts,
    tcx,
    workout,
)

START = "2026-05-01T08:00:00+00:00"


def decisions(found) -> list[Decision]:
    return [offer(each, NOW).decision for each in found.walks]


# --- Phones and watches -----------------------------------------------------------------------


def test_without_a_zone_apples_offset_is_the_clock_unless_it_is_that_of_the_export():
    india = workout(zone="").replace("-0700", "+0530")
    assert starts(read(apple(india))) == ["2016-11-14T07:25:41+05:30"]
    exported = '<ExportDate value="2016-07-01 10:00:00 +0100"/>'
    winter = workout(zone="").replace("-0700", "+0100")
    assert starts(read(apple(exported, winter))) == ["2016-11-14T06:25:41+00:00"]


@pytest.mark.parametrize("exported", ["", '<ExportDate value="yesterday"/>'])
def test_without_a_day_of_export_each_offset_of_the_own_zone_is_that_of_the_export(exported):
    """All offsets of an export are of one day, which may be in summer or in winter."""
    winter = read(apple(exported, workout(zone="").replace("-0700", "+0100")))
    assert starts(winter) == ["2016-11-14T06:25:41+00:00"]
    summer = workout(zone="").replace("2016-11", "2016-07").replace("-0700", "-0800")
    vancouver = read(apple(exported, summer), ZoneInfo("America/Vancouver"))
    assert starts(vancouver) == ["2016-07-14T08:25:41-07:00"]
    elsewhere = read(apple(exported, workout(zone="")))
    assert starts(elsewhere) == ["2016-11-14T07:25:41-07:00"]


@pytest.mark.parametrize(
    ("length", "unit"), [("0.425", "hr"), ("1530", "sec"), ("1530", "s"), ("25,5", "min")]
)
def test_apples_lengths_have_several_units(length, unit):
    found = read(apple(workout(length=length).replace('"min"', f'"{unit}"')))
    assert [each.minutes for each in found.walks] == [26]


def test_a_length_that_is_only_from_start_to_end_is_asked_about():
    without = workout().replace('duration="25.5" ', "")
    points = "<Track>{}</Track>".format(
        "".join(
            f"<Trackpoint><Time>2026-05-01T08:{minute}:00Z</Time></Trackpoint>"
            for minute in ("00", "15")
        )
    )
    lap = tcx(0, sport="Walking").replace("<TotalTimeSeconds>0</TotalTimeSeconds>", points)
    for content, minutes in ((apple(without), 65), (lap, 15), (a_walk(START, None, 1800), 30)):
        found = read(content)
        assert [each.minutes for each in found.walks] == [minutes]
        assert decisions(found) == [Decision.ASK]


def test_where_apple_gives_no_length_its_pauses_are_taken_out():
    events = "".join(
        f'<WorkoutEvent type="HKWorkoutEventType{kind}" date="2016-11-14 {clock}:00 -0700"/>'
        for kind, clock in (("Pause", "07:30"), ("Resume", "08:00"), ("Pause", "08:20"))
    )
    found = read(apple(workout(more=events).replace('duration="25.5" ', "")))
    assert [each.minutes for each in found.walks] == [24]  # 65:11 less 30:00 and 10:52
    assert decisions(found) == [Decision.TAKE]


def test_the_spaces_before_stravas_tcx_are_no_obstacle():
    def spaced(sport: str, start: str) -> bytes:
        document = '<?xml version="1.0" encoding="UTF-8"?>' + tcx(1200, sport=sport, start=start)
        return gzip.compress(f"          {document}".encode())

    bulk = archive(
        **{
            "activities.csv": "Activity ID,Activity Date,Activity Type,Filename\n"
            '1,"2 May 2026, 08:00:00",Ride,activities/1.tcx.gz\n',
            "activities/1.tcx.gz": spaced("Biking", "2026-05-02T08:00:00Z"),
            "activities/2.fit.gz": gzip.compress(a_walk(START, 1500, 2400)),
            "activities/3.tcx.gz": spaced("Other", "2026-05-03T08:00:00Z"),
        }
    )
    found = read(bulk)
    assert sorted(each.minutes for each in found.walks) == [20, 25]
    assert dict(found.others) == {"another kind (biking)": 1}


@pytest.mark.parametrize(("offset", "local"), [("+02:00", "10"), ("Z", "10"), ("+05:30", "13")])
def test_an_offset_written_in_a_track_is_its_clock(offset, local):
    own = ZoneInfo("Europe/Berlin")
    ends = [datetime.fromisoformat(START), datetime.fromisoformat(START) + timedelta(minutes=1)]
    zone = datetime.fromisoformat(f"2026-05-01T00:00:00{offset}").tzinfo
    times = [each.astimezone(zone).isoformat().replace("+00:00", "Z") for each in ends]
    found = read(gpx(*times), own)
    assert starts(found)[0].startswith(f"2026-05-01T{local}:")
    assert found.walks[0].started_at.timestamp() == ends[0].timestamp()


def test_sessions_of_a_fit_file_are_kept_apart_and_fields_of_developers_left_alone():
    file = FitFile(big_endian=True, with_developer_field=True)
    file.session(START, 900, 960, sport=11)
    file.session("2026-05-01T08:20:00+00:00", 1200, 1200, sport=2)
    file.session("2026-05-01T08:45:00+00:00", 600, 600, sport=17)
    found = read(file.bytes(local_offset=timedelta(hours=-7)))
    assert starts(found) == ["2026-05-01T01:00:00-07:00", "2026-05-01T01:45:00-07:00"]
    assert [each.minutes for each in found.walks] == [15, 10]
    assert decisions(found) == [Decision.TAKE, Decision.ASK]


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_fit_file_that_ends_too_early_is_refused_in_words(cut):
    with pytest.raises(FileError, match=r"damaged or cut off|no session"):
        read(a_walk(START, 900, 900)[:-cut])


@pytest.mark.parametrize("cut", [1, 8, 30])
def test_a_gz_file_that_ends_too_early_is_refused_in_words(cut):
    packed = gzip.compress(a_walk(START, 900, 900))[:-cut]
    with pytest.raises(FileError, match=r"\.gz file is damaged or cut off"):
        read(packed)
    found = read(archive(**{"1.fit.gz": packed, "2.fit": a_walk(START, 60, 60)}))
    assert [each.minutes for each in found.walks] == [1]
    assert ["damaged or cut off" in why for why in found.others] == [True]


def test_a_gz_file_of_several_parts_is_not_read_in_part():
    packed = gzip.compress(a_walk(START, 900, 900))
    with pytest.raises(FileError, match="several parts"):
        read(packed + packed)
    assert len(read(packed + bytes(100)).walks) == 1  # filled up with zeros, as tapes are


# --- What cannot be read says what can be done instead -----------------------------------------


def tgz() -> bytes:
    packed, content = io.BytesIO(), session(START).encode()
    with tarfile.open(fileobj=packed, mode="w:gz") as opened:
        entry = tarfile.TarInfo("Takeout/Fit/All Sessions/2026-05-01T09_00_00+01_00_WALKING.json")
        entry.size = len(content)
        opened.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


FOREIGN = {
    "a workbook of Excel": lambda: archive(**{"xl/workbook.xml": "<workbook/>"}),
    "a workbook of LibreOffice": lambda: archive(**{"content.xml": "<x/>", "mimetype": "ods"}),
    "a workbook of Numbers": lambda: archive(**{"Index/Document.iwa": b"\0"}),
    "a backup of Health Connect": lambda: archive(**{"health_connect_export.db": b"SQLite"}),
    "an export of Fitbit": lambda: archive(**{"Takeout/Fitbit/Global/exercise-0.json": "[]"}),
    "of Polar Flow": lambda: b'{"exportVersion": "1.6", "exercises": []}',
    "of Samsung Health": lambda: "com.samsung.shealth.sleep,6110003,7\nstart_time,duration\n",
    "Moods and ratings of another diary": lambda: "full_date,time,mood\n2026-05-01,10:00,good\n",
    "the whole zip of this export": lambda: "Activity ID,Activity Date,Filename\n1,2,3\n",
    "an older Excel": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "This is a picture": lambda: b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(300),
    "This is a PDF": lambda: b"%PDF-1.7\n1 0 obj\n",
    "the database of an app": lambda: b"SQLite format 3\0" + bytes(100),
    "Choose .zip where the export is ordered": tgz,
    "far more files in it": lambda: endless_list(190_000),
    "no file of walks": lambda: endless_list(1),
    "This is KML": lambda: '<?xml version="1.0"?><kml><Document/></kml>',
    "a file for maps": lambda: archive(**{"doc.kml": "<kml/>"}),
    "Perhaps you were not signed in": lambda: "<!DOCTYPE html>\n<html><body>Sign in</body></html>",
    "one part of an Apple Health export": lambda: '<?xml version="1.0"?><ClinicalDocument/>',
    "There are zip files in this one": lambda: archive(
        **{"DI_CONNECT/UploadedFiles_0-_Part1.zip": archive(**{"1.fit": a_walk(START, 60, 60)})}
    ),
    "Bring everything back": lambda: '{"format": "backsite-journal", "version": 1}',
}


LONG = "x" * 3_000_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"format": "backsite-journal", "site": "", "tables": LONG}, "Bring everything back"),
        ({"semanticSegments": [{"startTime": LONG}]}, "a list of places"),
        ({"DeviceLog": {"Header": {}, "Samples": LONG}}, "a recording of Suunto"),
    ],
)
def test_a_long_json_file_is_named_too(content, said):
    with pytest.raises(FileError, match=said):
        read(json.dumps(content))


@pytest.mark.parametrize("said", FOREIGN)
def test_a_file_of_another_kind_is_named_with_what_to_do_instead(said):
    with pytest.raises(FileError, match=said):
        read(FOREIGN[said]())


def test_what_is_left_out_of_an_archive_is_said_beside_what_was_read():
    name = "Takeout/Fit/All Sessions/2026-05-01T09_00_00+01_00_WALKING.json"
    found = read(archive(**{name: session(START), "Takeout/Fitbit/exercise-0.json": "[]"}))
    assert len(found.walks) == 1
    assert ["Fitbit" in note for note in found.notes] == [True]


# --- Tables ------------------------------------------------------------------------------------

ROW = "2026-05-01T09:30,20,2,3"
SECOND = "2026-05-02T09:30,25,2,3"


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADING}\r\n{ROW}\r\n{SECOND}\r\n".encode("utf-16-be"),
        f"{HEADING}\n{ROW}\n\ufeff{SECOND}\n".encode(),
        f"{HEADING}\n{ROW}\n\n\ufeff{HEADING.upper()}\n{SECOND}\n".encode(),
        f"{HEADING},,\n{ROW},,,,\n,,,\n{SECOND}\n".encode(),
    ],
    ids=["UTF-16 without a mark", "mark inside", "heading again", "commas too many"],
)
def test_tables_that_were_put_together_or_saved_oddly_are_read(content):
    found = read(content)
    assert (found.bad_rows, [each.minutes for each in found.walks]) == ([], [20, 25])


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("01.05.26 9:30", "day_first"),
        ("1/5/2026, 9.30", "day_first"),
        ("05/01/26 9:30\u202fAM", "month_first"),
        ("5/1/2026 09:30 a.m.", "month_first"),
        ("2026/5/1 9:30", "year_first"),
        ("2026.05.01 9:30:00", "year_first"),
    ],
)
def test_further_forms_of_a_day_are_read_when_they_are_chosen(cell, form):
    table = f"{HEADING}\n{chr(34)}{cell}{chr(34)},20,2,3\n"
    assert [row.number for row in read(table).bad_rows] == [2]
    assert starts(read(table, dates=form)) == ["2026-05-01T09:30:00+01:00"]


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("1h05", 65), ("1 h 5 min", 65), ("1.5 h", 90), ("1 h", 60), ("90'", 90), ("2 Std.", 120)],
)
def test_hours_in_words_are_read_when_that_was_chosen(cell, minutes):
    table = f'{HEADING}\n2026-05-01T09:30,"{cell}",2,3\n'
    assert read(table).bad_rows
    assert [each.minutes for each in read(table, has_lengths=True).walks] == [minutes]


@pytest.mark.parametrize(
    ("day", "clock", "form"),
    [
        ("01.05.2026", "9:30", "day_first"),
        ("2026-05-01", "09:30", "iso"),
        ("2026-05-01", "9:30", "iso"),
        ("5/1/2026", "9:30 AM", "month_first"),
    ],
)
def test_a_day_and_its_time_may_stand_in_two_columns(day, clock, form):
    table = f"Datum;Uhrzeit;Minuten;Vorher;Nachher\n{day};{clock};20;2;3\n"
    columns = {"datum": "started_at", "uhrzeit": "time_of_started_at", "minuten": "minutes"}
    columns |= {"vorher": "pain_before", "nachher": "pain_after"}
    found = read(table, dates=form, columns=columns)
    assert starts(found) == ["2026-05-01T09:30:00+01:00"]


def test_mixed_days_are_never_all_read_in_one_form():
    table = f"{HEADING}\n13/05/2026 09:30,20,2,3\n05/14/2026 09:30,20,2,3\n"
    for form, bad in (("day_first", [3]), ("month_first", [2])):
        found = read(table, LONDON, NOW + timedelta(days=9), dates=form)
        assert [row.number for row in found.bad_rows] == bad
