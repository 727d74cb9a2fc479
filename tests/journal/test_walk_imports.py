"""Files of phones, watches and tables: what is a walk in them, when it was and how long."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from journal.exchange.csv_writing import walks_as_csv
from journal.exchange.file_error import FileError
from journal.exchange.file_walks import Decision, offer
from journal.exchange.walk_files import read_walk_file
from journal.exchange.walk_table import TableChoices
from journal.models import UnfinishedWalk, Walk
from tests.cast import NOW, make_walk

DATA = Path(__file__).parent.parent / "data"
EXPORTS, TABLES = DATA / "walk_exports", DATA / "walks"
LONDON = ZoneInfo("Europe/London")
HEADING = "started_at,minutes,pain_before,pain_after"


def read(content: bytes | str, own: ZoneInfo = LONDON, now: datetime = NOW, **choices):
    content = content.encode() if isinstance(content, str) else content
    chosen = TableChoices(**choices)
    return read_walk_file(BytesIO(content), len(content), own, now, chosen)


def starts(found) -> list[str]:
    return [each.local_start.isoformat() for each in found.walks]


def apple(*workouts: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<HealthData locale="de">{"".join(workouts)}</HealthData>'


def workout(kind="Walking", zone="America/Los_Angeles", length="25.5", more="") -> str:
    entry = f'<MetadataEntry key="HKTimeZone" value="{zone}"/>' if zone else ""
    return (
        f'<Workout workoutActivityType="HKWorkoutActivityType{kind}" duration="{length}" '
        'durationUnit="min" startDate="2016-11-14 07:25:41 -0700" '
        f'endDate="2016-11-14 08:30:52 -0700">{entry}{more}</Workout>'
    )


def gpx(*times: str | None, kind: str = "walking", cut_at: int = 0) -> str:
    points = []
    for number, time in enumerate(times):
        if cut_at and number == cut_at:
            points.append("</trkseg><trkseg>")
        stamp = f"<time>{time}</time>" if time else ""
        points.append(f'<trkpt lat="51.{5000 + number}" lon="0">{stamp}</trkpt>')
    named = f"<type>{kind}</type>" if kind else ""
    return (
        '<?xml version="1.0"?><gpx version="1.1"><metadata><time>2010-01-01T00:00:00Z</time>'
        f"</metadata><trk>{named}<trkseg>{''.join(points)}</trkseg></trk></gpx>"
    )


def tcx(*laps: float, sport: str = "Other", start: str = "2026-05-01T08:00:00Z") -> str:
    inner = "".join(
        f'<Lap StartTime="{start}"><TotalTimeSeconds>{lap}</TotalTimeSeconds></Lap>' for lap in laps
    )
    return (
        f'<TrainingCenterDatabase><Activities><Activity Sport="{sport}">{inner}</Activity>'
        "</Activities></TrainingCenterDatabase>"
    )


def archive(**members: str | bytes) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return packed.getvalue()


def session(start: str, duration: str = "599.052s", activity: str = "walking", **more) -> str:
    end = "2026-05-01T12:00:00Z"
    said = {"fitnessActivity": activity, "startTime": start, "endTime": end, "duration": duration}
    return json.dumps(said | more)


# Real files, each with the right result of its SOURCES.md.


def test_a_garmin_walk_of_45_seconds_stands_on_its_wearers_clock_and_is_asked_about():
    found = read((EXPORTS / "garmin-watch-walk.fit").read_bytes())
    assert starts(found) == ["2017-06-11T07:32:51-07:00"]
    assert found.walks[0].time_zone == "Etc/GMT+7"
    offered = offer(found.walks[0], NOW)
    assert offered.decision is Decision.ASK
    assert "45 seconds" in offered.why


def test_an_offset_that_the_walkers_own_zone_had_is_that_zone():
    found = read((EXPORTS / "garmin-watch-walk.fit").read_bytes(), ZoneInfo("America/Vancouver"))
    assert found.walks[0].time_zone == "America/Vancouver"


@pytest.mark.parametrize("name", ["garmin-no-clock-run.fit", "apple-health-export.xml"])
def test_a_run_is_no_walk(name):
    found = read((EXPORTS / name).read_bytes())
    assert (found.walks, dict(found.others)) == ([], {"another kind (running)": 1})


def test_other_in_tcx_is_offered_and_not_ticked():
    found = read((EXPORTS / "garmin-connect-other.tcx").read_bytes())
    assert [(each.minutes, each.kind) for each in found.walks] == [(19, "")]
    assert found.walks[0].started_at == datetime(2022, 7, 16, 16, 8, 25, tzinfo=UTC)
    offered = offer(found.walks[0], NOW)
    assert (offered.decision, "not said" in offered.why) == (Decision.ASK, True)


def test_a_recorder_without_a_clock_gives_no_walk_of_another_year():
    found = read((EXPORTS / "gpx10-times-of-1901.gpx").read_bytes())
    assert found.walks == []
    assert ["had no clock" in why for why in found.others] == [True]


def test_moods_are_refused_with_the_columns_that_are_missing():
    with pytest.raises(FileError, match="started_at, minutes, pain_before, pain_after"):
        read((EXPORTS / "daylio-moods.csv").read_bytes())


# Apple Health.


def test_apple_keeps_the_true_hour_and_the_time_without_pauses():
    found = read(apple(workout()))
    assert starts(found) == ["2016-11-14T06:25:41-08:00"]
    assert (found.walks[0].minutes, found.walks[0].seconds) == (26, 1530)


def test_apples_broken_dtd_and_its_control_characters_are_no_obstacle():
    dtd = "<!DOCTYPE HealthData [\n<!ELEMENT a (b*>\n<!ATTLIST a b CDATA #REQ\n]>"
    note = '<MetadataEntry key="Note" value="one\x0btwo"/>'
    assert len(read(apple(workout(more=note), before=dtd)).walks) == 1


def test_apples_archive_is_found_by_its_content_in_any_language():
    packed = archive(
        **{
            "apple_health_export/Exportieren.xml": apple(workout(), workout("Yoga")),
            "apple_health_export/workout-routes/route.gpx": gpx("2026-05-01T08:00:00Z"),
        }
    )
    found = read(packed)
    assert (found.format, len(found.walks), dict(found.others)) == (
        "Apple Health",
        1,
        {"another kind (yoga)": 1},
    )


def test_a_hike_is_offered_and_a_workout_without_a_zone_stands_on_the_walkers_clock():
    exported = '<ExportDate value="2016-11-20 10:00:00 +0000"/>'
    found = read(apple(exported, workout("Hiking", zone="").replace("-0700", "+0000")))
    assert starts(found) == ["2016-11-14T07:25:41+00:00"]
    assert offer(found.walks[0], NOW).decision is Decision.ASK


# GPX and TCX.


def test_a_pause_between_segments_and_a_gap_on_the_spot_are_not_walked():
    times = [f"2026-05-01T08:{minute:02}:00.5Z" for minute in (0, 5, 10, 40, 45)]
    assert read(gpx(*times, cut_at=3)).walks[0].minutes == 15
    close = [
        f"2026-05-01T08:{minute:02}:{second:02}Z" for minute in (0, 30) for second in range(60)
    ]
    assert read(gpx(*close)).walks[0].minutes == 2


def test_a_track_without_times_or_of_another_sport_is_told():
    assert "no times" in next(iter(read(gpx(None, None)).others))
    assert "cycling" in next(iter(read(gpx("2026-05-01T08:00:00Z", kind="cycling")).others))


def test_the_laps_of_a_tcx_file_add_up_and_a_day_long_one_is_refused():
    assert read(tcx(600, 120.5)).walks[0].seconds == 720.5
    offered = offer(read(tcx(90_000, start="2026-05-01T08:00:00Z")).walks[0], NOW)
    assert (offered.decision, offered.why) == (Decision.REFUSE, "longer than 24 hours")


# Google Takeout.


def test_a_takeout_has_each_walk_once_on_the_clock_in_its_files_name():
    name = "Takeout/Google Fit/Aktivitäten/2026-05-01T10_00_00.25+02_00_PT9M59.052S_Walking.tcx"
    packed = archive(
        **{
            "Takeout/Google Fit/Alle Sitzungen/one.json": session("2026-05-01T08:00:00.250Z"),
            "Takeout/Google Fit/Alle Sitzungen/two.json": session(
                "2026-05-02T08:00:00Z", activity="biking"
            ),
            name: tcx(599.05, start="2026-05-01T08:00:00.25Z"),
        }
    )
    found = read(packed)
    assert starts(found) == ["2026-05-01T10:00:00.250000+02:00"]
    assert (found.walks[0].kind, found.walks[0].minutes) == ("walking", 10)


def test_without_a_length_the_walking_parts_of_a_session_count():
    parts = [
        {
            "fitnessActivity": kind,
            "startTime": f"2026-05-01T08:{begins}:00Z",
            "endTime": f"2026-05-01T08:{ends}:00Z",
        }
        for kind, begins, ends in (("walking", 10, 20), ("still", 20, 40), ("walking", 40, 45))
    ]
    assert read(session("2026-05-01T08:10:00Z", "", segment=parts)).walks[0].minutes == 15


def test_a_session_with_half_a_character_is_damaged():
    """No page could show it."""
    said = {"Takeout/Fit/one.json": session("", activity="\ud83d")}
    assert list(read(archive(**said)).others) == ["a JSON file that is damaged or cut off"]


# Tables.


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("tabs.csv", "tabs"),
        ("utf16le.csv", "UTF-16"),
        ("semicolon-sep-line.csv", "sep=;"),
        ("semicolon.csv", "semicolons"),
        ("comments.csv", "remarks"),
        ("blank-lines.csv", "empty line"),
        ("trailing-comma-rows.csv", ""),
        ("trailing-commas.csv", ""),
        ("human-header.csv", ""),
        ("cr-only.csv", ""),
    ],
)
def test_what_a_spreadsheet_makes_of_a_table_is_read_and_said(name, note):
    found = read((TABLES / name).read_bytes())
    assert (len(found.walks), found.bad_rows) == (7, [])
    assert note in "; ".join(found.notes)


@pytest.mark.parametrize(
    ("cell", "forms"),
    [
        ("14/05/2026 09:30", ["day_first"]),
        ("14.05.2026 09:30", ["day_first"]),
        ("5/14/2026 9:30:00 AM", ["month_first"]),
        ("46156.395833", ["day_numbers"]),
    ],
)
def test_a_day_in_another_form_is_read_only_when_its_form_was_chosen(cell, forms):
    table = f"{HEADING}\n{cell},20,2,3\n"
    assert read(table).walks == []
    found = read(table, dates=forms[0])
    assert [each[:16] for each in starts(found)] == ["2026-05-14T09:30"]
    assert found.walks[0].place == f"row 2 ({cell})"


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [('"22,5"', 23), ("0:25", 25), ("0:25:00", 25), ("25 min", 25), ("PT25M", 25), ("20.0", 20)],
)
def test_a_length_in_another_form_is_read_only_when_that_was_chosen(cell, minutes):
    table = f"{HEADING}\n2026-05-13T09:30,{cell},2.0,3\n"
    assert read(table).walks == []
    assert [each.minutes for each in read(table, has_lengths=True).walks] == [minutes]


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    (bad,) = read(f"{HEADING},time_zone\n2026-05-13,x,35,3,Mars\n").bad_rows
    assert len(bad.reasons) == 4


def test_columns_of_another_table_can_be_chosen_and_scores_may_be_missing():
    table = "Date;Moving time\n2026-05-13 09:30;25\n"
    found = read(table, columns={"date": "started_at", "moving time": "minutes"})
    assert [(each.minutes, each.answers) for each in found.walks] == [(25, {})]


def test_an_hour_that_the_clocks_left_out_is_asked_about():
    found = read(f"{HEADING}\n2026-03-29T01:30,20,2,3\n")
    assert offer(found.walks[0], NOW).decision is Decision.ASK


# Hostile files.


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"PK\x03\x04 and no more",
        b"\x1f\x8b\x08\x00",
        b"\x0e\x10\x00\x00\x10\x00\x00\x00.FIT\x00\x00",
        b"<html><body>walks</body></html>",
        b"<gpx><trk>",
        b"{}",
        b"a" * 200_000 + b",b\n1,2\n",
        b"[[[[",
        apple(before='<!DOCTYPE HealthData [<!ENTITY a "aaaa">]>').encode(),
        apple(before='<!DOCTYPE HealthData SYSTEM "file:///etc/passwd">').encode() + b"&x;",
        ('<!DOCTYPE HealthData [<!ENTITY a "b">]>' + apple()).encode("utf-16"),
        b"<gpx>" + b"<a>" * 100_000,
        b"<gpx a='" + b"x" * 2**22,
        archive(a="b"),
        archive(**{"export.xml": b"<HealthData>" + b" " * 2**26}),
        archive(**{"health_connect_export.db": b"SQLite format 3"}),
    ],
    ids=lambda content: repr(content[:4]),  # the time of making stands behind, in a zip
)
def test_what_is_no_file_of_walks_is_refused_in_words(content):
    with pytest.raises(FileError, match=r"\.$"):
        read(content)


# The command.


def run(file: Path, *options: str, walker) -> list[dict]:
    out = StringIO()
    arguments = (str(file), "--for", walker.email, "--format", "json", *options)
    call_command("import_walks", *arguments, stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def file(tmp_path):
    def write(content: str | bytes) -> Path:
        path = tmp_path / "walks"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.django_db
def test_minutes_of_a_phone_wait_for_their_scores_and_come_once(cast, clock, file):
    phone = file(apple(workout()))
    (dry, summary) = run(phone, "--dry-run", walker=cast.alice)
    assert dry == {
        "started_at": "2016-11-14T06:25:41-08:00",
        "time_zone": "America/Los_Angeles",
        "minutes": 26,
        "kind": "walking",
        "taken": True,
        "why": "",
    }
    assert (summary["summary"]["taken"], UnfinishedWalk.objects.count()) == (1, 0)
    assert run(phone, walker=cast.alice)[-1]["summary"]["waiting_for_scores"] == 1
    waiting = UnfinishedWalk.objects.get()
    assert (waiting.walker, waiting.minutes, waiting.origin) == (cast.alice, 26, "file")
    again = run(phone, walker=cast.alice)
    assert (again[0]["taken"], again[0]["why"]) == (False, "already in your journal")
    assert UnfinishedWalk.objects.count() == 1


@pytest.mark.django_db
def test_a_walk_that_overlaps_is_not_taken_without_asking(cast, clock, file):
    make_walk(cast.alice, started_at=NOW - timedelta(days=1), minutes=60)
    table = f"{HEADING}\n2026-05-13T12:30Z,20,2,3\n2026-05-13T14:00Z,20,2,3\n"
    first, second, _ = run(file(table), walker=cast.alice)
    assert (first["taken"], "overlaps" in first["why"], second["taken"]) == (False, True, True)


@pytest.mark.django_db
def test_rows_that_repeat_a_walk_of_the_file_come_once(cast, clock):
    clock.move_to(NOW + timedelta(days=10))
    *_, summary = run(TABLES / "evidence-twice.csv", walker=cast.alice)
    assert (summary["summary"]["found"], summary["summary"]["stored"]) == (28, 14)
    assert Walk.objects.for_user(cast.alice).count() == 14


@pytest.mark.django_db
def test_a_table_with_a_bad_row_stores_nothing_unless_told(cast, clock, file):
    table = file(f"{HEADING}\n2026-05-13T09:30,20,2,3\n2026-05-12T09:30,x,2,3\n")
    with pytest.raises(CommandError, match="1 bad row; nothing was stored"):
        run(table, walker=cast.alice)
    assert Walk.objects.count() == 0
    run(table, "--skip-bad", walker=cast.alice)
    assert Walk.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["mood,day\nfine,today\n", b"\x89PNG\r\n", "<a/>"])
def test_no_file_of_walks_ends_the_command(cast, clock, file, content):
    with pytest.raises(CommandError, match="walks"):
        run(file(content), walker=cast.alice)


@pytest.mark.django_db
def test_our_own_table_comes_back_as_it_was(cast, clock, file):
    note = 'one, "two"\n=three 🌧'
    for day, more in enumerate(({"note": note, "slope": "hilly"}, {"leg_symptoms": "both"}), 1):
        start = NOW - timedelta(days=day)
        make_walk(cast.alice, started_at=start, time_zone="Asia/Tokyo", **more)
    fields = [each.attname for each in Walk._meta.concrete_fields if each.name != "id"]
    before = list(Walk.objects.order_by("started_at").values(*fields))
    table = file("".join(walks_as_csv(Walk.objects.all())))
    Walk.objects.all().delete()
    run(table, walker=cast.alice)
    assert list(Walk.objects.order_by("started_at").values(*fields)) == before


def test_what_stands_before_a_colon_and_the_clock_can_be_said_to_the_command(cast, clock, file):
    table = f"{HEADING}\n2026-05-01T09:30,3:10,2,3\n"
    asked, _ = run(file(table), "--lengths", "--dry-run", walker=cast.alice)
    assert (asked["taken"], asked["minutes"]) == (False, 190)
    options = ("--lengths", "--colon", "minutes", "--clock", "utc", "--dry-run")
    said, _ = run(file(table), *options, walker=cast.alice)
    assert (said["taken"], said["minutes"]) == (True, 3)
    assert said["started_at"] == "2026-05-01T10:30:00+01:00"
