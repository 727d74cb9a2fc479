"""Programmes from CSV, and what `match_advice` makes of them."""

import json
from contextlib import suppress
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from journal.exchange.csv_table import BadRow
from journal.exchange.file_error import FileError
from journal.exchange.programme_csv import ProgrammeRow, read_programmes
from journal.patterns import Programme, Walk, read_many
from tests.journal.test_match_cohort import plain
from tests.patterns.cast import diary
from tests.patterns.cast import readings as readings_of

TODAY = date(2026, 5, 14)
HEADING = "walker,name,started_on,hurts_since"


def rows(text: str) -> list[ProgrammeRow | BadRow]:
    return list(read_programmes(text.encode(errors="replace"), TODAY))


def only(cells: str, heading: str = HEADING) -> ProgrammeRow | BadRow:
    (row,) = rows(f"{heading}\n{cells}\n")
    return row


# --- Rows -------------------------------------------------------------------------------------


def test_a_good_row_is_read_as_it_was_written():
    found = only("Ann, Knee rolls ,2026-04-01,2026-02-10")
    assert found == ProgrammeRow(
        2, "Ann", Programme("Knee rolls", date(2026, 4, 1), date(2026, 2, 10))
    )


@pytest.mark.parametrize("cells", [",Bridge,2026-04-01,", ",Bridge,2026-04-01"])
def test_since_when_it_hurts_may_be_unknown(cells):
    for heading in (HEADING, "walker,name,started_on"):
        if cells.count(",") > heading.count(","):
            continue
        found = only(cells, heading)
        assert isinstance(found, ProgrammeRow)
        assert found.programme.hurts_since is None


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("Ann,,2026-04-01,", "name is empty"),
        ("Ann,Bridge,,", "started_on is empty"),
        (f"Ann,{'x' * 81},2026-04-01,", "name is longer than 80 characters"),
        ("Ann,Bridge,01/04/2026,", "started_on '01/04/2026' is not a day like 2026-05-14"),
        ("Ann,Bridge,2026-02-30,", "is not a day like"),
        ("Ann,Bridge,20260401,", "is not a day like"),
        ("Ann,Bridge,2026-05-15,", "started_on '2026-05-15' is in the future"),
        ("Ann,Bridge,1999-12-31,", "is before the year 2000"),
        ("Ann,Bridge,2026-04-01,1899-12-31", "is before the year 1900"),
        ("Ann,Bridge,2026-04-01,2026-04-02", "hurts_since is after started_on"),
        ("Ann,Bridge,2026-04-01,long ago", "hurts_since 'long ago' is not a day"),
        ("Ann,\x1b[2J,2026-04-01,", "name has characters that cannot be printed"),
        (
            ",,,x",
            "name is empty; hurts_since 'x' is not a day like 2026-05-14; started_on is empty",
        ),
    ],
)
def test_a_bad_row_says_all_that_is_wrong(cells, said):
    found = only(cells)
    assert isinstance(found, BadRow)
    assert said in found.reason
    assert found.reason.isprintable()


def test_one_walker_begins_one_thing_a_day():
    text = f"{HEADING}\nAnn,A,2026-04-01,\nAnn,B,2026-04-01,\nBen,B,2026-04-01,\n"
    assert [type(row) for row in rows(text)] == [ProgrammeRow, BadRow, ProgrammeRow]


@pytest.mark.parametrize("missing", ["name", "started_on"])
def test_a_missing_column_is_named(missing):
    with pytest.raises(FileError, match=f"names no column {missing}"):
        rows(HEADING.replace(missing, "other"))


def test_a_table_is_told_by_itself_as_one_of_walks_is():
    text = f"{HEADING}\nAnn,Bridge,2026-04-01,\n".replace(",", ";")
    for content in (text.encode(), text.encode("utf-16")):
        assert [row.walker for row in read_programmes(content, TODAY)] == ["Ann"]


@given(st.text() | st.text().map(lambda cells: f"{HEADING}\n{cells}"))
def test_any_text(text):
    with suppress(FileError):
        for row in rows(text):
            assert isinstance(row, ProgrammeRow) or row.reason


# --- Readings ---------------------------------------------------------------------------------


