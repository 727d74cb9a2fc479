"""Read a table of walks, ours or another program’s, into walks that can be reviewed before storing.

By default cells are read as strictly as in `walk_csv`. Other forms that spreadsheets give to
numbers and days are read only where the walker chose so (`TableChoices`), and then the place of
each row quotes the cell as it was written.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from journal.exchange.activity_kinds import is_known, kind_of
from journal.exchange.cell_forms import SeenForms
from journal.exchange.csv_recognition import CsvFile, as_moment, recognise
from journal.exchange.csv_table import BadRow, CellRow, said_of_columns, short
from journal.exchange.file_error import FileError
from journal.exchange.file_walks import ONLY_ENDS, SECONDS, WALKING, FileWalk, OtherEntry, in_range
from journal.exchange.own_columns import read_own_columns, read_stamps
from journal.exchange.table_doubts import TableDoubts, refuse_other_units
from journal.exchange.table_lengths import (
    NUMBER,
    PERHAPS_HOURS,
    TWO_PARTS,
    are_perhaps_hours,
    before_colon,
    read_length,
    said_of_colon,
)
from journal.exchange.table_times import (
    ENDED_AT,
    GAP,
    OFFSET,
    TIME_OF_DAY,
    RowClock,
    clock_of_row,
    day_with_clock,
    is_in_gap,
    read_end,
    start_and_end,
)
from journal.exchange.walk_csv import REQUIRED, cell_parsers, read_time, read_walk_row
from journal.exchange.words_of_apps import HEADINGS
from journal.models.walks import RECORD_FIELDS

MOMENTS = ("started_at", TIME_OF_DAY)
SCORES = ("pain_before", "pain_after")
KIND = "kind_of_activity"  # our name for the column in which another program names the activity
MAX_ROWS = 100_000
WHOLE = re.compile(r"(\d{1,2})[.,]0{1,3}", re.ASCII)
HEADING_AGAIN = "the heading stands in it more than once"

Good = TypeVar("Good")
# The rows in order, good or bad, and notes about the file.
ReadRows = tuple[list[Good | BadRow], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TableChoices:
    """How to read a table that is not ours, as its walker chose; nothing is guessed."""

    # Our column names by lower-case heading; `TIME_OF_DAY` for a time in a column of its own.
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str = "iso"  # of csv_recognition.FORMS
    has_lengths: bool = False  # minutes may be 22,5 or 0:25; scores may be 2,0
    colon: str = ""  # the unit before the colon, HOURS or MINUTES; empty: as the column shows
    clock: str = ""  # of table_times.CLOCKS; empty: as the table says, else the walker’s own


@dataclass(frozen=True, slots=True)
class RowForm:
    """How every row of one table is read; `heading` has the headings of the day and the time."""

    choices: TableChoices
    colon: str = ""
    are_perhaps_hours: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Length:
    """The length of a walk in seconds (0: as its cell of minutes says), and the doubts about it."""

    seconds: int = 0
    doubts: tuple[str, ...] = ()


def read_walk_table(
    content: bytes, choices: TableChoices, own: ZoneInfo, now: datetime
) -> ReadRows[FileWalk | OtherEntry]:
    """The rows of a table as walks, other entries or bad rows, and notes about the file.

    `own` is the zone of times without another. Raises FileError where the file is not a table of
    walks, ColumnError where another choice of columns may help.
    """
    file = recognise(content)
    renamed = file.aliases() | dict(choices.columns)
    spans = _start_and_end(file, renamed)
    is_foreign = bool(choices.columns or spans)
    notes: tuple[str, ...] = ()
    if is_foreign:
        refuse_other_units(choices.columns)
        free = {*HEADINGS["offset"]} - renamed.keys()
        offsets = [each for each in file.headings if each in free]
        beside = dict.fromkeys(offsets[:1], OFFSET)
        kinds = {heading: KIND} if (heading := file.kind_heading()) else {}
        renamed = beside | kinds | renamed | spans
        notes = _lone_score(file, renamed)
    required = _required(file, renamed, is_foreign)
    table = _not_too_many(file.rows(required, renamed))
    kind_in = _kinds(file, renamed, required, is_certain=not spans or bool(choices.columns))
    doubts = TableDoubts(choices.dates, is_foreign or choices.has_lengths)
    form = form_of_rows(file, renamed, required, choices)

    def read(row: CellRow) -> Any:  # mypy cannot join the three kinds that this gives
        doubts.see_scores(row.cells.get(name, "") for name in SCORES)
        doubts.see_moment(row.cells.get("started_at", ""), row.cells.get(TIME_OF_DAY, ""))
        said = row.cells.get(KIND, "")
        if (kind := kind_in(said)) is None:
            return OtherEntry(f"another kind ({short(said.lower())})", f"row {row.number}")
        found = _read(row, form, own, now, required)
        return replace(found, kind=kind) if isinstance(found, FileWalk) else found

    found = read_every(file, table, read, choices)
    return doubts.add_to(found[0]), (*found[1], *notes)


def _start_and_end(file: CsvFile, renamed: Mapping[str, str]) -> dict[str, str]:
    """Our column names by the headings of a start and an end, if no column has the minutes."""
    missing = file.missing(renamed)
    if "minutes" not in missing or ENDED_AT in renamed.values() or said_of_columns(file.headings):
        return {}
    found = start_and_end(file.headings)
    if "started_at" in missing:
        return found
    return {heading: name for heading, name in found.items() if name == ENDED_AT}


def _kinds(
    file: CsvFile, renamed: Mapping[str, str], required: Sequence[str], *, is_certain: bool
) -> Callable[[str], str | None]:
    """A function from the cell of the activity to our kind, or to None for another sport.

    Where no row has a known word, the words are of another language or are not activities
    (“easy”): then a walk keeps that word as its kind, and its walker is asked about it.
    `is_certain`: whether the rows of a table without such a column are walks, because its walker
    chose its columns.
    """
    if KIND not in renamed.values():
        own = WALKING if is_certain or SCORES[0] not in file.missing(renamed) else ""
        return lambda _: own
    rows = file.rows(required, renamed)
    said = (row.cells.get(KIND, "") for row in rows if isinstance(row, CellRow))
    if any(map(is_known, islice(said, MAX_ROWS))):
        return kind_of
    return lambda said: kind_of(said) or short(said.strip().lower())


def form_of_rows(
    file: CsvFile, renamed: Mapping[str, str], required: Sequence[str], choices: TableChoices
) -> RowForm:
    """How to read every row of a table: by what was chosen, and by what its columns show."""
    moments = [each for each in file.headings if renamed.get(each, each) in MOMENTS]
    rows = islice(file.rows(required, renamed), MAX_ROWS if choices.has_lengths else 0)
    lengths = [row.cells.get("minutes", "") for row in rows if isinstance(row, CellRow)]
    colon = choices.colon or before_colon(lengths)
    return RowForm(choices, colon, are_perhaps_hours(lengths), " ".join(moments))


def _lone_score(file: CsvFile, renamed: Mapping[str, str]) -> tuple[str, ...]:
    missing = [name for name in SCORES if name in file.missing(renamed)]
    if len(missing) == 1:
        return ("only one of the two pain scores is in it and is left out: walks wait for both",)
    is_lost = missing and not {"note", "pain_next_morning"}.isdisjoint(renamed.values())
    return ("without pain before and after, nothing else of a row is kept",) if is_lost else ()


def _not_too_many(table: Iterable[CellRow | BadRow]) -> Iterator[CellRow | BadRow]:
    """The rows of `table`; raises FileError after MAX_ROWS of them."""
    for number, row in enumerate(table):
        if number >= MAX_ROWS:
            raise FileError(f"This table has more than {MAX_ROWS} rows.")
        yield row


def read_every(
    file: CsvFile,
    table: Iterable[CellRow | BadRow],
    read: Callable[[CellRow], Good | BadRow],
    choices: TableChoices,
) -> ReadRows[Good]:
    """Call `read` for each row that is not bad, and collect the rows and the notes.

    A repeated heading is left out and noted. Bad rows may lead to a hint about their forms.
    """
    seen = SeenForms(choices.dates, choices.has_lengths)
    rows: list[Good | BadRow] = []
    again: tuple[str, ...] = ()
    for row in table:
        if isinstance(row, BadRow):
            rows.append(row)
        elif file.is_heading(row):
            again = (HEADING_AGAIN,)
        else:
            found = read(row)
            rows.append(found)
            if isinstance(found, BadRow):
                seen.see(row.cells)
    return rows, (*file.notes, *again, *seen.said())


def _required(file: CsvFile, renamed: Mapping[str, str], is_chosen: bool) -> list[str]:
    """The columns that a table must have: REQUIRED, without those that may be missing.

    Where columns were chosen (`is_chosen`), scores may be missing, and minutes if there is an end.
    """
    if not is_chosen:
        return list(REQUIRED)
    missing = file.missing(renamed)
    may_miss = {*SCORES, "minutes"} if ENDED_AT in renamed.values() else {*SCORES}
    return [name for name in REQUIRED if name not in may_miss or name not in missing]


def _read(
    row: CellRow, form: RowForm, own: ZoneInfo, now: datetime, required: list[str]
) -> FileWalk | BadRow:
    cells = dict(row.cells)
    reasons: list[str] = []
    clock = clock_of_row(cells, form.heading, form.choices.clock, own, reasons)
    written = cells.get("started_at", "")
    length = convert_cells(cells, form)
    if not cells.get("minutes") and ENDED_AT in cells:
        length = _length_to_end(cells, form.choices.dates, clock, reasons)
    has_scores = SCORES[0] in required and SCORES[1] in required
    cells |= {} if has_scores else dict.fromkeys(SCORES, "0")
    extra = read_own_columns(cells, reasons) if has_scores else {}
    parsers = cell_parsers(clock.reading, now)
    read = read_walk_row(CellRow(row.number, cells), "", parsers, reasons)
    if isinstance(read, BadRow):
        return read
    answers = {name: getattr(read.walk, name) for name in RECORD_FIELDS if name != "minutes"}
    start = read.walk.started_at
    extra |= read_stamps(cells, start, now)
    place = f"row {row.number}"
    if form.choices.dates != "iso" and written != cells["started_at"]:
        place = f"{place} ({short(written)})"
    on_clock = clock.doubts if start.tzinfo is clock.reading else ()
    gap = (GAP,) if is_in_gap(start) else ()
    return FileWalk(
        start.astimezone(UTC),
        clock.zone_at(start, is_named=bool(cells.get("time_zone") or cells.get(OFFSET))),
        float(length.seconds or read.walk.minutes * SECONDS),
        WALKING,
        place,
        (answers | extra) if has_scores else {},
        (*on_clock, *length.doubts, *gap),
    )


def convert_cells(cells: dict[str, str], form: RowForm) -> Length:
    """Rewrite `cells` into our forms, as far as that was chosen, and return the length.

    The length is 0 where minutes were not converted.
    """
    choices = form.choices
    if clock := cells.pop(TIME_OF_DAY, ""):
        cells["started_at"] = day_with_clock(cells.get("started_at", ""), clock)
    if choices.dates != "iso":
        moment = as_moment(cells.get("started_at", ""), choices.dates)
        cells["started_at"] = moment or cells.get("started_at", "")
    if not choices.has_lengths:
        return Length()
    for name in (*SCORES, "pain_next_morning"):
        if found := WHOLE.fullmatch(cells.get(name, "")):
            cells[name] = found[1]
    cell = cells.get("minutes", "")
    seconds = read_length(cell, form.colon) or 0
    if seconds < SECONDS:
        return Length()
    cells["minutes"] = str(int(seconds / SECONDS + 0.5))
    if not form.colon and TWO_PARTS.fullmatch(cell):
        return Length(seconds, (said_of_colon(cell),))
    is_unclear = form.are_perhaps_hours and NUMBER.fullmatch(cell)
    return Length(seconds, (PERHAPS_HOURS,) if is_unclear else ())


def _length_to_end(
    cells: dict[str, str], dates: str, clock: RowClock, reasons: list[str]
) -> Length:
    """The length of a walk from its start to the end in its row; also sets its minutes in `cells`.

    What is wrong with the end is appended to `reasons`.
    """
    cells["minutes"] = "1"
    try:
        start = read_time("started_at", cells.get("started_at", ""))
    except ValueError:
        return Length()  # said with the start
    start = start.replace(tzinfo=clock.reading) if start.utcoffset() is None else start
    if not in_range(start):
        return Length()
    try:
        end = read_end(cells, start, dates)
    except ValueError as error:
        reasons.append(str(error))
        return Length()
    if end is None:
        cells["minutes"] = ""
        return Length()
    seconds = round((end - start.astimezone(UTC)).total_seconds())
    cells["minutes"] = str(max(1, int(seconds / SECONDS + 0.5)))
    return Length(seconds, (ONLY_ENDS,))
