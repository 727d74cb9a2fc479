"""Export of walks as CSV with every field; columns are named as in `walk_csv`, which reads them.

The start of a walk is written on the clock that it was logged on, with that clock's UTC offset, so
that the two passes of the hour that comes twice in autumn stay distinct.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from journal.exchange.csv_table import BYTE_ORDER_MARK
from journal.exchange.formula_cells import mark_formula
from journal.models import Walk
from journal.models.walks import DETAIL_FIELDS, RECORD_FIELDS

COLUMNS = (
    "started_at",
    "time_zone",
    *RECORD_FIELDS,
    *DETAIL_FIELDS,
    "entry",
    "logged_at",
    "changed_at",
)


class _OneLine:
    """A file for `csv.writer` whose `write` returns the line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def walks_as_csv(walks: Iterable[Walk]) -> Iterator[str]:
    """The heading, then one line for each walk in the order given."""
    writer = csv.writer(_OneLine())
    # Without the byte order mark, Excel takes UTF-8 for another encoding.
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    for walk in walks:
        yield writer.writerow([_cell(walk, column) for column in COLUMNS])


def _cell(walk: Walk, column: str) -> str:
    if column == "started_at":
        return walk.local_start.isoformat()
    value: Any = getattr(walk, column)
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).isoformat()
    return mark_formula(str(value))
