"""Files of rows under a heading: which cells stand in which row, and which rows cannot be read.

Every byte sequence gives rows, bad rows with their reasons, or one `FileError`. Nothing is guessed:
a file with tabs, or in UTF-16, is told what it is and what it should be.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from journal.exchange.foreign_files import SAMSUNG

# How such a file is opened: what is no UTF-8 stays in the text, so that its row can be named.
ENCODING, ENCODING_ERRORS = "utf-8-sig", "surrogateescape"
SHOWN = 80  # characters of a cell in a message
REASONS_LENGTH = 300  # characters of all that is wrong with one row
MAX_ROW_LENGTH = 500_000  # characters, in however many lines
MAX_COLUMNS = 1000
BYTE_ORDER_MARK = "\ufeff"
# With `ENCODING_ERRORS`, a byte that is no UTF-8 is a lone surrogate that ends in that byte.
FIRST_BYTE, LAST_BYTE = "\udc80", "\udcff"
UTF_16_MARKS = ("\udcff\udcfe", "\udcfe\udcff")
ZIP_MARK = "PK\x03\x04"  # of spreadsheets, too
MOODS = {"mood", "rating/amount"}
NO_MOODS = "Moods and ratings of another diary are no pain scores, and none are made from them."
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


class FileError(ValueError):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, with everything that is wrong with it."""

    number: int  # the line of the file on which the row ends, the heading being line 1
    reasons: tuple[str, ...]

    @property
    def reason(self) -> str:
        """All the reasons, as far as they are short enough to be read."""
        text = self.reasons[0]
        for told, each in enumerate(self.reasons[1:], start=1):
            if len(text) + len(each) > REASONS_LENGTH:
                return f"{text}; and {len(self.reasons) - told} more"
            text = f"{text}; {each}"
        return text


@dataclass(frozen=True, slots=True)
class CellRow:
    """One row as text: its cells by the name of their column, without the space around them."""

    number: int  # as of `BadRow`
    cells: Mapping[str, str]


def read_table(
    lines: Iterable[str],
    required: Sequence[str],
    *,
    separator: str = ",",
    lines_before: int = 0,
    renamed: Mapping[str, str] | None = None,
) -> Iterator[CellRow | BadRow]:
    """Each row under the heading, good or bad, in its order; blank ones are left out.

    Names of columns are in lower case; `renamed` gives some of them another. Cells that a row lacks
    are not in it. `lines_before`: of the file, that are not among `lines`.

    Raises:
        FileError: no heading, a required column missing, or not text at all.
    """
    source = _Lines(lines, lines_before)
    reader = csv.reader(source, delimiter=separator, skipinitialspace=True, strict=True)
    columns = _heading(source, reader, required, renamed or {})
    while (row := _next_row(reader, columns, source)) is not None:
        if isinstance(row, BadRow) or any(row.cells.values()):
            yield row


class _Lines:
    """The lines of a file, how many have been read, and whether that is all of them."""

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


def _heading(
    source: _Lines,
    reader: Iterator[list[str]],
    required: Sequence[str],
    renamed: Mapping[str, str],
) -> list[str]:
    try:
        cells: list[str] = next(reader, [])
    except csv.Error as error:
        raise FileError(f"This is not a CSV file in UTF-8: {error}.") from error
    if len(cells) > MAX_COLUMNS:
        raise FileError(f"The first line names more than {MAX_COLUMNS} columns.")
    cells[:1] = [name.removeprefix(BYTE_ORDER_MARK) for name in cells[:1]]
    columns = [name.strip().lower() for name in cells]
    columns = [renamed.get(name, name) for name in columns]
    _refuse_other_formats(columns)
    if not any(columns):
        if any(line.strip(" ,\t\r\n") for line in source):
            raise FileError("The first line is empty. It must name the columns.")
        raise FileError("The file is empty. Its first line must name the columns.")
    if missing := [name for name in required if name not in columns]:
        found = short(", ".join(columns))
        raise FileError(
            f"The first line names no column {', '.join(missing)}. Found: {found}.{_hint(columns)}"
        )
    if twice := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise FileError(f"The first line names {short(', '.join(twice))} more than once.")
    return columns


def _refuse_other_formats(columns: Sequence[str]) -> None:
    first = columns[0] if columns else ""
    if first.startswith(UTF_16_MARKS) or any("\0" in name for name in columns):
        raise FileError("This file is in UTF-16. Save it as CSV in UTF-8.")
    if first.startswith(ZIP_MARK.lower()):
        raise FileError("This is a spreadsheet or a zip file. Save it as CSV in UTF-8.")


def _hint(columns: Sequence[str]) -> str:
    """What the file seems to be instead; empty where that is not plain."""
    first = columns[0]
    if MOODS & set(columns):
        return f" {NO_MOODS}"
    if first.startswith("com.samsung."):
        return f" {SAMSUNG}"
    if "activity id" in columns and "filename" in columns:
        return " Choose the whole zip of this export: the recordings in it are read."
    if first.startswith("sep="):
        return " Take the line sep= out, and separate the cells by commas."
    if first.startswith("#"):
        return " Take the remarks out: the first line must name the columns."
    if len(columns) == 1:
        for separator, name in SEPARATORS.items():
            if separator in first:
                return f" The cells stand between {name}. Separate the cells by commas."
    return ""


def _next_row(
    reader: Iterator[list[str]], columns: Sequence[str], source: _Lines
) -> CellRow | BadRow | None:
    """The next row; None at the end of the file."""
    begins = source.number + 1
    source.begin_row()
    try:
        cells = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        if source.is_at_end:  # all lines since then are in the cell: there is no next row
            raise FileError(f"In line {begins} a quotation mark opens and none closes.") from error
        return BadRow(source.number, (f"not CSV from line {begins} on ({error})",))
    number = source.number
    if byte := _other_byte("".join(cells)):
        return BadRow(number, (f"a letter is not in UTF-8 (byte {byte}): save the file as UTF-8",))
    if any(cell.strip() for cell in cells[len(columns) :]):
        return BadRow(number, ("more cells than columns",))
    cells = [cell.strip().removeprefix(BYTE_ORDER_MARK) for cell in cells]
    return CellRow(number, dict(zip(columns, cells, strict=False)))


def _other_byte(text: str) -> str:
    """The first byte that is no UTF-8, such as 0xe9; empty if there is none."""
    if text.isascii():
        return ""
    found = next((each for each in text if FIRST_BYTE <= each <= LAST_BYTE), "")
    return f"0x{ord(found) & 0xFF:02x}" if found else ""


def short(text: str) -> str:
    """Enough of a cell to find it by, and nothing that a terminal would obey."""
    text = "".join(each if each.isprintable() else "?" for each in text[: SHOWN + 1])
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
