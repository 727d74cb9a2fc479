"""What goes out comes back: tables, the file of everything, a health record, a calendar."""

import csv
import json
import re
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from io import BytesIO, StringIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Consent, PersonalToken
from journal.exchange.csv_writing import COLUMNS
from journal.exchange.formula_cells import mark_formula, unmark_formula
from journal.exchange.journal_file import file_fields
from journal.exchange.journal_reading import MAX_BYTES
from journal.exchange.log_table import read_log_table
from journal.exchange.walk_csv import Row
from journal.exchange.walk_table import TableChoices
from journal.models import (
    LogHabit,
    Programme,
    ProgrammeTick,
    ReceivedFile,
    Reminder,
    SentReminder,
    SharedReport,
    ShownNudge,
    Suggestion,
    UnfinishedWalk,
    Walk,
)
from journal.models.by_person import tables_by_person
from tests.addresses import text_of
from tests.cast import NOW, make_import, make_programme, make_published, make_shown_nudge, make_walk
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

PAGE, RESTORE, ERASE = (reverse(f"journal:{name}") for name in ("export", "restore", "erase"))
KINDS = ("csv", "json", "fhir", "ics")
LONDON = ZoneInfo("Europe/London")
NOTES = (
    'by the canal,\nwith “Ann”; she said "slow"',
    '=HYPERLINK("http://example.org","x")',
    "'=1+1",
    "''+2",
    "+44 20 7946 0000",
    "-- slower than before",
    "@home 🚶🏽‍♀️ ½ mile",
    "'tis fine",
    "\u202eback to front",
    "\t=1+1\n\n@2",
    "\u00a0=3; 'quoted', #hash\u2028next",
)


def address(kind: str) -> str:
    return reverse("journal:export_file", args=[kind])


def fill(walker) -> None:
    """Every field in some walk: notes of every kind, two zones, the hour that comes twice."""
    make_walk(
        walker,
        pain_next_morning=0,
        eased_by_sitting=True,
        eased_by_leaning_forward=False,
        eased_by_standing_still=False,
        eased_by_lying=True,
        leg_symptoms="both",
        stopped_early=True,
        painkiller=False,
        slope="hilly",
        surface="soft",
        load="none",
        note="All of it.",
    )
    for number, note in enumerate(NOTES):
        make_walk(walker, started_at=NOW - timedelta(days=number + 2, microseconds=7), note=note)
    for fold in (0, 1):
        twice = datetime(2025, 10, 26, 1, 30, tzinfo=LONDON, fold=fold)
        make_walk(walker, started_at=twice.astimezone(UTC), minutes=5)
    make_walk(walker, started_at=NOW - timedelta(days=40), time_zone="Asia/Tokyo")


def saved(client: Client, kind: str) -> str:
    answer = client.post(address(kind))
    assert answer.status_code == 200, answer
    return text_of(answer)


def rows_of(table, walker) -> list[dict]:
    """What the file holds of a table; when a row was made or changed is its own."""
    made = {"created_at", "changed_at"} if table is UnfinishedWalk else set()
    names = [field.attname for field in file_fields(table) if field.name not in made]
    return sorted(table._default_manager.filter(walker=walker).values(*names), key=repr)


def everything_of(walker) -> dict:
    return {table: rows_of(table, walker) for table in tables_by_person()}


# --- Formulas ---------------------------------------------------------------------------------


@given(st.text(alphabet="'=+-@ \t\n\rab＝"))
def test_a_marked_cell_gives_its_text_back(text):
    cell = mark_formula(text)
    assert unmark_formula(cell) == text
    assert not re.match(r"\s*[=+\-@\t\r＝]", cell)


def test_a_table_of_somebody_elses_keeps_its_apostrophes():
    for text in ("'tis fine", "don't", "'", "''quoted''", ""):
        assert mark_formula(text) == unmark_formula(text) == text


# --- CSV --------------------------------------------------------------------------------------


