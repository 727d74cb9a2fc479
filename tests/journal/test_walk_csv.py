"""Walks from CSV: any bytes give walks, bad rows with their reasons, or one error for the file."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from journal.exchange.csv_table import BadRow
from journal.exchange.file_error import FileError
from journal.exchange.log_table import read_log_table
from journal.exchange.walk_csv import REQUIRED, WHOLE_NUMBERS, Row
from journal.exchange.walk_table import TableChoices
from journal.patterns import Walk
from journal.patterns.walk_columns import YES_NO

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
HEADING = ",".join(REQUIRED)
GOOD = "2026-05-01T09:30,20,2,4"


def rows(text: str, zone=LONDON, walker: str | None = None) -> list[Row | BadRow]:
    return from_bytes(text.encode(errors="replace"), zone, walker)


def from_bytes(content: bytes, zone=LONDON, walker: str | None = None) -> list[Row | BadRow]:
    return read_log_table(content, TableChoices(), zone, NOW, walker)[0]


def only(text: str, **kwargs) -> Row | BadRow:
    (row,) = rows(text, **kwargs)
    return row


def only_walk(cells: str, columns: str = HEADING, **kwargs) -> Walk:
    row = only(f"{columns}\n{cells}\n", **kwargs)
    assert isinstance(row, Row), row
    return row.walk


def reason(cells: str, columns: str = HEADING) -> str:
    row = only(f"{columns}\n{cells}\n")
    assert isinstance(row, BadRow), row
    return row.reason


# --- Any file ---------------------------------------------------------------------------------

cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "20", "3", "11", "yes", "no", "none", "both", "2026-05-01T09:30", "\n", '"']
    ),
)


def check(found: list[Row | BadRow]) -> None:
    for row in found:
        assert isinstance(row, Row | BadRow)
        assert row.number >= 2
        if isinstance(row, BadRow):
            assert row.reason
            assert len(row.reason) < 400
        else:
            assert row.walk.started_at <= NOW
            assert row.walk.key == str(row.number)
    numbers = [row.number for row in found]
    assert numbers == sorted(set(numbers))


@given(st.text())
@example("\x00")
@example('"')
@example("started_at,minutes,pain_before,pain_after\r\rx")
def test_any_text(text):
    with suppress(FileError):
        check(rows(text))


@given(st.binary())
@example(b"\xff\xfe")
@example(b"PK\x03\x04\x14\x00")
def test_any_bytes(content):
    with suppress(FileError):
        check(from_bytes(content))


@given(st.lists(st.lists(cells, max_size=16), max_size=5))
def test_any_cells_under_a_good_heading(table):
    heading = [*REQUIRED, *YES_NO, "pain_next_morning", "leg_symptoms"]
    lines = [",".join(heading), *(",".join(row) for row in table)]
    with suppress(FileError):  # a quote or a line end in a cell, unquoted
        check(rows("\n".join(lines)))


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2026, 5, 13)),  # noqa: DTZ001 (a clock on a wall)
    st.integers(1, 1440),
    st.integers(0, 10),
    st.integers(0, 10),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, "none", "one", "both"]),
)
def test_a_good_row_is_read_as_it_was_written(start, minutes, before, after, sitting, legs):
    eased = {None: "", True: "yes", False: "no"}[sitting]
    found = only_walk(
        f"{start.isoformat()},{minutes},{before},{after},{eased},{legs or ''}",
        f"{HEADING},eased_by_sitting,leg_symptoms",
    )
    assert found.started_at == start.replace(tzinfo=LONDON)
    assert (found.minutes, found.pain_before, found.pain_after) == (minutes, before, after)
    assert (found.eased_by_sitting, found.leg_symptoms) == (sitting, legs)
    assert found.painkiller is None


# --- The heading ------------------------------------------------------------------------------


def test_columns_stand_in_any_order_case_and_company():
    found = only_walk(
        "hello,4, 2 ,20,2026-05-01T09:30", "Remarks, PAIN_AFTER ,Pain_Before,minutes,STARTED_AT"
    )
    assert (found.minutes, found.pain_before, found.pain_after) == (20, 2, 4)


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_missing_column_is_named(missing):
    columns = [name for name in REQUIRED if name != missing]
    with pytest.raises(FileError) as refused:
        rows(",".join(columns) + "\n1,2,3\n")
    assert f"names no column {missing}." in str(refused.value)


def test_all_missing_columns_are_named_with_what_was_found():
    with pytest.raises(FileError) as refused:
        rows("date,minutes\n1,2\n")
    assert "started_at, pain_before, pain_after" in str(refused.value)
    assert "Found: date, minutes." in str(refused.value)


def test_a_column_twice_is_refused_by_name():
    with pytest.raises(FileError, match="minutes more than once"):
        rows(f"{HEADING},Minutes\n{GOOD},5\n")


def test_nameless_columns_are_no_twins():
    assert only_walk(f"{GOOD},,", f"{HEADING},,").minutes == 20


def test_a_heading_of_great_length_is_not_printed_whole():
    with pytest.raises(FileError) as refused:
        rows("x" * 5000)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n", ",,,\n", " , \n", "\ufeff"])
def test_a_file_without_heading_is_empty(text):
    with pytest.raises(FileError, match="The file is empty"):
        rows(text)


def test_a_heading_alone_is_a_file_without_walks():
    assert rows(HEADING) == []
    assert rows(HEADING + "\r\n") == []


def test_the_walkers_column_is_wanted_where_it_is_asked_for():
    with pytest.raises(FileError, match="names no column who"):
        rows(f"{HEADING}\n{GOOD}\n", walker="Who")
    row = only(f"WHO,{HEADING}\n Ann ,{GOOD}\n", walker="Who")
    assert row.walker == "Ann"
    assert only(f"who,{HEADING}\n,{GOOD}\n", walker="Who").reason == "Who is empty"


# --- The shape of the file --------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_end_of_line(newline):
    found = rows(newline.join([HEADING, GOOD, GOOD]))
    assert [row.number for row in found] == [2, 3]


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    content = f"{HEADING}\n{GOOD}\n"
    assert len(from_bytes(b"\xef\xbb\xbf" + content.encode())) == 1
    assert len(rows("\ufeff" + content)) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00",
    ],
)
def test_a_file_in_another_coding_is_one_error(content):
    with pytest.raises(FileError):
        from_bytes(content)


def test_an_unclosed_quote_is_one_error_that_says_where():
    with pytest.raises(FileError, match="line"):
        rows(f'{HEADING}\n{GOOD}\n"2026-05-01')


def test_blank_lines_are_skipped_and_still_counted():
    found = rows(f"{HEADING}\n\n{GOOD}\n\n,,,\n{GOOD}\nx\n")
    assert [(type(row), row.number) for row in found] == [(Row, 3), (Row, 6), (BadRow, 7)]


def test_a_quoted_cell_may_run_over_lines_and_the_next_number_is_still_right():
    found = rows(f'{HEADING},note\n{GOOD},"one\ntwo\r\nthree, four"\n{GOOD},\nx,,,,\n')
    assert [(type(row), row.number) for row in found] == [(Row, 4), (Row, 5), (BadRow, 6)]


def test_more_cells_than_columns_is_a_bad_row_and_fewer_are_unknown():
    assert reason(f"{GOOD},5") == "more cells than columns"
    assert only_walk(GOOD, f"{HEADING},eased_by_sitting,leg_symptoms").eased_by_sitting is None
    assert reason("2026-05-01T09:30,20") == "pain_before, pain_after is empty"


def test_one_bad_row_does_not_hide_the_others():
    found = rows(f"{HEADING}\n{GOOD}\nx,20,1,2\n{GOOD}\n2026-05-01T09:30,0,1,2\n")
    assert [type(row) for row in found] == [Row, BadRow, Row, BadRow]


# --- Cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WHOLE_NUMBERS)
@pytest.mark.parametrize(
    "text", ["-1", "2.5", "2,5", "two", "1e1", "٣", "²", "0x1", "NaN", "1 0", "9" * 5000]
)
def test_what_is_no_whole_number_is_refused_by_name(name, text):
    values = {"started_at": "2026-05-01T09:30", "minutes": "20", "pain_before": "2"}
    values |= {"pain_after": "4", "pain_next_morning": "3"} | {name: f'"{text}"'}
    said = reason(",".join(values.values()), ",".join(values))
    assert said.startswith(f"{name} must be a whole number")
    assert len(said) < 200


@pytest.mark.parametrize(
    ("name", "text"),
    [("minutes", "0"), ("minutes", "1441"), ("minutes", "9" * 9)]
    + [(name, "11") for name in WHOLE_NUMBERS if name != "minutes"],
)
def test_a_number_out_of_range_is_refused_with_the_range(name, text):
    values = {"started_at": "2026-05-01T09:30", "minutes": "20", "pain_before": "2"}
    values |= {"pain_after": "4", "pain_next_morning": "3"} | {name: text}
    said = reason(",".join(values.values()), ",".join(values))
    assert said.startswith(f"{name} must be a whole number from ")
    assert said.endswith(f"not {text}")


def test_noughts_in_front_change_no_number():
    assert only_walk("2026-05-01T09:30,020,00,010").pain_after == 10
    assert "pain_after" in reason("2026-05-01T09:30,20,2,00000000010")


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("text", ["", "  ", "unknown", "n/a"])
def test_what_is_required_may_not_be_unknown(name, text):
    values = dict(zip(REQUIRED, GOOD.split(","), strict=True)) | {name: text}
    assert name in reason(",".join(values.values()))


@pytest.mark.parametrize("name", YES_NO)
def test_yes_no_and_unknown(name):
    columns = f"{HEADING},{name}"
    for text, value in (
        *[(word, True) for word in ("yes", "YES", "true", "1", " Yes ")],
        *[(word, False) for word in ("no", "No", "false", "0")],
        *[(word, None) for word in ("", "unknown", "did not try", "n/a")],
    ):
        assert getattr(only_walk(f"{GOOD},{text}", columns), name) is value, text
    for text in ("y", "perhaps", "2", "ja"):
        assert reason(f"{GOOD},{text}", columns) == f"{name} must be yes, no or empty, not {text!r}"


def test_legs():
    columns = f"{HEADING},leg_symptoms"
    for text, value in (("none", "none"), ("No", "none"), ("One leg", "one"), ("both", "both")):
        assert only_walk(f"{GOOD},{text}", columns).leg_symptoms == value
    for text in ("", "unknown"):
        assert only_walk(f"{GOOD},{text}", columns).leg_symptoms is None
    assert "none, one, both or empty, not 'left'" in reason(f"{GOOD},left", columns)


# --- Times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-01T09:30", "2026-05-01T08:30"),  # on the clock of the zone
        ("2026-05-01 09:30:15", "2026-05-01T08:30:15"),
        ("2026-05-01T09:30+05:30", "2026-05-01T04:00"),
        ("2026-05-01T09:30Z", "2026-05-01T09:30"),
        ("2026-03-29T01:30", "2026-03-29T01:30"),  # an hour that the clock skips
        ("2025-10-26T01:30", "2025-10-26T00:30"),  # the first of the two
        ("2024-02-29T09:30", "2024-02-29T09:30"),
    ],
)
def test_a_time_with_and_without_offset(text, moment):
    found = only_walk(f"{text},20,2,4").started_at
    assert found.timestamp() == datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()


def test_the_hour_of_an_offset_stays_the_hour():
    """What counts is the hour of the place where the walk was, not that of the machine."""
    assert only_walk("2026-05-01T09:30+09:00,20,2,4").started_at.hour == 9


def test_the_zone_is_the_callers():
    tokyo = only_walk(GOOD, zone=ZoneInfo("Asia/Tokyo")).started_at
    assert tokyo.utcoffset().total_seconds() == 9 * 3600


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yesterday", "is not a time like"),
        ("2026-02-30T09:30", "is not a time like"),
        ("01/05/2026 09:30", "is not a time like"),
        ("2026-05-01T25:00", "is not a time like"),
        ("x" * 5000, "is not a time like"),
        ("2026-05-01", "has a day but no time"),
        ("20260501", "has a day but no time"),
        ("2026-05-14T13:01", "is in the future"),
        ("2026-05-14T12:00:01Z", "is in the future"),
        ("9999-12-31T23:59", "is in the future"),
        ("0001-01-01T00:00+14:00", "out of range"),
        ("9999-12-31T23:59-14:00", "out of range"),
        ("2026-05-14T09:30+01:90", "is not a time like"),
        ("2026-05-14T09:30+23:00", "is not a time like"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_words(text, said):
    found = reason(f"{text},20,2,4")
    assert found.startswith("started_at")
    assert said in found
    assert len(found) < 250


def test_this_very_moment_is_not_the_future():
    assert only_walk("2026-05-14T12:00Z,20,2,4").started_at == NOW


ESCAPE = "\x1b[2J"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADING}\n2099-01-01\x1b09:30,20,1,2",
        f"{HEADING}\n{ESCAPE},20,1,2",
        f"who,{HEADING}\n{ESCAPE}bob,2026-05-01T09:30,20,1,2",
        f"who,{HEADING}\n\x9bbob,2026-05-01T09:30,20,1,2",
    ],
)
def test_nothing_in_a_row_reaches_a_terminal_as_a_command(text):
    walker = "who" if text.startswith("who") else None
    (found,) = rows(text, walker=walker)
    assert isinstance(found, BadRow)
    assert found.reason.isprintable()


@pytest.mark.parametrize("heading", [f"{ESCAPE},minutes", f"{HEADING},{ESCAPE},{ESCAPE}"])
def test_nothing_in_a_heading_does_either(heading):
    with pytest.raises(FileError) as refused:
        rows(f"{heading}\n")
    assert str(refused.value).isprintable()
