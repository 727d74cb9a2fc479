"""Recognise a CSV file before its rows are read: encoding, separator, heading, forms of cells.

Whatever is recognised is reported to the person in `notes`. A form of cells that could mean two
things is never chosen for them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from journal.exchange.archives import ZIP_BEGINS
from journal.exchange.csv_table import (
    MAX_ROW_LENGTH,
    BadRow,
    CellRow,
    check_columns,
    read_heading,
    read_table,
    short,
)
from journal.exchange.file_error import FileError
from journal.exchange.foreign_files import NO_WALKS, said_of_beginning
from journal.exchange.walk_csv import REQUIRED, TIME
from journal.exchange.words_of_apps import HEADINGS

MAX_CSV_BYTES = 20 * 2**20  # one walk on each day of a lifetime takes two MB
UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
# The names of our columns, by other headings with the same meaning: lower case, single spaces.
COLUMN_ALIASES = {
    "started at": "started_at",
    "minutes walked": "minutes",
    "pain before": "pain_before",
    "pain after": "pain_after",
    "pain next morning": "pain_next_morning",
}
MAX_TITLE_LINES = 10  # how far below a title the heading is looked for
MIN_HEADINGS = 3  # the cells that a heading has at least, when it stands under a title of one cell
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")  # characters that show that a file is not text
_SPACE = "[ \u00a0\u202f]"  # Excel and Apple write the narrow one before AM and PM
CLOCK = (
    rf",?{_SPACE}+(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?"
    rf"(?:{_SPACE}?(?P<half>[AaPp])\.?{_SPACE}?[Mm]\.?)?"
)
_ONE, _OTHER = r"(?P<one>\d{1,2})[./-]", r"(?P<other>\d{1,2})"
DAYS = {
    "year_first": re.compile(rf"(?P<year>\d{{4}})[./-]{_ONE}{_OTHER}{CLOCK}", re.ASCII),
    **dict.fromkeys(
        ("day_first", "month_first"),
        re.compile(rf"{_ONE}{_OTHER}[./-](?P<year>\d{{4}}|\d\d){CLOCK}", re.ASCII),
    ),
}
DAY_NUMBER = re.compile(r"\d{5}[.,]\d{1,12}", re.ASCII)
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (spreadsheets count on no clock)
FORMS = ("iso", "year_first", "day_first", "month_first", "day_numbers")


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The lines of a CSV file from its heading on, and what was recognised about the file."""

    lines: list[str]
    lines_before: int  # the number of lines above the heading
    separator: str
    headings: tuple[str, ...]  # in lower case
    notes: tuple[str, ...]

    def rows(
        self, required: Sequence[str], renamed: Mapping[str, str]
    ) -> Iterator[CellRow | BadRow]:
        """Each row under the heading, good or bad. `renamed` maps headings to other column names.

        Raises ColumnError where a required column is missing, FileError where the rest cannot be
        read.
        """
        columns = [renamed.get(each, each) for each in self.headings]
        check_columns(columns, required)
        return read_table(self.lines, columns, self.separator, self.lines_before)

    def is_heading(self, row: CellRow) -> bool:
        """Whether a row repeats the heading, as when two tables were put into one file."""
        said = row.cells.get("started_at", "").lower()
        return bool(said) and said in self.headings  # a column may have no name, and a row no start

    def aliases(self) -> dict[str, str]:
        """Our column names, by those headings of this file that are in COLUMN_ALIASES."""
        return {each: COLUMN_ALIASES[each] for each in self.headings if each in COLUMN_ALIASES}

    def kind_heading(self) -> str:
        """The heading of the column with the kind of activity; empty where there is none."""
        return next((each for each in HEADINGS["kind"] if each in self.headings), "")

    def missing(self, renamed: Mapping[str, str]) -> list[str]:
        named = {renamed.get(each, each) for each in self.headings}
        return [name for name in REQUIRED if name not in named]