def test_the_table_has_every_field_and_gives_each_back(cast, clock):
    fill(cast.alice)
    table = saved(cast.confirmed(cast.alice), "csv").removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(table, newline="")))
    walks = list(Walk.objects.for_user(cast.alice).order_by("started_at", "pk"))
    assert len(rows) == len(walks) > 10
    fields = {field.name for field in file_fields(Walk)} - {"deleted_at"}
    assert fields <= set(rows[0]) == set(COLUMNS)
    plain = {"": None, "yes": True, "no": False}
    for row, walk in zip(rows, walks, strict=True):
        started_at = datetime.fromisoformat(row["started_at"])
        assert started_at == walk.started_at
        assert started_at.utcoffset() == walk.local_start.utcoffset()
        assert unmark_formula(row["note"]) == walk.note
        assert (row["slope"], row["surface"], row["load"]) == (walk.slope, walk.surface, walk.load)
        assert (row["entry"], row["time_zone"]) == (str(walk.entry), walk.time_zone)
        assert plain[row["stopped_early"]] is walk.stopped_early
        assert datetime.fromisoformat(row["logged_at"]) == walk.logged_at


def test_the_reader_of_tables_takes_ours(cast, clock):
    fill(cast.alice)
    table = saved(cast.confirmed(cast.alice), "csv")
    rows, _ = read_log_table(table.encode(), TableChoices(), LONDON, NOW)
    assert all(isinstance(row, Row) for row in rows)
    walks = Walk.objects.for_user(cast.alice).order_by("started_at", "pk")
    for row, walk in zip(rows, walks, strict=True):
        mine = walk.as_record()
        assert row.walk.instant == mine.instant
        for name in type(mine).__slots__:
            if name not in {"key", "started_at"}:
                assert getattr(row.walk, name) == getattr(mine, name)


def test_no_cell_of_the_table_is_a_formula(cast, clock):
    fill(cast.alice)
    table = saved(cast.confirmed(cast.alice), "csv")
    cells = [cell for row in csv.reader(StringIO(table, newline="")) for cell in row]
    assert [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell)] == []


# --- Everything -------------------------------------------------------------------------------


def fill_every_table(walker) -> None:
    fill(walker)
    make_walk(walker, started_at=NOW - timedelta(days=50), deleted_at=NOW, note="Deleted.")
    UnfinishedWalk.objects.create(walker=walker, started_at=NOW, time_zone="Asia/Tokyo")
    make_programme(walker, hurts_since=NOW.date() - timedelta(days=90))
    programme = Programme.objects.get(walker=walker)
    ProgrammeTick.objects.create(walker=walker, programme=programme.entry, day=NOW.date())
    Reminder.objects.create(
        walker=walker, at=time(20), daily=True, time_zone="Asia/Tokyo", next_at=NOW
    )
    make_shown_nudge(Walk.objects.for_user(walker).first(), answer="", read_at=NOW)
    LogHabit.objects.create(walker=walker, answer="all", answered_at=NOW)
    make_import(walker, file_name="<walks> 🚶.gpx", entries=["a", "b"])
    make_import(walker)
    SentReminder.objects.create(walker=walker, kind="daily", day=NOW.date())
    answer = make_published().answers.get()
    for beside in (None, answer):
        Suggestion.objects.create(
            walker=walker,
            shown_on=NOW.date(),
            rule_slug="a-rule",
            rule_version=2 if beside else 1,
            edition=answer.edition,
            question=answer.question,
            wording=answer.wording,
            beside=beside,
            strength="linked",
            because="One.\nTwo.",
        )


def test_everything_comes_back_as_it_was(cast, clock):
    fill_every_table(cast.alice)
    alice = cast.confirmed(cast.alice)
    before = everything_of(cast.alice)
    # What opens something, or has not come in yet, does not come back.
    assert {table for table, rows in before.items() if not rows} == {SharedReport, ReceivedFile}
    file = saved(alice, "json")
    alice.post(ERASE, {"confirm": "on"})
    assert not any(everything_of(cast.alice).values())
    answer = alice.post(RESTORE, {"file": BytesIO(file.encode())}, follow=True)
    assert "brought back" in text_of(answer)
    assert everything_of(cast.alice) == before

    again = alice.post(RESTORE, {"file": BytesIO(file.encode())}, follow=True)
    assert "Nothing new" in text_of(again)
    assert everything_of(cast.alice) == before


def test_a_walk_that_was_deleted_and_logged_again_comes_back(cast, clock):
    for deleted_at in (NOW, None):
        make_walk(cast.alice, entry=uuid4(), deleted_at=deleted_at)
    alice = cast.confirmed(cast.alice)
    before = everything_of(cast.alice)
    file = saved(alice, "json")
    alice.post(ERASE, {"confirm": "on"})
    alice.post(RESTORE, {"file": BytesIO(file.encode())})
    assert everything_of(cast.alice) == before


