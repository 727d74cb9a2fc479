"""Walks as the pure statistics see them, read as plain columns: a log of ten years has thousands.

Ids and moments come as text: as objects they take longer than the rest of the log together.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from journal import patterns
from journal.models.walks import RECORD_FIELDS, Walk, WalkQuerySet


def record_rows(walks: WalkQuerySet) -> QuerySet[Walk, Any]:
    """The rows that `records_of` reads, for a prepared query to be asked for its columns."""
    return walks.values_list(
        Cast("entry", CharField()), Cast("started_at", CharField()), "time_zone", *RECORD_FIELDS
    )


def records_of(columns: Sequence[Sequence[Any]]) -> Iterable[patterns.Walk]:
    """The walks of those columns, in their order."""
    if not columns:
        return ()
    entries, moments, zones, *fields = columns
    known = {zone: ZoneInfo(zone) for zone in set(zones)}
    local = map(_local, moments, map(known.__getitem__, zones))
    return map(patterns.Walk, map(_with_hyphens, entries), local, *fields)


def _local(moment: str, zone: ZoneInfo) -> datetime:
    """A moment as the database writes it: SQLite's are UTC, PostgreSQL's say their offset."""
    read = datetime.fromisoformat(moment)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(zone)


def _with_hyphens(entry: str) -> str:
    """A UUID as it is usually written; SQLite keeps the digits alone."""
    if "-" in entry:
        return entry
    return f"{entry[:8]}-{entry[8:12]}-{entry[12:16]}-{entry[16:20]}-{entry[20:]}"
