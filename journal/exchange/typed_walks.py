"""Read walks typed or pasted as text: a table with a heading, or plain lines without one.

A plain line is `2026-05-14 09:30, 25, 3, 5`: start, minutes, pain before, pain after. Both are read
as files are, so that rows pasted from a spreadsheet can be read without changes.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from journal.exchange.csv_recognition import SEPARATORS, CsvFile, recognise
from journal.exchange.csv_table import BadRow
from journal.exchange.file_error import FileError
from journal.exchange.log_table import read_log_table
from journal.exchange.repeated_walks import DistinctWalks, distinct_walks
from journal.exchange.walk_csv import REQUIRED
from journal.exchange.walk_table import TableChoices

MAX_CHARACTERS, MAX_LINES = 60_000, 500


@dataclass(frozen=True)
class TypedWalks:
    """The walks in a text, each once, and its faults as sentences for its writer."""

    log: DistinctWalks
    faults: list[str]


def read_typed(text: str, zone: ZoneInfo, now: datetime) -> TypedWalks:
    """The walks in `text`; `zone` is the clock of times without an offset.

    Never raises: each line that cannot be read is reported as a fault, with its number.
    """
    nothing = distinct_walks([])
    lines = text.splitlines()
    if sum(bool(line.strip()) for line in lines) > MAX_LINES or len(text) > MAX_CHARACTERS:
        return TypedWalks(nothing, [f"These are more than {MAX_LINES} lines."])
    walks, faults = [], []
    try:
        table, ours = _with_heading(lines)
        rows, _ = read_log_table(table, TableChoices(), zone, now)
    except FileError as error:
        return TypedWalks(nothing, [str(error)] if text.strip() else [])
    for row in rows:
        if isinstance(row, BadRow):
            faults.append(f"Line {row.number - ours}: {row.reason}.")
        else:
            walks.append(row.walk)
    return TypedWalks(distinct_walks(walks), faults)


def _with_heading(lines: list[str]) -> tuple[bytes, int]:
    """The lines as a table, and how many headings were added (0 or 1). Raises FileError."""
    found = recognise(_table(lines))
    if len(found.missing(found.aliases())) < len(REQUIRED):
        return _table(lines), 0
    separator = _separator(found)
    return _table([separator.join(REQUIRED), *lines]), 1


def _table(lines: list[str]) -> bytes:
    return "\n".join(lines).encode(errors="replace")


def _separator(found: CsvFile) -> str:
    """The separator of lines without a heading, by the first line.

    A comma only where no other separator is in it: commas stand in many numbers, too.
    """
    first = found.lines[0]
    return next((each for each in SEPARATORS if each != "," and each in first), ",")