def test_a_deleted_walk_keeps_no_other_entry_of_it_away(cast, clock):
    walk = make_walk(cast.alice)
    alice = cast.confirmed(cast.alice)
    file = saved(alice, "json").replace(str(walk.entry), str(uuid4()))
    Walk.objects.filter(pk=walk.pk).update(deleted_at=NOW)
    for _ in range(2):  # the second time it is there
        alice.post(RESTORE, {"file": BytesIO(file.encode())})
        assert Walk.objects.for_user(cast.alice).count() == 1


def test_the_file_says_what_it_is_and_names_articles_by_their_addresses(cast, clock):
    fill_every_table(cast.alice)
    Consent.give(cast.alice, NOW)
    file = json.loads(saved(cast.confirmed(cast.alice), "json"))
    assert (file["format"], file["version"]) == ("backsite-journal", 1)
    assert file["person"]["email"] == cast.alice.email
    assert len(file["person"]["agreements"]) == 1
    shown = Suggestion.objects.select_related("edition__article", "question").first()
    named = file["tables"]["suggestions"][0]
    assert named["edition"] == {"article": shown.edition.article.slug, "edition": 1}
    assert named["question"]["anchor"] == shown.question.anchor
    assert cast.alice.password not in json.dumps(file)


def test_the_file_names_the_tokens_and_opens_nothing(cast, clock):
    token = PersonalToken.objects.make(cast.alice, "My watch", NOW)
    PersonalToken.objects.make(cast.bob, "Bob’s lamp", NOW)
    file = saved(cast.confirmed(cast.alice), "json")
    (named,) = json.loads(file)["person"]["tokens"]
    assert named["name"] == "My watch"
    assert token not in file
    assert PersonalToken.objects.for_user(cast.alice).get().digest not in file


def test_another_site_takes_what_it_can(cast, clock):
    """Bob brings Alice's file: his rows, and what names an unknown article stays away."""
    fill_every_table(cast.alice)
    file = saved(cast.confirmed(cast.alice), "json")
    before = everything_of(cast.alice)
    Suggestion.objects.all().delete()
    shown = before[Suggestion]
    file = re.sub(r'"article": "[^"]+"', '"article": "not-here"', file)
    answer = cast.client(cast.bob).post(RESTORE, {"file": BytesIO(file.encode())}, follow=True)
    assert f"{len(shown)} could not be brought back" in text_of(answer)
    assert rows_of(Walk, cast.bob) == before[Walk]
    assert rows_of(ShownNudge, cast.bob) == before[ShownNudge]


