"""Walks as the pure statistics see them, read as plain columns: a log of ten years has thousands.

Ids and moments come as text: as objects they take longer than the rest of the log together.
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
    """The rows that `newest_first` reads, for a prepared query to be asked for its columns.

    In the order of an index alone; `fields` are RECORD_FIELDS unless others are named.
    """
    return walks.order_by("-started_at", "pk").values_list(
        Cast("entry", CharField()),
        Cast("started_at", CharField()),
        "time_zone",
        *(fields or RECORD_FIELDS),
        "pk",
    )


def newest_first(columns: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Those columns without the last, in the order in which every list has the walks."""
    *fields, keys = columns
    moments = fields[1]
    if len(set(moments)) == len(moments):
        return fields
    order = sorted(range(len(keys)), key=lambda at: (moments[at], keys[at]), reverse=True)
    return [[column[at] for at in order] for column in fields]


def records_of(columns: Sequence[Sequence[Any]]) -> patterns.WalkColumns:
    """The walks of those columns, as `newest_first` has them."""
    if not columns:
        return patterns.WalkColumns.of(())
    entries, moments, zones, *fields = newest_first(columns)
    keys, instants = list(map(_with_hyphens, entries)), _aware(moments)
    return patterns.WalkColumns.read(keys, instants, _on_clocks(instants, zones), fields)


def days_of(moments: Sequence[str], zones: Sequence[str]) -> Iterable[date]:
    """The day of each walk of those columns, on its walker's clock."""
    return map(datetime.date, _on_clocks(_aware(moments), zones))


def _aware(moments: Sequence[str]) -> list[datetime]:
    """As the database writes them: SQLite's are UTC, PostgreSQL's say their offset."""
    offset = "" if datetime.fromisoformat(moments[0]).tzinfo else "+00:00"
    return [datetime.fromisoformat(moment + offset) for moment in moments]


def _on_clocks(instants: Iterable[datetime], zones: Sequence[str]) -> list[datetime]:
    """What the clock of the zone that each walk was logged in showed."""
    known = {zone: ZoneInfo(zone) for zone in set(zones)}
    return list(map(datetime.astimezone, instants, map(known.__getitem__, zones)))


def _with_hyphens(entry: str) -> str:
    """A UUID as it is usually written; SQLite keeps the digits alone."""
    if "-" in entry:
        return entry
    return f"{entry[:8]}-{entry[8:12]}-{entry[12:16]}-{entry[16:20]}-{entry[20:]}"
