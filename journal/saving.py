"""Store and change walks, in the same way for forms, devices and files."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.prepared_queries import PreparedInsert, PreparedQuery, columns_together
from journal.models import UnfinishedWalk, Walk
from journal.models.walks import MINUTES_MAX
from journal.nudges.updating import lock, update_nudges

ROWS_AT_ONCE = 500
_of_entry = PreparedQuery(
    lambda walker, entry: Walk.objects.filter(walker=walker, entry=entry)[:1], int, UUID
)
_unfinished = PreparedQuery(
    lambda walker, entry: (
        UnfinishedWalk.objects.for_user(walker).filter(entry=entry).values_list("pk")[:1]
    ),
    int,
    UUID,
)
_around = PreparedQuery(
    lambda walker, earliest, end: (
        Walk.objects.for_user(walker)
        .filter(started_at__gt=earliest, started_at__lt=end)
        .values_list("pk", "started_at", "minutes")
    ),
    int,
    datetime,
    datetime,
)
_new_walk = PreparedInsert(Walk, once=("walker", "entry"))
CLOCK_SKEW = timedelta(minutes=2)  # how far a clock may be ahead of the server's


class StoredWalk(NamedTuple):
    """A walk as it is in the journal, whether it is new there, and the walks that overlap it."""

    walk: Walk
    is_new: bool
    overlaps: tuple[Walk, ...] = ()


@transaction.atomic(savepoint=False)
def store_walk(walk: Walk, now: datetime) -> StoredWalk:
    """Store a valid walk, once, however often it is sent; in one transaction.

    A walk with the same `entry`, even a deleted one, is the same walk, and so is one of the same
    start and length: then the stored walk is returned unchanged. A walk that overlaps others is
    stored, and they are returned in `overlaps`: only their walker knows which one is wrong. The
    unfinished walk with this `entry` is deleted, and the nudges are updated.
    """
    lock(walk.walker_id)
    around, unfinished = columns_together(
        (_around, _span_around(walk)), (_unfinished, (walk.walker_id, walk.entry))
    )
    near = _overlapping(walk, around)
    same = [each for each in near if is_same_walk(each, walk)]
    is_new = not same and _new_walk.add(walk)
    if unfinished:
        UnfinishedWalk.objects.for_user(walk.walker).filter(entry=walk.entry).delete()
    if not is_new:
        there = [*_of_entry.all(walk.walker_id, walk.entry), *same]
        return StoredWalk(there[0], is_new=False)
    update_nudges(walk.walker, now, is_locked=True)
    return StoredWalk(walk, is_new=True, overlaps=tuple(near))


@transaction.atomic
def store_walks(walks: Sequence[Walk], walker: User, now: datetime) -> list[Walk]:
    """Store the valid walks of one person that the journal does not have yet, and return those.

    A walk is there by the rules of `store_walk`; all are stored in one transaction. No two of
    `walks` may have the same start and length.
    """
    lock(walker.pk)
    rows = Walk.objects.filter(walker=walker).values_list(
        "entry", "started_at", "minutes", "deleted_at"
    )
    entries, spans = set(), set()
    for entry, started_at, minutes, deleted_at in rows:
        entries.add(entry)
        if deleted_at is None:
            spans.add((started_at, minutes))
    new = [
        each
        for each in walks
        if each.entry not in entries and (each.started_at, each.minutes) not in spans
    ]
    waiting = UnfinishedWalk.objects.for_user(walker)
    for first in range(0, len(new), ROWS_AT_ONCE):
        some = new[first : first + ROWS_AT_ONCE]
        waiting.filter(entry__in=[each.entry for each in some]).delete()
    Walk.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    if new:
        update_nudges(walker, now, is_locked=True)
    return new


def _span_around(walk: Walk) -> tuple[int, datetime, datetime]:
    """The walker, and the moments between which a walk that overlaps this one must begin."""
    end = walk.started_at + timedelta(minutes=walk.minutes)
    return walk.walker_id, walk.started_at - timedelta(minutes=MINUTES_MAX), end


def _overlapping(walk: Walk, around: list[list[Any]]) -> list[Walk]:
    """The walks that overlap `walk`, from the columns `around` that `_around` found."""
    found = [
        key
        for key, started_at, minutes in zip(*around, strict=True)
        if started_at + timedelta(minutes=minutes) > walk.started_at
    ]
    if not found:
        return []
    walks = Walk.objects.for_user(walk.walker).filter(pk__in=found)
    return [each for each in walks if each.entry != walk.entry]


def is_same_walk(one: Walk, other: Walk) -> bool:
    """Whether two entries have the same start and length, and so are the same walk."""
    return (one.started_at, one.minutes) == (other.started_at, other.minutes)


@transaction.atomic
def change_walk(walk: Walk, now: datetime) -> None:
    """Write a changed walk to its row, set `changed_at`, and update the nudges; in one transaction.

    Every field is written, except the walker and the id.
    """
    walk.changed_at = now
    values = {
        field.attname: getattr(walk, field.attname)
        for field in Walk._meta.concrete_fields
        if not field.primary_key and field.attname not in {"walker_id", "entry"}
    }
    # Not `save()`, which filters by primary key only: every query of walks must name the person.
    Walk.objects.filter(walker=walk.walker, pk=walk.pk).update(**values)
    update_nudges(walk.walker, now)
