"""Updates the nudges of one person, in the transaction that changes a walk of theirs.

Pages only read nudges: so every device shows the same ones, and showing a page writes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from accounts.models import User
from accounts.prepared_queries import PreparedQuery, columns_together
from journal.exchange.repeated_walks import distinct_walks
from journal.models import Nudge, Programme, ShownNudge, Walk
from journal.models.nudges import shown_nudge
from journal.models.walk_records import days_of, newest_first, record_rows, records_of
from journal.nudges.events import Event, RecentLog, WalkRow
from journal.nudges.onsets import FORTNIGHT, holds, once_a_fortnight, onsets
from journal.patterns import Walk as WalkRecord

MAX_WALKS = 120  # read at a save, however long the log is
# The fields that events look at. Start and length are read, too: they tell repeated entries.
SEEN = ("pain_before", "pain_after", "pain_next_morning", "leg_symptoms")
_last_walks = PreparedQuery(
    lambda walker: record_rows(Walk.objects.for_user(walker), "minutes", *SEEN)[:MAX_WALKS], int
)
_last_records = PreparedQuery(
    lambda walker: record_rows(Walk.objects.for_user(walker))[:MAX_WALKS], int
)
_began_on = PreparedQuery(
    lambda walker: Programme.objects.for_user(walker).values_list("started_on")[:MAX_WALKS], int
)
_in_use = PreparedQuery(lambda: Nudge.objects.in_use().values_list("event", "threshold"))
_waiting = PreparedQuery(
    lambda walker: (
        ShownNudge.objects.for_user(walker).filter(read_at=None, answer="").values_list("pk")
    ),
    int,
)
_locked = PreparedQuery(
    lambda walker: User.objects.select_for_update().filter(pk=walker).values_list("pk"), int
)


def lock(walker: int) -> None:
    """Make simultaneous requests for one person take turns, until the transaction ends.

    To be called in a transaction. It does nothing with SQLite, where writers take turns from the
    beginning of a transaction.
    """
    if connection.features.has_select_for_update:
        _locked.all(walker)


def update_nudges(walker: User, now: datetime, *, is_locked: bool = False) -> None:
    """Store the nudges that the log of `walker` calls for, and delete those that hold no longer.

    To be called in the transaction that changed a walk; `is_locked`: whether `lock` was called in
    it. Only events that began in the last fortnight get a nudge, so that an older walk entered late
    gets none.
    """
    if not is_locked:  # else two simultaneous saves could both store a nudge
        lock(walker.pk)
    log, waiting, numbers = _read(walker)
    if waiting:
        _drop_what_is_no_longer_so(walker, log, waiting)
    since = now.astimezone(walker.zone).date() - FORTNIGHT
    begun = onsets(log, numbers, since)
    if not begun:
        return
    nudges = {Event(nudge.event): nudge for nudge in Nudge.objects.in_use()}
    found = [onset for onset in begun if onset.event in nudges]  # still in use
    shown = ShownNudge.objects.for_user(walker).filter(day__gt=since - FORTNIGHT)
    said = [(Event(event), day) for event, day in shown.values_list("event", "day")]
    ShownNudge.objects.bulk_create(
        [
            shown_nudge(
                walker, nudges[onset.event], UUID(onset.walk.key), day=onset.walk.day, kept_at=now
            )
            for onset in once_a_fortnight(found, said)
        ],
        ignore_conflicts=True,
    )


def recent_log(walker: User) -> RecentLog:
    """The last walks of one person, each once, as the events take them."""
    return _read(walker).log


class _Read(NamedTuple):
    """What an update is based on: the log, the primary keys of stored nudges that are neither read
    nor answered, and the threshold of each event that has a nudge in use."""

    log: RecentLog
    waiting: list[int]
    numbers: dict[Event, float]


def _read(walker: User) -> _Read:
    who = (walker.pk,)
    columns, began_on, waiting, in_use = columns_together(
        (_last_walks, who), (_began_on, who), (_waiting, who), (_in_use, ())
    )
    log = RecentLog(
        walks=_each_once(walker, columns) if columns else [],
        is_whole=not columns or len(columns[0]) < MAX_WALKS,
        began_on=tuple(*began_on),
    )
    numbers = {Event(event): number or 0 for event, number in zip(*in_use, strict=True)}
    return _Read(log, list(*waiting), numbers)


def _each_once(walker: User, columns: Sequence[Sequence[Any]]) -> list[WalkRow]:
    """The walks of the columns of `_last_walks`, oldest first, each once."""
    entries, moments, zones, minutes, *seen = newest_first(columns)
    if len(set(zip(moments, minutes, strict=True))) < len(minutes):
        records = records_of(_last_records.columns(walker.pk))[::-1]
        return list(map(walk_row, distinct_walks(records).walks))
    rows = zip(entries, days_of(moments, zones), *seen, strict=True)
    return list(map(WalkRow._make, rows))[::-1]


def walk_row(record: WalkRecord) -> WalkRow:
    return WalkRow(
        key=record.key,
        day=record.started_at.date(),
        before=record.pain_before,
        after=record.pain_after,
        next_morning=record.pain_next_morning,
        legs=record.leg_symptoms,
    )


def _drop_what_is_no_longer_so(walker: User, log: RecentLog, waiting: list[int]) -> None:
    """Delete the `waiting` nudges whose event no longer holds, as its walk was changed or deleted.

    Each is checked against the threshold with which it was stored: an editor who changes that takes
    nothing away from a walker.
    """
    shown = ShownNudge.objects.for_user(walker).filter(pk__in=waiting)
    void = [row.pk for row in shown if not _is_so(row, log)]
    if void:
        ShownNudge.objects.for_user(walker).filter(pk__in=void).delete()


def _is_so(row: ShownNudge, log: RecentLog) -> bool:
    at = _position(row.entry, log.walks)
    if at is None:  # the walk was deleted, or is older than those that were read
        return not log.is_whole and bool(log.walks) and row.day < log.walks[0].day
    return holds(log, at, Event(row.event), row.threshold)


def _position(entry: UUID, walks: Iterable[WalkRow]) -> int | None:
    return next((at for at, walk in enumerate(walks) if UUID(walk.key) == entry), None)
