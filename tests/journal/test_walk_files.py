"""Whole files as people have them (tests/data/walks): what is read, what is refused, and why."""

import json
import random
import re
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command

from journal.exchange import walk_table
from journal.exchange.csv_table import BadRow
from journal.exchange.file_error import FileError
from journal.exchange.log_table import read_log_table
from journal.exchange.walk_csv import Row
from journal.exchange.walk_files import read_walk_file
from journal.exchange.walk_table import TableChoices

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parents[1] / "data" / "walks"
LONDON = ZoneInfo("Europe/London")
LATER = datetime.fromisoformat("2026-11-28T12:00+00:00")  # after every walk of the files


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


def run(path: Path, *options: str) -> tuple[dict | None, str]:
    """What the command prints as JSON, and what it says besides, an error included."""
    out, err = StringIO(), StringIO()
    error = ""
    try:
        call_command("match_advice", str(path), "--format=json", *options, stdout=out, stderr=err)
    except CommandError as refused:
        error = str(refused)
    printed = out.getvalue()
    return json.loads(printed) if printed else None, err.getvalue() + error


# By file: how many walks it has, and what is said of it.
READ = {
    "blank-lines.csv": (7, "an empty line before the heading was left out"),
    "bom.csv": (7, ""),
    "comments.csv": (7, "a line of remarks was left out"),
    "cr-only.csv": (7, ""),
    "crlf.csv": (7, ""),
    "human-header.csv": (7, ""),
    "inch-quote.csv": (1, ""),
    "reversed.csv": (7, ""),
    "semicolon.csv": (7, "the cells stand between semicolons"),
    "semicolon-sep-line.csv": (7, "the line “sep=;” says what stands between cells"),
    "sep-comma-line.csv": (7, "the line “sep=,” says what stands between cells"),
    "tabs.csv": (7, "the cells stand between tabs"),
    "trailing-comma-rows.csv": (7, ""),
    "trailing-commas.csv": (7, ""),
    "upper-header.csv": (7, ""),
    "utf16le.csv": (7, "the file is in UTF-16"),
}


@pytest.mark.parametrize("name", READ)
def test_a_file_that_is_only_unusual_is_read_and_what_is_unusual_is_said(name):
    walks, note = READ[name]
    found, said = run(FOLDER / name)
    assert found is not None, said
    assert found["walks"] == walks
    assert note in said
    assert bool(said) == bool(note)


REFUSED = {
    "dup-header.csv": "names minutes more than once",
    "only-bom.csv": "The file is empty",
    "only-header.csv": "there is no walk in this file",
    "unclosed-quote.csv": "In line 3 a quotation mark opens and none closes",
}


@pytest.mark.parametrize("options", [(), ("--skip-bad",)])
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_of_another_form_is_told_which(name, options):
    found, said = run(FOLDER / name, *options)
    assert found is None
    assert REFUSED[name] in said


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("decimal-comma.csv", ["--lengths"], "minutes such as 22,5 seem lengths"),
        ("durations.csv", ["--lengths"], "minutes such as 0:25:00 seem lengths"),
        ("floats.csv", ["--lengths"], "minutes such as 20.0 seem lengths"),
        ("excel-de-dates.csv", ["--dates=day-first"], "days such as 14.05.2026 09:30 seem day"),
        ("excel-uk-dates.csv", ["--dates=day-first"], "days such as 14/05/2026 09:30 seem day"),
        ("excel-us-dates.csv", ["--dates=month-first"], "seem month first"),
        ("excel-serial.csv", ["--dates=day-numbers"], "a spreadsheet’s day numbers"),
    ],
)
def test_another_form_of_cells_is_said_and_read_when_it_is_chosen(name, options, said):
    assert said in run(FOLDER / name)[1]
    found, _ = run(FOLDER / name, *options)
    assert found is not None
    rows = len((FOLDER / name).read_text().splitlines()) - 1
    assert found["walks"] == rows


