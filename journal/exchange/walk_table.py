"""A table of walks, ours or another’s, as walks that can be looked at before one is stored.

By default cells are read as strictly as everywhere. What else a spreadsheet makes of a number or a
day is read only when its reader said so (`TableChoices`), and then each row keeps what was written.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from accounts.models import known_time_zones
from journal.exchange.activity_kinds import is_known, kind_of
from journal.exchange.cell_forms import LENGTH, SeenForms
from journal.exchange.csv_recognition import CsvFile, as_moment, recognise
from journal.exchange.csv_table import BadRow, CellRow, short
from journal.exchange.file_error import FileError
from journal.exchange.file_walks import SECONDS, WALKING, FileWalk, OtherEntry
from journal.exchange.formula_cells import unmark_formula
from journal.exchange.recorded_times import read_moment_of_file
from journal.exchange.table_doubts import TableDoubts, refuse_other_units
from journal.exchange.walk_csv import REQUIRED, cell_parsers, read_walk_row
from journal.models.walks import CHOICE_FIELDS, NOTE_MAX, RECORD_FIELDS, kept_note

STAMPS = ("logged_at", "changed_at")
SCORES = ("pain_before", "pain_after")
TIME_OF_DAY = "time_of_started_at"
KIND = "kind_of_activity"  # what was done, where a column of another program says it
PART_OF_DAY = re.compile(r"0[.,]\d{1,12}", re.ASCII)  # a time, as a spreadsheet's day numbers
MIDNIGHT = re.compile(r"[Tt ]0?0:00(:00)?$", re.ASCII)  # what a spreadsheet adds to a day
SHORT_HOUR = re.compile(r"\d[:.]", re.ASCII)
MAX_ROWS = 100_000
WHOLE = re.compile(r"(\d{1,2})[.,]0{1,3}", re.ASCII)
HEADING_AGAIN = "the heading stands in it more than once"
GAP = "there was no such hour that day: the clocks were put forward"

Good = TypeVar("Good")
# Each row in its order, and what there is to say of the file.
ReadRows = tuple[list[Good | BadRow], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TableChoices:
    """How a table is read where it is not ours: what its walker chose, nothing guessed."""

    # Our name by heading, lower case; `TIME_OF_DAY` for a time that stands beside the day.
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str = "iso"  # of csv_recognition.FORMS
    has_lengths: bool = False  # minutes may be 22,5 or 0:25; scores may be 2,0


def read_walk_table(
    content: bytes, choices: TableChoices, own: ZoneInfo, now: datetime
) -> ReadRows[FileWalk | OtherEntry]:
    """Raises FileError where the file is no table of walks."""
    file = recognise(content)
    renamed = file.aliases() | dict(choices.columns)
    notes: tuple[str, ...] = ()
    if choices.columns:
        refuse_other_units(choices.columns)
        if heading := file.kind_heading():
            renamed = {heading: KIND} | renamed
        notes = _lone_score(file, renamed)
    required = _required(file, renamed, bool(choices.columns))
    table = _not_too_many(file.rows(required, renamed))
    kind_in = _kinds(file.rows(required, renamed)) if KIND in renamed.values() else _walking
    doubts = TableDoubts(choices.dates, bool(choices.columns) or choices.has_lengths)

    def read(row: CellRow) -> Any:  # mypy cannot join the three kinds that this gives
        doubts.see_moment(row.cells.get("started_at", ""), row.cells.get(TIME_OF_DAY, ""))
        said = row.cells.get(KIND, "")
        if (kind := kind_in(said)) is None:
            return OtherEntry(f"another kind ({short(said.lower())})", f"row {row.number}")
        found = _read(row, choices, own, now, required)
        return replace(found, kind=kind) if isinstance(found, FileWalk) else found

    found = read_every(file, table, read, choices)
    return doubts.add_to(found[0]), (*found[1], *notes)


def _walking(_: str) -> str:
    return WALKING


def _kinds(table: Iterable[CellRow | BadRow]) -> Callable[[str], str | None]:
    """How to read what a column says was done: our word, or None for another sport.

    Where no row has a word that is known, they are of another language, or no kinds (“easy”): then
    each walk is asked about by its own word.
    """
    said = (row.cells.get(KIND, "") for row in table if isinstance(row, CellRow))
    if any(map(is_known, islice(said, MAX_ROWS))):
        return kind_of
    return lambda said: kind_of(said) or short(said.strip().lower())


def _lone_score(file: CsvFile, renamed: Mapping[str, str]) -> tuple[str, ...]:
    missing = file.missing(renamed)
    if sum(name in missing for name in SCORES) != 1:
        return ()
    return ("only one of the two pain scores is in it and is left out: walks wait for both",)


def _not_too_many(table: Iterable[CellRow | BadRow]) -> Iterator[CellRow | BadRow]:
    """Raises FileError before more is read."""
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
    """Each row as `read` has it."""
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
    """Our four columns; where its walker chose them, scores may be missing altogether."""
    if not is_chosen:
        return list(REQUIRED)
    missing = file.missing(renamed)
    return [name for name in REQUIRED if name not in SCORES or name not in missing]


def _read(
    row: CellRow,
    choices: TableChoices,
    own: ZoneInfo,
    now: datetime,
    required: list[str],
) -> FileWalk | BadRow:
    cells = dict(row.cells)
    reasons: list[str] = []
    zone = zone_of_row(cells, own, reasons)
    written = cells.get("started_at", "")
    seconds = convert_cells(cells, choices)
    has_scores = SCORES[0] in required and SCORES[1] in required
    cells |= {} if has_scores else dict.fromkeys(SCORES, "0")
    extra = _more(cells, reasons)
    read = read_walk_row(CellRow(row.number, cells), "", cell_parsers(zone, now), reasons)
    if isinstance(read, BadRow):
        return read
    answers = {name: getattr(read.walk, name) for name in RECORD_FIELDS if name != "minutes"}
    start = read.walk.started_at
    extra |= _stamps(cells, start, now)
    place = f"row {row.number}"
    if choices.dates != "iso" and written != cells["started_at"]:
        place = f"{place} ({short(written)})"
    return FileWalk(
        start.astimezone(UTC),
        zone.key,
        float(seconds or read.walk.minutes * SECONDS),
        WALKING,
        place,
        (answers | extra) if has_scores else {},
        (GAP,) if is_in_gap(start, zone) else (),
    )


def zone_of_row(cells: Mapping[str, str], own: ZoneInfo, reasons: list[str]) -> ZoneInfo:
    """The zone that a row names, else `own`; what is none is added to the reasons."""
    name = cells.get("time_zone", "")
    if not name:
        return own
    if name not in known_time_zones():
        reasons.append(f"time_zone {short(name)!r} is not the name of a time zone")
        return own
    return ZoneInfo(name)


def is_in_gap(start: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of `zone` left this moment out."""
    if start.tzinfo is not zone:
        return False
    return start.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != start.replace(tzinfo=None)


