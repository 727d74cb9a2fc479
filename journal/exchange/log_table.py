"""Read a table of walks that is not stored: the log of one person, or the logs of several.

Encoding, separator, heading and cells are read as for a table that is imported into a journal.
"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from journal.exchange.csv_recognition import recognise
from journal.exchange.csv_table import BadRow, CellRow
from journal.exchange.table_times import GAP, is_in_gap, zone_of_row
from journal.exchange.walk_csv import REQUIRED, Row, cell_parsers, read_walk_row
from journal.exchange.walk_table import (
    ReadRows,
    TableChoices,
    convert_cells,
    form_of_rows,
    read_every,
)


def read_log_table(
    content: bytes,
    choices: TableChoices,
    own: ZoneInfo,
    now: datetime,
    walker_column: str | None = None,
) -> ReadRows[Row]:
    """The rows of a table, good and bad, and notes about the file.

    `own` is the zone of times that have neither an offset nor a `time_zone` beside them;
    `walker_column` is the heading of the column that says whose walk a row is. Raises FileError
    where the file is not a table of walks.
    """
    file = recognise(content)
    whose = [walker_column.lower()] if walker_column else []
    required, renamed = [*REQUIRED, *whose], file.aliases()
    table = file.rows(required, renamed)
    form = form_of_rows(file, renamed, required, choices)

    def read(row: CellRow) -> Row | BadRow:
        cells = dict(row.cells)
        reasons: list[str] = []
        zone = zone_of_row(cells, own, reasons)
        reasons += convert_cells(cells, form).doubts  # nobody can be asked: a doubt makes it bad
        walker = cells.get(whose[0], "") if whose else ""
        if whose and not walker:
            reasons.append(f"{walker_column} is empty")
        if not walker.isprintable():  # a terminal could take it as a command
            reasons.append(f"{walker_column} has characters that cannot be printed")
        whole = CellRow(row.number, cells)
        found = read_walk_row(whole, walker, cell_parsers(zone, now), reasons)
        return _on_clock(found, zone) if cells.get("time_zone") else found

    rows, notes = read_every(file, table, read, choices)
    gaps = [
        f"row {row.number}: {GAP}"
        for row in rows
        if isinstance(row, Row) and is_in_gap(row.walk.started_at)
    ]
    return rows, (*notes, *gaps)


def _on_clock(row: Row | BadRow, zone: ZoneInfo) -> Row | BadRow:
    """The row with its start in the zone that it names, also where the start has an offset."""
    if isinstance(row, BadRow) or row.walk.started_at.tzinfo is zone:
        return row
    start = row.walk.started_at.astimezone(zone)
    return replace(row, walk=replace(row.walk, started_at=start))