def test_a_day_that_may_be_another_is_said_as_both(tmp_path):
    path = tmp_path / "walks.csv"
    path.write_text("started_at,minutes,pain_before,pain_after\n05/06/2026 09:30,20,2,3\n")
    assert "seem day first or month first" in run(path)[1]


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.csv")))
def test_a_file_is_the_same_to_whoever_reads_it_and_to_a_journal(name):
    """`match_advice` and an import: the same walks, the same bad rows, the same refusals."""
    content = (FOLDER / name).read_bytes()
    try:
        rows, notes = read_log_table(content, TableChoices(), LONDON, LATER)
    except FileError as refused:
        with pytest.raises(FileError, match=re.escape(str(refused))):
            read_walk_file(BytesIO(content), len(content), LONDON, LATER)
        return
    found = read_walk_file(BytesIO(content), len(content), LONDON, LATER)
    walks = [row.walk for row in rows if isinstance(row, Row)]
    assert [(w.instant, w.minutes, w.pain_before, w.pain_after) for w in walks] == [
        (w.started_at.timestamp(), w.minutes, w.answers["pain_before"], w.answers["pain_after"])
        for w in found.walks
    ]
    assert [row for row in rows if isinstance(row, BadRow)] == found.bad_rows
    assert notes[: len(found.notes)] == found.notes


def test_an_hour_that_the_clocks_left_out_is_said():
    _, said = run(FOLDER / "gap-overlap.csv")
    assert "row 2: there was no such hour that day" in said


def test_the_hour_that_was_left_out_is_that_of_the_zone_of_a_row():
    rows = "2026-03-29T01:30,20,2,3,\n2026-03-29T02:30,20,2,3,Europe/Berlin\n"
    table = f"started_at,minutes,pain_before,pain_after,time_zone\n{rows}".encode()
    _, notes = read_log_table(table, TableChoices(), LONDON, LATER)
    assert [note.partition(":")[0] for note in notes] == ["row 2", "row 3"]


