"""What a journal has already of the walks in a file: the same ones, and those that overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from journal.exchange.file_walks import Decision, FileWalk, OfferedWalk, offer
from journal.exchange.recorded_times import whole_seconds
from journal.models import UnfinishedWalk, Walk
from journal.models.walks import MINUTES_MAX

ALREADY = "already in your journal"


@dataclass(frozen=True, slots=True)
class _Span:
    start: datetime
    end: datetime
    name: str  # as a reason gives it
    number: int | None  # among the offered walks; None where it is in the journal


def decide(walks: Sequence[FileWalk], walker: User, now: datetime) -> list[OfferedWalk]:
    """Each walk of a file with what becomes of it, in the order of the file."""
    offered = [offer(each, now) for each in walks]
    there = _rows_near(walks, walker)
    seen = {(whole_seconds(start), minutes): ALREADY for start, minutes, _, _ in there}
    entries = {str(entry) for _, _, entry, _ in there}
    spans = [_span_of_row(*row) for row in there]
    for number, each in enumerate(offered):
        if each.decision is Decision.REFUSE:
            continue
        key = (whole_seconds(each.walk.started_at), each.walk.minutes)
        repeated = seen.get(key) or (each.walk.answers.get("entry") in entries and ALREADY)
        if repeated:
            offered[number] = replace(each, decision=Decision.REFUSE, why=repeated)
            continue
        seen[key] = f"the same walk as {each.walk.place}"
        spans.append(_span_of_offer(each.walk, number))
    for number, other in _overlaps(spans):
        each = offered[number]
        told = "; ".join(filter(None, (each.why, f"overlaps with {other}")))
        offered[number] = replace(each, decision=Decision.ASK, why=told)
    return offered


def _rows_near(walks: Sequence[FileWalk], walker: User) -> list[tuple[Any, ...]]:
    """(start, minutes, entry, zone) of all that the journal has in the time of the file."""
    if not walks:
        return []
    starts = [each.started_at for each in walks]
    margin = timedelta(minutes=MINUTES_MAX)
    within = {"started_at__gte": min(starts) - margin, "started_at__lte": max(starts) + margin}
    columns = ("started_at", "minutes", "entry", "time_zone")
    rows = list(Walk.objects.for_user(walker).filter(**within).values_list(*columns))
    waiting = UnfinishedWalk.objects.for_user(walker).waiting().filter(**within)
    return rows + list(waiting.values_list(*columns))


def _span_of_row(start: datetime, minutes: int, _: Any, zone: str) -> _Span:
    name = f"the walk of {start.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} in your journal"
    return _Span(start, start + timedelta(minutes=minutes), name, None)


def _span_of_offer(walk: FileWalk, number: int) -> _Span:
    name = f"the walk of {walk.local_start:%Y-%m-%d %H:%M} in this file ({walk.place})"
    return _Span(walk.started_at, walk.started_at + timedelta(seconds=walk.seconds), name, number)


def _overlaps(spans: Iterable[_Span]) -> Iterable[tuple[int, str]]:
    """(number of an offered walk, what it overlaps with): of two offered ones, the later."""
    lasting: _Span | None = None
    told: set[int] = set()
    for span in sorted(spans, key=attrgetter("start")):
        if lasting is not None and span.start < lasting.end:
            mine, other = (span, lasting) if span.number is not None else (lasting, span)
            if mine.number is not None and mine.number not in told:
                told.add(mine.number)
                yield mine.number, other.name
        if lasting is None or span.end > lasting.end:
            lasting = span
