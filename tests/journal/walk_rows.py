"""Walks from lines of CSV as they stand, of which nothing is recognised before they are read."""

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from journal.exchange.csv_table import BadRow, read_table
from journal.exchange.walk_csv import (
    REQUIRED,
    Row,
    cell_parsers,
    read_walk_row,
    walker_reasons,
)


def read_rows(
    lines: Iterable[str], zone: tzinfo, now: datetime, walker_column: str | None = None
) -> Iterator[Row | BadRow]:
    """Each row of the file, good or bad, in its order.

    A time without an offset is read on the clock of `zone`. A walk's `key` is its line number.

    Raises:
        FileError: no heading, a required column missing, or not text at all.
    """
    whose = [walker_column.lower()] if walker_column else []
    parsers = cell_parsers(zone, now)
    for row in read_table(lines, [*REQUIRED, *whose]):
        if isinstance(row, BadRow):
            yield row
        elif reasons := walker_reasons(row, walker_column):
            yield BadRow(row.number, reasons)
        else:
            walker = row.cells.get(whose[0], "") if whose else ""
            yield read_walk_row(row, walker, parsers)