BROKEN = {
    "not JSON": "walks",
    "half": '{"format": "backsite-journal", "version": 1, "tables": {"walks": [',
    "another format": '{"format": "other"}',
    "a later version": '{"format": "backsite-journal", "version": 2, "tables": {}}',
    "no tables": '{"format": "backsite-journal", "version": 1, "tables": []}',
    "nested": "[" * 100_000,
    "not a number": '{"format": NaN}',
    "a row that is none": {"walks": [5]},
    "too much pain": {"walks": [{"pain_before": 11}]},
    "a list for a number": {"walks": [{"minutes": [20]}]},
    "a truth for a number": {"walks": [{"minutes": True}]},
    "a huge number": {"walks": [{"minutes": 10**30}]},
    "the future": {"walks": [{"started_at": "2126-05-14T09:00:00+00:00"}]},
    "no offset": {"walks": [{"started_at": "2026-05-01T09:00:00"}]},
    "no day": {"programmes": [{"name": "Bridge", "started_on": "2026-02-30"}]},
    "empty where it must not be": {"programmes": [{"name": None, "started_on": "2026-02-01"}]},
    "a note too long": {"walks": [{"note": "x" * 1001}]},
    "changed before it began": {"walks": [{"changed_at": "2001-01-01T00:00:00+00:00"}]},
    "an unknown zone": {"walks": [{"time_zone": "Mars/Olympus"}]},
    "a number for a moment": {"walks": [{"started_at": 1777622400}]},
    "a number for a day": {"programmes": [{"name": "Bridge", "started_on": 20260201}]},
    "a number for a time": {"reminders": [{"at": 9}]},
    "half a character": {"walks": [{"minutes": "\ud83d"}]},
    "half a character in an address": {"suggestions": [{"edition": {"article": "\ud83d"}}]},
}
GOOD = {
    "entry": "5f9aa0ab-6c1c-4d3c-8f0e-27a0e1f4a001",
    "started_at": "2026-05-01T09:00:00+01:00",
    "time_zone": "Europe/London",
    "minutes": 20,
    "pain_before": 2,
    "pain_after": 3,
    "logged_at": "2026-05-01T10:00:00+01:00",
    "changed_at": "2026-05-01T10:00:00+01:00",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_words_and_nothing_is_stored(cast, clock, name):
    broken = BROKEN[name]
    if isinstance(broken, dict):
        tables = {
            table: [
                GOOD | row if isinstance(row, dict) and table == "walks" else row for row in rows
            ]
            for table, rows in broken.items()
        }
        first = GOOD | {"entry": "5f9aa0ab-6c1c-4d3c-8f0e-27a0e1f4a002", "minutes": 9}
        tables["walks"] = [first, *tables.get("walks", [])]
        broken = json.dumps({"format": "backsite-journal", "version": 1, "tables": tables})
    answer = cast.client(cast.alice).post(RESTORE, {"file": BytesIO(broken.encode())})
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not any(everything_of(cast.alice).values())


def test_what_a_row_lacks_is_named(cast, clock):
    lacking = {name: value for name, value in GOOD.items() if name not in ("minutes", "entry")}
    file = json.dumps({"format": "backsite-journal", "version": 1, "tables": {"walks": [lacking]}})
    answer = cast.client(cast.alice).post(RESTORE, {"file": BytesIO(file.encode())})
    (said,) = answer.context["form"].errors["file"]
    assert said.startswith("walks, row 1: ")
    assert "minutes: " in said


def test_a_good_row_alone_is_taken(cast, clock):
    file = json.dumps({"format": "backsite-journal", "version": 1, "tables": {"walks": [GOOD]}})
    cast.client(cast.alice).post(RESTORE, {"file": BytesIO(file.encode())})
    assert Walk.objects.for_user(cast.alice).get().minutes == 20


def test_a_file_that_is_too_large_is_refused(cast, clock):
    large = BytesIO(b" " * (MAX_BYTES + 1))
    answer = cast.client(cast.alice).post(RESTORE, {"file": large})
    assert "larger than" in text_of(answer)
    assert cast.client(cast.alice).get(RESTORE).status_code == 405


# --- A health record --------------------------------------------------------------------------


def test_the_bundle_is_valid_fhir_and_counts_as_the_log_does(cast, clock):
    fill(cast.alice)
    walks = list(Walk.objects.for_user(cast.alice))
    bundle = Bundle.model_validate_json(saved(cast.confirmed(cast.alice), "fhir"))
    patient, *observations = (entry.resource for entry in bundle.entry)
    assert (bundle.type, patient.get_resource_type()) == ("collection", "Patient")
    assert patient.name is None
    codes = Counter(each.code.coding[0].code for each in observations)
    mornings = sum(walk.pain_next_morning is not None for walk in walks)
    assert codes == {
        "73985-4": len(walks),
        "55411-3": len(walks),
        "72514-3": 2 * len(walks) + mornings,
    }
    keys = [entry.fullUrl for entry in bundle.entry]
    assert len(set(keys)) == len(keys)
    subjects = {each.subject.reference for each in observations}
    assert subjects == {keys[0]}
    linked = [member.reference for each in observations for member in each.hasMember or ()]
    assert sorted(linked) == sorted(
        key
        for key, each in zip(keys[1:], observations, strict=True)
        if each.code.coding[0].code != "73985-4"
    )


def test_the_bundle_says_the_same_numbers_and_moments(cast, clock):
    walk = make_walk(cast.alice, minutes=35, pain_before=0, pain_after=10, time_zone="Asia/Tokyo")
    bundle = Bundle.model_validate_json(saved(cast.confirmed(cast.alice), "fhir"))
    said = {each.resource.code.text: each.resource for each in bundle.entry[1:]}
    assert said["Pain before the walk"].valueQuantity.value == 0
    assert said["Pain before the walk"].effectiveDateTime == walk.started_at
    after = said["Pain after the walk"]
    assert (after.valueQuantity.value, after.valueQuantity.code) == (10, "{score}")
    assert after.effectiveDateTime == walk.started_at + timedelta(minutes=35)
    assert said["Minutes walked"].valueQuantity.value == 35
    assert said["A walk"].valueCodeableConcept.coding[0].display == "Walking"
    assert said["A walk"].effectivePeriod.start.utcoffset() == timedelta(hours=9)


def test_the_bundle_names_nobody_and_is_the_same_patient_each_time(cast, clock):
    make_walk(cast.alice, note="with Ann")
    alice = cast.confirmed(cast.alice)
    first = saved(alice, "fhir")
    assert "alice" not in first
    assert "Ann" not in first
    clock.shift(timedelta(minutes=1))
    second = saved(alice, "fhir")
    keys = [[entry["fullUrl"] for entry in json.loads(file)["entry"]] for file in (first, second)]
    assert keys[0] == keys[1]
    make_walk(cast.bob)
    others = json.loads(saved(cast.confirmed(cast.bob), "fhir"))["entry"]
    assert others[0]["fullUrl"] != keys[0][0]


# --- A calendar -------------------------------------------------------------------------------


def test_the_calendar_has_an_event_a_walk(cast, clock):
    make_walk(cast.alice, started_at=datetime(2026, 5, 1, 8, 0, tzinfo=UTC), minutes=25, note="x;y")
    calendar = saved(cast.confirmed(cast.alice), "ics")
    lines = calendar.split("\r\n")
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert "DTSTART:20260501T080000Z" in lines
    assert "DTEND:20260501T082500Z" in lines
    assert r"SUMMARY:Walk of 25 minutes\, pain 2 before and 3 after" in lines
    assert max(len(line) for line in lines) <= 75
    assert "x;y" not in calendar


# --- Who may, and what it costs ---------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_made_only_after_the_password(cast, clock, kind):
    make_walk(cast.alice, note="by the canal")
    found_open = cast.client(cast.alice)
    answer = found_open.post(address(kind))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    # Once it is given the file that was asked for comes by itself.
    resumed = found_open.post(answer["Location"], {"password": "walks-in-the-rain"})
    assert resumed["Content-Disposition"].startswith('attachment; filename="backsite-')
    clock.shift(timedelta(minutes=10))
    assert found_open.post(address(kind)).status_code == 302


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_gets_another_persons_file(cast, clock, kind):
    make_walk(cast.alice, started_at=datetime(2019, 3, 7, 9, tzinfo=UTC))
    assert cast.nobody.post(address(kind)).status_code == 302
    for person in (cast.ed, cast.bob):
        client = cast.confirmed(person)
        answer = client.post(address(kind), follow=True)
        assert "2019" not in text_of(answer)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.alice)
    assert strict.post(address(kind)).status_code == 403
    assert cast.client(cast.alice).get(address(kind)).status_code == 405