def convert_cells(cells: dict[str, str], choices: TableChoices) -> int | None:
    """Bring cells into our form as far as it was chosen; the seconds of a length with a part."""
    if clock := cells.pop(TIME_OF_DAY, ""):
        cells["started_at"] = day_with_clock(cells.get("started_at", ""), clock)
    if choices.dates != "iso":
        moment = as_moment(cells.get("started_at", ""), choices.dates)
        cells["started_at"] = moment or cells.get("started_at", "")
    if not choices.has_lengths:
        return None
    for name in (*SCORES, "pain_next_morning"):
        if found := WHOLE.fullmatch(cells.get(name, "")):
            cells[name] = found[1]
    found = LENGTH.fullmatch(cells.get("minutes", ""))
    seconds = _seconds(found.groupdict()) if found else 0
    if not seconds >= SECONDS:
        return None
    cells["minutes"] = str(int(seconds / SECONDS + 0.5))
    return seconds


def day_with_clock(day: str, clock: str) -> str:
    """A day and the time of day that stands beside it, as one cell would have both."""
    if PART_OF_DAY.fullmatch(clock) and day.isdigit():
        return f"{day}{clock[1:]}"
    hour = f"0{clock}" if SHORT_HOUR.match(clock) else clock
    return f"{MIDNIGHT.sub('', day)} {hour}"


def _seconds(parts: Mapping[str, str | None]) -> int:
    for name, unit in (("number", SECONDS), ("part", 60 * SECONDS)):
        if said := parts[name]:
            return round(float(said.replace(",", ".")) * unit)
    if parts["whole"]:
        return (int(parts["whole"]) * 60 + int(parts["more"] or 0)) * SECONDS
    hours, minutes, rest = (
        int(parts[clock] or parts[iso] or 0)
        for clock, iso in (("hours", "h"), ("minutes", "m"), ("seconds", "s"))
    )
    return (hours * 60 + minutes) * SECONDS + rest


def _more(cells: Mapping[str, str], reasons: list[str]) -> dict[str, Any]:
    """What our own tables have beside what the patterns read."""
    found: dict[str, Any] = {}
    readers: dict[str, Callable[[str], Any]] = {"note": _note, "entry": _entry}
    readers |= {name: _word_in(name) for name in CHOICE_FIELDS}
    for name, read in readers.items():
        if cell := cells.get(name, ""):
            try:
                found[name] = read(cell)
            except ValueError as error:
                reasons.append(str(error))
    return found


def _stamps(cells: Mapping[str, str], start: datetime, now: datetime) -> dict[str, str]:
    """When a walk of ours was logged and changed; what cannot be so is left to the clock."""
    moments = {name: read_moment_of_file(cells.get(name, "")) for name in STAMPS}
    return {
        name: moment.isoformat()
        for name, moment in moments.items()
        if moment and start <= moment <= now
    }


def _note(cell: str) -> str:
    note = kept_note(unmark_formula(cell))
    if len(note) > NOTE_MAX:
        raise ValueError(f"note has more than {NOTE_MAX} characters")
    return note


def _entry(cell: str) -> str:
    try:
        return str(uuid.UUID(cell))
    except ValueError:
        raise ValueError(f"entry {short(cell)!r} is not the id of a walk") from None


def _word_in(name: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell.lower() not in CHOICE_FIELDS[name]:
            raise ValueError(f"{name} must be one of {', '.join(CHOICE_FIELDS[name])}, or empty")
        return cell.lower()

    return read
