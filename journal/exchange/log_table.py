"""A table of walks that is read and not stored: one person’s log, or those of several.

Encoding, separator, heading and cells are read as those of a table that comes into a journal.
"""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from journal.exchange.csv_recognition import recognise
from journal.exchange.csv_table import BadRow, CellRow
from journal.exchange.walk_csv import REQUIRED, Row, cell_parsers, read_walk_row, walker_reasons
from journal.exchange.walk_table import (
    GAP,
    TableChoices,
    convert_cells,
    is_in_gap,
    read_every,
    zone_of_row,
)


class LogTable(NamedTuple):
    """All rows, good and bad, and what there is to say of the file."""

    rows: list[Row | BadRow]
    notes: tuple[str, ...]


def read_log_table(
    content: bytes,
    choices: TableChoices,
    own: ZoneInfo,
    now: datetime,
    walker_column: str | None = None,
) -> LogTable:
    """`own`: the clock of times that have neither an offset nor a `time_zone` beside them.

    Raises FileError where the file is no table of walks.
    """
    file = recognise(content)
    whose = [walker_column.lower()] if walker_column else []
    table = file.rows([*REQUIRED, *whose], file.aliases())
    rows, notes = read_every(file, table, lambda row: _read(row, choices, own, now, walker_column))
    gaps = [
        f"row {row.number}: {GAP}"
        for row in rows
        if isinstance(row, Row) and is_in_gap(row.walk.started_at, own)
    ]
    return LogTable(rows, (*notes, *gaps))


def _read(
    row: CellRow,
    choices: TableChoices,
    own: ZoneInfo,
    now: datetime,
    walker_column: str | None,
) -> Row | BadRow:
    cells = dict(row.cells)
    reasons = list(walker_reasons(row, walker_column))
    zone = zone_of_row(cells, own, reasons)
    convert_cells(cells, choices)
    walker = cells.get(walker_column.lower(), "") if walker_column else ""
    read = read_walk_row(CellRow(row.number, cells), walker, cell_parsers(zone, now))
    if isinstance(read, BadRow):
        return BadRow(row.number, (*reasons, *read.reasons))
    return BadRow(row.number, tuple(reasons)) if reasons else read