def recognise(content: bytes) -> CsvFile:
    """Find the encoding, the separator and the heading of a CSV file.

    Raises FileError where the content is not text with a heading.
    """
    text, notes = _decoded(content)
    lines = re.split(r"\r\n|\r|\n", text)
    before, separator = 0, ""
    for line in lines:
        found = SEP_LINE.fullmatch(line.strip("\ufeff"))
        if found:
            separator = found[1]
            notes.append(f"the line “sep={short(separator)}” says what stands between cells")
        elif line.startswith("#"):
            notes.append("a line of remarks was left out")
        elif line.strip(" ,;\t|"):
            break
        else:
            notes.append("an empty line before the heading was left out")
        before += 1
    if before == len(lines):
        raise FileError("The file is empty. Its first line must name the columns.")
    if not separator and (titles := _title_lines(lines[before:])):
        notes.append("what stands above the heading was left out")
        before += titles
    if CONTROL.search(lines[before]):
        raise FileError(NO_WALKS)
    if len(lines[before]) > MAX_ROW_LENGTH:
        raise FileError("The first line is longer than any that names columns.")
    separator = separator or _separator(lines[before])
    if separator not in SEPARATORS:
        raise FileError(f"{short(separator)!r} cannot stand between columns. Use commas.")
    if separator != ",":
        notes.append(f"the cells stand between {SEPARATORS[separator]}")
    table = [f"{line}\n" for line in lines[before:]]
    headings = read_heading(table, separator)
    return CsvFile(table, before, separator, headings, tuple(dict.fromkeys(notes)))


def _title_lines(lines: Sequence[str]) -> int:
    """The number of lines above the heading, such as a title or headings over several columns.

    The heading is the first line with our required names. Where no line has them, it is the first
    line with more than one cell, if that has MIN_HEADINGS; else there is nothing above it.
    """
    first = [_cells(line) for line in lines[:MAX_TITLE_LINES]]
    for number, cells in enumerate(first):
        if set(REQUIRED) <= {COLUMN_ALIASES.get(each, each) for each in cells}:
            return number
    filled = [sum(map(bool, cells)) for cells in first]
    heading = next((number for number, cells in enumerate(filled) if cells > 1), 0)
    return heading if filled[heading] >= MIN_HEADINGS else 0


def _cells(line: str) -> list[str]:
    """The cells of a possible heading, in lower case; quoted separators are not respected."""
    return [each.strip(' "').lower() for each in line.split(_separator(line))]


def _decoded(content: bytes) -> tuple[str, list[str]]:
    if content.startswith(ZIP_BEGINS):
        raise FileError("This is a spreadsheet or a zip file. Save it as CSV in UTF-8.")
    if said := said_of_beginning(content[:16]):
        raise FileError(said)
    wide = UTF_16.get(content[:2])
    if wide is None and b"\0" in content[:2]:
        wide = "utf-16-le" if content[:1] != b"\0" else "utf-16-be"
    try:
        if wide:
            text = content.decode(wide, errors="replace").removeprefix("\ufeff")
            return text, ["the file is in UTF-16"]
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        return text, ["the file is not in UTF-8: it was read as Windows-1252; look at its letters"]


def _separator(heading: str) -> str:
    """The separator that is most frequent in the heading; a comma where there is none."""
    return max(SEPARATORS, key=lambda each: (heading.count(each), each == ","))


def as_moment(cell: str, form: str) -> str | None:
    """The cell as a time like 2026-05-14T09:30:00; None where it is not a time in this form.

    `form` is one of FORMS. A spreadsheet's day number needs a fraction: without one it is a day
    without a time, so None.
    """
    if form == "iso":
        return cell if TIME.fullmatch(cell) else None
    if form == "day_numbers":
        return _of_day_number(cell)
    found = DAYS[form].fullmatch(cell)
    if found is None:
        return None
    day, month = ("one", "other") if form == "day_first" else ("other", "one")
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)  # no walk is older
    try:
        parts = (year, int(found[month]), int(found[day]), hour, int(found["minute"]))
        moment = datetime(*parts, int(found["second"] or 0))  # noqa: DTZ001 (its zone is elsewhere)
    except ValueError:
        return None
    return moment.isoformat()


def _of_day_number(cell: str) -> str | None:
    if not DAY_NUMBER.fullmatch(cell):
        return None
    seconds = round(float(cell.replace(",", ".")) * 86_400)
    return (DAY_ZERO + timedelta(seconds=seconds)).isoformat()
