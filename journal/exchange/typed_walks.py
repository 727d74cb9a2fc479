"""Walks typed or pasted as text: a table with a heading, or plain lines without one.

A plain line is `2026-05-14 09:30, 25, 3, 5`: when, minutes, pain before, pain after. Tabs and
semicolons between them, as pasted from a spreadsheet, are taken as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from journal.exchange.csv_table import BadRow, FileError
from journal.exchange.repeated_walks import DistinctWalks, distinct_walks
from journal.exchange.walk_csv import REQUIRED, Row, read_rows

MAX_CHARACTERS, MAX_LINES = 60_000, 500


@dataclass(frozen=True)
class TypedWalks:
    """What a text holds: its walks, each once, and what is wrong with it."""

    log: DistinctWalks
    faults: list[str]


def read_typed(text: str, zone: tzinfo, now: datetime) -> TypedWalks:
    """Never raises: what cannot be read is a fault, named with its line."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_LINES or len(text) > MAX_CHARACTERS:
        return TypedWalks(distinct_walks([]), [f"These are more than {MAX_LINES} lines."])
    has_heading = bool(lines) and "started_at" in lines[0].lower()
    table = lines if has_heading else [",".join(REQUIRED), *map(_with_commas, lines)]
    first = 0 if has_heading else 1  # the heading that we wrote is no line of theirs
    walks, faults = [], []
    try:
        for row in _rows(table, zone, now):
            if isinstance(row, BadRow):
                faults.append(f"Line {row.number - first}: {row.reason}.")
            else:
                walks.append(row.walk)
    except FileError as error:
        faults.append(str(error))
    return TypedWalks(distinct_walks(walks), faults)


def _rows(table: list[str], zone: tzinfo, now: datetime) -> Iterator[Row | BadRow]:
    return read_rows((f"{line}\n" for line in table), zone, now)


def _with_commas(line: str) -> str:
    if "," in line:
        return line
    return line.replace("\t", ",").replace(";", ",")