# By file: how many walks are left, and by line of the file what is wrong with it.
ROWS = {
    "decimal-comma.csv": (
        0,
        {2: "minutes must be a whole number, not '22,5'", 3: "pain_before must be a whole number"},
    ),
    "durations.csv": (0, {2: "not '0:25:00'", 3: "not '25 min'", 4: "not 'PT25M'"}),
    "epoch.csv": (0, {2: "is not a time like", 3: "is not a time like"}),
    "excel-de-dates.csv": (0, {2: "is not a time like"}),
    "excel-serial.csv": (0, {2: "is not a time like"}),
    "excel-uk-dates.csv": (0, {2: "is not a time like"}),
    "excel-us-dates.csv": (0, {2: "is not a time like"}),
    "floats.csv": (0, {2: r"'20\.0'; pain_before .* '2\.0'; pain_after .* '3\.0'"}),
    "formula.csv": (0, {2: "minutes must be a whole number, not '=20'"}),
    "h24.csv": (0, {2: "no such day or hour"}),
    "leapday.csv": (1, {3: "no such day or hour"}),
    "leapsecond.csv": (0, {2: "no such day or hour"}),
    "nul.csv": (0, {2: r"minutes must be a whole number, not '2\?0'"}),
    "old-years.csv": (0, dict.fromkeys(range(2, 6), "before the year 2000")),
    "pain-words.csv": (
        0,
        {
            2: "not '3/10'",
            3: "not 'mild'",
            4: "from 0 to 10, not 35; pain_after .* not 40",
            5: "pain_before is empty",
            6: "pain_before is empty",
        },
    ),
    "quoted-newline.csv": (1, {5: "minutes must be a whole number, not 'x'"}),
    "short-rows.csv": (0, {2: "pain_after is empty"}),
    "smartquotes.csv": (0, {2: "is not a time like"}),
    "stray-quote.csv": (0, {2: "not CSV"}),
    "weird-numbers.csv": (2, {2: "-2.15E", 3: "minutes must", 4: "2_0", 6: r"\+20"}),
    "zero-pain.csv": (2, {4: "'-0'"}),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_is_named_with_all_that_is_wrong_and_the_rest_is_read(name):
    walks, wrong = ROWS[name]
    found, said = run(FOLDER / name)
    assert found is None
    assert "nothing was computed" in said
    found, said = run(FOLDER / name, "--skip-bad")
    assert (found["walks"] if found else 0) == walks
    listed = dict(re.findall(r"^row (\d+): (.*)$", said, re.MULTILINE))
    assert [int(number) for number in listed] == list(wrong)
    for number, reason in listed.items():
        assert re.search(wrong[int(number)], reason)


def test_a_letter_of_another_encoding_is_said_and_costs_no_row(tmp_path):
    path = tmp_path / "walks.csv"
    heading = b"started_at,minutes,pain_before,pain_after,note\n"
    row = b"2026-05-14T09:30,20,2,3,caf\xe9\n"
    path.write_bytes(heading + row + row.replace(b"14T", b"15T"))
    found, said = run(path)
    assert found is not None
    assert found["walks"] == 2
    assert "it was read as Windows-1252; look at its letters" in said


def test_a_quote_that_swallows_rows_says_from_which_line_on(tmp_path):
    path = tmp_path / "walks.csv"
    row = "2026-05-14T09:30,20,2,3,"
    path.write_text(
        f'started_at,minutes,pain_before,pain_after,note\n{row}"oh\n{row}\n{row}" no\n{row}\n'
    )
    found, said = run(path, "--skip-bad")
    assert found is not None
    assert said.startswith("row 4: not CSV from line 2 on")


# --- The same walk twice ----------------------------------------------------------------------

REPEATED = {"duplicate-rows.csv": 1, "evidence-once.csv": 14, "evidence-twice.csv": 14}
REPEATED["gap-overlap.csv"] = 4
WITHOUT_ROWS = {"for", "against"}  # they are lines of the file


def said_of(reading: dict) -> list[dict]:
    return [
        {name: value for name, value in each.items() if name not in WITHOUT_ROWS}
        for each in reading["patterns"]
    ]


@pytest.mark.parametrize("name", REPEATED)
def test_a_walk_that_stands_twice_counts_once(name):
    found, said = run(FOLDER / name)
    assert found is not None, said
    assert found["walks"] == REPEATED[name]


def test_a_log_written_twice_says_what_it_says_once_and_what_was_left_out():
    once, _ = run(FOLDER / "evidence-once.csv")
    twice, _ = run(FOLDER / "evidence-twice.csv")
    assert once is not None
    assert twice is not None
    assert said_of(twice) == said_of(once)
    assert twice["matches"] == once["matches"]
    assert "repeated" not in once
    rows = [(each["row"], each["repeats"]) for each in twice["repeated"]]
    assert rows == [(row + 1, row) for row in range(2, 30, 2)]
    assert not any(each["differs"] for each in twice["repeated"])


def test_two_spellings_of_one_moment_are_one_walk():
    found, _ = run(FOLDER / "gap-overlap.csv")
    assert found is not None
    assert found["repeated"] == [{"row": 5, "repeats": 4, "differs": False}]
    assert "overlapping" not in found


def test_every_file_of_the_folder_is_expected_here():
    expected = {*READ, *REFUSED, *ROWS, *REPEATED}
    assert {path.name for path in FOLDER.glob("*.csv")} == expected


@pytest.mark.parametrize("seed", range(40))
def test_no_spoiled_file_raises_anything_but_an_error_in_words(tmp_path, seed):
    """Bytes of the files above, changed, cut and joined at random."""
    chance = random.Random(seed)
    files = sorted(FOLDER.glob("*.csv"))
    content = bytearray(chance.choice(files).read_bytes())
    for _ in range(chance.randrange(6)):
        at = chance.randrange(len(content) + 1)
        content[at : at + chance.randrange(3)] = chance.choice(
            [b'"', b"\x00", b"\xff", b",", b"\r", b"\n", b"\xe2\x80", b"9" * 300, b"\x1b[2J"]
        )
    if chance.random() < 0.5:
        content += chance.choice(files).read_bytes()
    path = tmp_path / "walks.csv"
    path.write_bytes(content)
    found, said = run(path, "--skip-bad")
    assert found is not None or said
    assert said.replace("\n", "").isprintable()


def test_a_table_of_too_many_rows_is_not_read_to_its_end(monkeypatch):
    read: list[int] = []

    def refuse(row, *_):
        read.append(row.number)
        return BadRow(row.number, "not so")

    def table_of(rows: int) -> bytes:
        heading = b"started_at,minutes,pain_before,pain_after"
        return b"\n".join([heading, *[b"2026-05-14T09:30,20,3,4"] * rows])

    monkeypatch.setattr(walk_table, "MAX_ROWS", 2)
    monkeypatch.setattr(walk_table, "_read", refuse)
    rows, _ = walk_table.read_walk_table(table_of(2), TableChoices(), LONDON, LATER)
    assert [each.number for each in rows] == read == [2, 3]
    read.clear()
    with pytest.raises(FileError, match="more than 2 rows"):
        walk_table.read_walk_table(table_of(9), TableChoices(), LONDON, LATER)
    assert read == [2, 3]