def test_a_closed_journal_gives_no_file(cast, clock):
    make_walk(cast.alice)
    alice = cast.confirmed(cast.alice)
    Consent.withdraw(cast.alice, NOW)
    for kind in KINDS:
        assert alice.post(address(kind))["Location"] == reverse("consent")


def test_a_kind_that_is_none_is_a_missing_page(cast, clock):
    assert cast.confirmed(cast.alice).post(address("xml")).status_code == 404


def test_an_empty_journal_makes_files_too(cast, clock):
    alice = cast.confirmed(cast.alice)
    assert len(saved(alice, "csv").splitlines()) == 1
    assert Bundle.model_validate_json(saved(alice, "fhir")).entry
    assert json.loads(saved(alice, "json"))["tables"]["walks"] == []
    assert "BEGIN:VEVENT" not in saved(alice, "ics")


@pytest.mark.parametrize("kind", KINDS)
def test_the_queries_do_not_grow_with_the_log(cast, clock, kind):
    alice = cast.confirmed(cast.alice)
    counts = []
    for _ in range(2):
        for number in range(10):
            start = NOW - timedelta(days=1 + number + 10 * len(counts))
            make_walk(cast.alice, started_at=start)
        counts.append(count_queries(lambda: saved(alice, kind)))
    assert counts[0] == counts[1]


def test_the_page_asks_for_the_password_and_then_offers_the_files(cast, clock):
    make_walk(cast.alice)
    asks = text_of(cast.client(cast.alice).get(PAGE))
    assert "Confirm that it is you" in asks
    page = text_of(cast.confirmed(cast.alice).get(PAGE))
    assert "Confirm that it is you" not in page
    assert all(f'action="{address(kind)}"' in page for kind in KINDS)
