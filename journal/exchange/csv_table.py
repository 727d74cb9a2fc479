"""Split a CSV file into rows and cells, and name the rows that cannot be read.

`csv_recognition` has found the encoding, the separator and the heading before.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from journal.exchange.file_error import ColumnError, FileError
from journal.exchange.foreign_files import DAY_SUMS, SAMSUNG

SHOWN = 80  # characters of a cell that a message quotes
REASONS_LENGTH = 300  # characters of all reasons why one row is bad
MAX_ROW_LENGTH = 500_000  # characters; a row with quoted cells may go over several lines
MAX_COLUMNS = 1000
BYTE_ORDER_MARK = "\ufeff"
SUMS = {"move minutes count", "minutes sedentary", "minutes lightly active"}
ONE_CELL = (
    "All of a line stands in one cell. Have the spreadsheet split the text into columns, and save "
    "it as CSV again."
)
NO_LENGTH = "Minutes may be those between a start and an end, where the table has both."
MOODS = {"mood", "rating/amount"}
NO_MOODS = "Moods and ratings of another diary are no pain scores, and none are made from them."


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, with everything that is wrong with it."""

    number: int  # the line of the file on which the row ends, counted from 1
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The reasons in one text, cut at about REASONS_LENGTH with the number of those left."""
        text = self.reasons[0]
        for told, each in enumerate(self.reasons[1:], start=1):
            if len(text) + len(each) > REASONS_LENGTH:
                return f"{text}; and {len(self.reasons) - told} more"
            text = f"{text}; {each}"
        return text


@dataclass(frozen=True, slots=True)
class CellRow:
    """One row as text: its cells by the name of their column, stripped of surrounding space."""

    number: int  # as in `BadRow`
    cells: Mapping[str, str]


def read_heading(lines: Iterable[str], separator: str) -> tuple[str, ...]:
    """The names of the columns, in lower case.

    Raises FileError where the first line names none, names too many or is not CSV.
    """
    try:
        cells = next(_reader(_Lines(lines), separator), [])
    except csv.Error as error:
        raise FileError(f"The line that should name the columns cannot be read: {error}.") from None
    if len(cells) > MAX_COLUMNS:
        raise FileError(f"The first line names more than {MAX_COLUMNS} columns.")
    columns = tuple(name.replace(BYTE_ORDER_MARK, "").strip().lower() for name in cells)
    if not any(columns):
        raise FileError("The file is empty. Its first line must name the columns.")
    return columns


def check_columns(columns: Sequence[str], required: Sequence[str]) -> None:
    """Raise ColumnError where a required column is missing, or two columns have the same name."""
    if missing := [name for name in required if name not in columns]:
        found = short(", ".join(columns))
        text = f"The first line names no column {', '.join(missing)}. Found: {found}."
        said = said_of_columns(columns) or (NO_LENGTH if "minutes" in missing else "")
        raise ColumnError(f"{text} {said}".rstrip())
    if twice := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise ColumnError(f"The first line names {short(', '.join(twice))} more than once.")


def said_of_columns(columns: Sequence[str]) -> str:
    """A message for a table that no choice of columns makes readable, by its headings.

    It says what the file seems to be instead; empty where the headings do not show that.
    """
    if MOODS & set(columns):
        return NO_MOODS
    if columns[0].startswith("com.samsung."):
        return SAMSUNG
    if SUMS & set(columns):
        return DAY_SUMS
    if "activity id" in columns and "filename" in columns:
        return "Choose the whole zip of this export: the recordings in it are read."
    if len(columns) == 1 and {",", ";"} & set(columns[0]):
        return ONE_CELL
    return ""


def read_table(
    lines: Iterable[str], columns: Sequence[str], separator: str, lines_before: int
) -> Iterator[CellRow | BadRow]:
    """Each row under the heading, good or bad, in order; blank rows are left out.

    `lines` begin with the heading; `lines_before` is the number of lines above it, so that rows
    have their line in the file. A row shorter than the heading has no entry for the missing cells.
    Raises FileError where the rest of the file cannot be read.
    """
    source = _Lines(lines, lines_before)
    reader = _reader(source, separator)
    next(reader)
    while (row := _next_row(reader, columns, source)) is not None:
        if isinstance(row, BadRow) or any(row.cells.values()):
            yield row


def read_app_table(
    lines: Iterable[str], whose: str, no_heading: str
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row of a table that an app wrote: its line number, and its cells by lower-case heading.

    Where a heading stands twice, the first of its cells that is not empty counts. `whose` is the
    name of the app, for messages. Raises FileError, with the text `no_heading` where the table has
    no heading.
    """
    reader = csv.reader(lines)
    try:
        names = [each.strip().lower() for each in next(reader, [])]
        if not names:
            raise FileError(no_heading)
        for row in reader:
            cells: dict[str, str] = {}
            for name, cell in zip(names, row, strict=False):
                cells[name] = cells.get(name) or cell.strip()
            if any(cells.values()):
                yield reader.line_num, cells
    except csv.Error as error:
        raise FileError(f"This table of {whose} cannot be read: {error}.") from None


def _reader(source: "_Lines", separator: str) -> Iterator[list[str]]:
    return csv.reader(source, delimiter=separator, skipinitialspace=True, strict=True)


class _Lines:
    """The lines of a file, counted as they are read. Raises FileError where a row is too long."""

    def __init__(self, lines: Iterable[str], before: int = 0) -> None:
        self._lines = iter(lines)
        self.number = before
        self.is_at_end = False
        self._row_length = 0

    def begin_row(self) -> None:
        self._row_length = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except StopIteration:
            self.is_at_end = True
            raise
        self.number += 1
        self._row_length += len(line)
        if self._row_length > MAX_ROW_LENGTH:
            raise FileError(f"Around line {self.number} a row is longer than any row of walks.")
        return line


def _next_row(
    reader: Iterator[list[str]], columns: Sequence[str], source: _Lines
) -> CellRow | BadRow | None:
    """The next row, good or bad; None at the end of the file."""
    begins = source.number + 1
    source.begin_row()
    try:
        cells = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        if source.is_at_end:  # the unclosed cell holds all further lines: no row is left
            raise FileError(f"In line {begins} a quotation mark opens and none closes.") from error
        return BadRow(source.number, (f"not CSV from line {begins} on ({error})",))
    if any(cell.strip() for cell in cells[len(columns) :]):
        return BadRow(source.number, ("more cells than columns",))
    cells = [cell.strip().removeprefix(BYTE_ORDER_MARK) for cell in cells]
    return CellRow(source.number, dict(zip(columns, cells, strict=False)))


def short(text: str) -> str:
    """The first SHOWN characters; “?” for each unprintable one, which a terminal might obey."""
    text = "".join(each if each.isprintable() else "?" for each in text[: SHOWN + 1])
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
