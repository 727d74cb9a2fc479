"""Read walks for the statistics as plain columns, since a log of ten years has thousands of walks.

Ids and moments are read as text: as objects they would take longer than all the rest of the log.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from journal import patterns
from journal.models.walks import RECORD_FIELDS, Walk, WalkQuerySet


def record_rows(walks: WalkQuerySet, *fields: str) -> QuerySet[Walk, Any]:
    """A query of rows for a prepared query, whose columns `newest_first` and `records_of` take.

    Each row has id, start, zone, `fields` (by default RECORD_FIELDS) and primary key. The order is
    one that an index gives, so walks that start together are not in their final order yet.
    """
    return walks.order_by("-started_at", "pk").values_list(
        Cast("entry", CharField()),
        Cast("started_at", CharField()),
        "time_zone",
        *(fields or RECORD_FIELDS),
        "pk",
    )


def newest_first(columns: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """The columns of `record_rows` without the primary key, the newest walk first.

    The order is that of `Walk.objects.for_user`. `columns` must not be empty.
    """
    *fields, keys = columns
    moments = fields[1]
    if len(set(moments)) == len(moments):
        return fields
    order = sorted(range(len(keys)), key=lambda at: (moments[at], keys[at]), reverse=True)
    return [[column[at] for at in order] for column in fields]


def records_of(columns: Sequence[Sequence[Any]]) -> patterns.WalkColumns:
    """The walks in the columns of `record_rows`, the newest first; none without columns."""
    if not columns:
        return patterns.WalkColumns.of(())
    entries, moments, zones, *fields = newest_first(columns)
    keys, instants = list(map(_with_hyphens, entries)), _aware(moments)
    return patterns.WalkColumns.read(keys, instants, _on_clocks(instants, zones), fields)


def days_of(moments: Sequence[str], zones: Sequence[str]) -> Iterable[date]:
    """The day of each walk on its own clock, from the columns of starts and zones."""
    return map(datetime.date, _on_clocks(_aware(moments), zones))


def _aware(moments: Sequence[str]) -> list[datetime]:
    """Aware moments from the database's text: UTC in SQLite, with an offset in PostgreSQL."""
    offset = "" if datetime.fromisoformat(moments[0]).tzinfo else "+00:00"
    return [datetime.fromisoformat(moment + offset) for moment in moments]


def _on_clocks(instants: Iterable[datetime], zones: Sequence[str]) -> list[datetime]:
    """Each moment in the zone that its walk was logged in."""
    known = {zone: ZoneInfo(zone) for zone in set(zones)}
    return list(map(datetime.astimezone, instants, map(known.__getitem__, zones)))


def _with_hyphens(entry: str) -> str:
    """A UUID with hyphens; SQLite stores only its digits."""
    if "-" in entry:
        return entry
    return f"{entry[:8]}-{entry[8:12]}-{entry[12:16]}-{entry[16:20]}-{entry[20:]}"
