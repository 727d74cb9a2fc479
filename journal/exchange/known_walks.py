"""Compare the walks in a file with the journal: the same walks, and walks that overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from accounts.models import User
from journal.exchange.file_walks import Decision, FileWalk, OfferedWalk, offer
from journal.exchange.recorded_times import whole_seconds
from journal.models import UnfinishedWalk, Walk
from journal.models.walks import MINUTES_MAX
from journal.patterns.walk_columns import SCORES

ALREADY = "already in your journal"
OTHERWISE = f"{ALREADY}, where it says something else; it stays as it is there"
COLUMNS = ("started_at", "minutes", "entry", "time_zone")


@dataclass(frozen=True, slots=True)
class _Span:
    start: datetime
    end: datetime
    name: str  # how the reason shown to the walker names it
    number: int | None  # its index among the offered walks; None for a walk of the journal


def decide(walks: Sequence[FileWalk], walker: User, now: datetime) -> list[OfferedWalk]:
    """The decision about each walk of a file, in the order of the file.

    A walk that is in the journal or stands earlier in the file is refused; a walk that overlaps
    another one is offered but not chosen.
    """
    offered = [offer(each, now) for each in walks]
    there = _rows_near(walks, walker)
    kept = {(whole_seconds(row.started_at), row.minutes): row for row in there}
    entries = {str(row.entry): row for row in there}
    seen: dict[tuple[datetime, int], str] = {}
    spans = [_span_of_row(row) for row in there]
    for number, each in enumerate(offered):
        if each.decision is Decision.REFUSE:
            continue
        key = (whole_seconds(each.walk.started_at), each.walk.minutes)
        row = kept.get(key) or entries.get(each.walk.answers.get("entry", ""))
        if repeated := _said_of(each.walk, row) if row else seen.get(key):
            offered[number] = replace(each, decision=Decision.REFUSE, why=repeated)
            continue
        seen[key] = f"the same walk as {each.walk.place}"
        spans.append(_span_of_offer(each.walk, number))
    for number, other in _overlaps(spans):
        each = offered[number]
        told = "; ".join(filter(None, (each.why, f"overlaps with {other}")))
        offered[number] = replace(each, decision=Decision.ASK, why=told)
    return offered


def _said_of(walk: FileWalk, row: Walk | UnfinishedWalk) -> str:
    """The reason for refusing a walk that the journal has: with the same values, or with others."""
    scores = [name for name in SCORES if name in walk.answers]
    is_alike = all(walk.answers[name] == getattr(row, name, None) for name in scores)
    span = (whole_seconds(walk.started_at), walk.minutes)
    is_alike = is_alike and span == (whole_seconds(row.started_at), row.minutes)
    return ALREADY if is_alike else OTHERWISE


def _rows_near(walks: Sequence[FileWalk], walker: User) -> list[Walk | UnfinishedWalk]:
    """All walks of the journal, finished or not, within the time that the file covers.

    All of the journal where the file has the ids of walks: the day of one may have been corrected.
    """
    if not walks:
        return []
    starts = [each.started_at for each in walks]
    margin = timedelta(minutes=MINUTES_MAX)
    within = {"started_at__gte": min(starts) - margin, "started_at__lte": max(starts) + margin}
    if any("entry" in each.answers for each in walks):
        within = {}
    rows = Walk.objects.for_user(walker).filter(**within).only(*COLUMNS, *SCORES)
    waiting = UnfinishedWalk.objects.for_user(walker).waiting().filter(**within)
    return [*rows, *waiting]


def _span_of_row(row: Walk | UnfinishedWalk) -> _Span:
    name = f"the walk of {row.local_start:%Y-%m-%d %H:%M} in your journal"
    return _Span(row.started_at, row.started_at + timedelta(minutes=row.minutes or 0), name, None)


def _span_of_offer(walk: FileWalk, number: int) -> _Span:
    name = f"the walk of {walk.local_start:%Y-%m-%d %H:%M} in this file ({walk.place})"
    return _Span(walk.started_at, walk.started_at + timedelta(seconds=walk.seconds), name, number)


def _overlaps(spans: Iterable[_Span]) -> Iterable[tuple[int, str]]:
    """Pairs of the number of an offered walk and the name of the walk that it overlaps.

    Of two offered walks that overlap, the later one is given.
    """
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