def eased(count: int = 60, start: int = 30) -> list[Walk]:
    """Every other day; from the middle on pain is three points lower, before and after."""
    return diary(
        count,
        pain_before=lambda n: (6 if n < start else 3) + n % 2,
        pain_after=lambda n: (7 if n < start else 4) + (n // 2) % 2,
    )


@pytest.mark.parametrize("each", ["walk", "week"])
def test_programmes_of_many_are_read_as_those_of_one(each):
    logs = [eased(), eased(20), eased(40), []]
    began = logs[0][30].started_at.date()
    programmes = [
        [Programme("A", began), Programme("B", began + timedelta(days=20))],
        [],
        [Programme("A", logs[2][10].started_at.date())],
        [Programme("A", began)],
    ]
    read = list(read_many(logs, each, programmes=programmes))
    for walks, theirs, readings in zip(logs, programmes, read, strict=True):
        assert [plain(one) for one in readings] == [
            plain(one) for one in readings_of(walks, each, theirs)
        ]
    ends = list(read_many(logs, programmes=programmes))
    assert plain(ends[0][0]) == plain(read[0][-1]) or each == "week"
    assert ends[3] == []


# --- The command ------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path, clock):
    """Walks of Ann and Ben, who are alike, and a place for programmes."""
    lines = ["who,started_at,minutes,pain_before,pain_after"]
    for who in ("Ann", "Ben"):
        lines += [
            f"{who},{walk.started_at.isoformat()},{walk.minutes},{walk.pain_before},{walk.pain_after}"
            for walk in eased()
        ]
    path = tmp_path / "walks.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path, tmp_path / "programmes.csv"


def run(walks: Path, programmes: Path, *options: str) -> tuple[list[dict], str]:
    out, err = StringIO(), StringIO()
    options = ("--format=json", f"--programmes={programmes}", *options)
    call_command("match_advice", str(walks), *options, stdout=out, stderr=err)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def since(found: dict) -> dict:
    (pattern,) = [each for each in found["patterns"] if each["kind"] == "since_programme"]
    return pattern


@pytest.mark.django_db
def test_who_began_exercises_is_compared_before_and_since(files):
    walks, programmes = files
    began = eased()[30].started_at.date()
    long_ago = began - timedelta(days=2000)
    programmes.write_text(f"{HEADING}\nAnn,Bridge,{began},{long_ago}\n", encoding="utf-8")
    (ann, ben), said = run(walks, programmes, "--walker=who")
    assert said == ""
    assert since(ann)["state"] != "too_early"
    assert since(ben)["state"] == "too_early"


@pytest.mark.django_db
def test_since_when_it_hurts_is_passed_on(files):
    walks, programmes = files
    began = eased()[30].started_at.date()
    found = []
    for hurts_since in ("", str(began - timedelta(days=2000))):
        programmes.write_text(f"{HEADING}\nAnn,Bridge,{began},{hurts_since}\n", encoding="utf-8")
        (ann, _), _ = run(walks, programmes, "--walker=who")
        found.append(since(ann))
    assert found[0] != found[1]


@pytest.mark.django_db
def test_a_walker_without_a_walk_is_named(files):
    walks, programmes = files
    programmes.write_text(f"{HEADING}\nZoe,Bridge,2026-04-01,\n", encoding="utf-8")
    _, said = run(walks, programmes, "--walker=who")
    assert "Zoe" in said


@pytest.mark.django_db
def test_a_log_of_one_needs_no_name(files, tmp_path):
    walks, programmes = files
    began = eased()[30].started_at.date()
    mine = tmp_path / "mine.csv"
    mine.write_text(walks.read_text().split("\nBen")[0], encoding="utf-8")
    programmes.write_text(f"{HEADING}\n,Bridge,{began},\n", encoding="utf-8")
    (found,), _ = run(mine, programmes)
    assert since(found)["state"] != "too_early"
    programmes.write_text(f"name,started_on\nBridge,{began}\n", encoding="utf-8")
    assert run(mine, programmes)[0] == [found]
    programmes.write_text(f"{HEADING}\nAnn,A,{began},\nBen,B,{began},\n", encoding="utf-8")
    with pytest.raises(CommandError, match="several walkers"):
        run(mine, programmes)


@pytest.mark.django_db
@pytest.mark.parametrize("heading", ["name,started_on", "person,name,started_on"])
def test_programmes_of_nobody_are_refused_where_there_are_several(files, heading):
    walks, programmes = files
    cells = "Ann,Bridge,2026-04-01" if "person" in heading else "Bridge,2026-04-01"
    programmes.write_text(f"{heading}\n{cells}\n", encoding="utf-8")
    with pytest.raises(CommandError, match="no column walker"):
        run(walks, programmes, "--walker=who")


@pytest.mark.django_db
def test_bad_rows_of_programmes_stop_it_or_are_left_out(files):
    walks, programmes = files
    programmes.write_text(f"{HEADING}\nAnn,Bridge,soon,\n", encoding="utf-8")
    with pytest.raises(CommandError, match="1 bad row; nothing was computed"):
        run(walks, programmes, "--walker=who")
    found, said = run(walks, programmes, "--walker=who", "--skip-bad")
    assert len(found) == 2
    assert "started_on 'soon' is not a day" in said
