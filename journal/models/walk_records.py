"""Walks as the pure statistics see them, read as plain columns: a log of ten years has thousands.

Ids and moments come as text: as objects they take longer than the rest of the log together.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from operator import methodcaller
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from journal import patterns
from journal.models.walks import RECORD_FIELDS, Walk, WalkQuerySet


def record_rows(walks: WalkQuerySet, *fields: str) -> QuerySet[Walk, Any]:
    """The rows that `records_of` reads, for a prepared query to be asked for its columns.

    With other `fields`, those that `days_of` reads.
    """
    return walks.values_list(
        Cast("entry", CharField()),
        Cast("started_at", CharField()),
        "time_zone",
        *(fields or RECORD_FIELDS),
    )


def records_of(columns: Sequence[Sequence[Any]]) -> patterns.WalkColumns:
    """The walks of those columns, in their order."""
    if not columns:
        return patterns.WalkColumns.of(())
    entries, moments, zones, *fields = columns
    keys, instants = list(map(_with_hyphens, entries)), _aware(moments)
    return patterns.WalkColumns.read(keys, instants, _on_clocks(instants, zones), fields)


def days_of(columns: Sequence[Sequence[Any]]) -> Iterable[date]:
    """The day of each walk of those columns, on its walker's clock."""
    _, moments, zones, *_ = columns
    return map(datetime.date, _on_clocks(_aware(moments), zones))


def _aware(moments: Iterable[str]) -> list[datetime]:
    """As the database writes them: SQLite's are UTC, PostgreSQL's say their offset."""
    read = list(map(datetime.fromisoformat, moments))
    if read[0].tzinfo is not None:
        return read
    return list(map(methodcaller("replace", tzinfo=UTC), read))


def _on_clocks(instants: Iterable[datetime], zones: Sequence[str]) -> list[datetime]:
    """What the clock of the zone that each walk was logged in showed."""
    known = {zone: ZoneInfo(zone) for zone in set(zones)}
    return list(map(datetime.astimezone, instants, map(known.__getitem__, zones)))


def _with_hyphens(entry: str) -> str:
    """A UUID as it is usually written; SQLite keeps the digits alone."""
    if "-" in entry:
        return entry
    return f"{entry[:8]}-{entry[8:12]}-{entry[12:16]}-{entry[16:20]}-{entry[20:]}"
