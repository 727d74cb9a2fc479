"""Store walks that were sent as JSON: each walk once, however often it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from journal.api.problems import Problem, invalid
from journal.api.walk_json import (
    DETAILS,
    OF_UNFINISHED,
    SentWalk,
    read_entry,
    read_walk,
    unfinished_json,
    walk_json,
)
from journal.models import UnfinishedWalk, Walk
from journal.models.walks import DETAIL_FIELDS
from journal.nudges.updating import lock, update_nudges
from journal.saving import store_walk

MAX_UNFINISHED = 200  # of one person: only a faulty tool sends more
MOMENTS = ("started_at", "time_zone")


@dataclass(frozen=True, slots=True)
class Stored:
    """The stored walk as JSON, whether this request stored it, and the ids of overlapping walks."""

    walk: Mapping[str, Any]
    is_new: bool
    overlaps: tuple[UUID, ...] = ()

    @property
    def status(self) -> int:
        return 201 if self.is_new else 200

    def as_json(self) -> dict[str, Any]:
        return {**self.walk, "is_new": self.is_new, "overlaps": [str(e) for e in self.overlaps]}


@transaction.atomic
def add_walk(walker: User, said: Any, now: datetime) -> Stored:
    """Store one walk that was sent, unless the journal has it; in one transaction. Raises Problem.

    A walk that is there already is returned as it is, even where the data sent now could not be
    stored: a device that never got the first answer must be able to remove the walk from its queue.
    """
    said = _object(said)
    lock(walker.pk)
    entry = read_entry(said)
    there = Walk.objects.filter(walker=walker, entry=entry).first() if entry else None
    if there is not None:
        return Stored(_unless_deleted(there), is_new=False)
    waiting = UnfinishedWalk.objects.filter(walker=walker, entry=entry).first() if entry else None
    sent = read_walk(_with_what_waits(waiting, said), walker, now)
    if sent.errors:
        raise invalid(sent.errors)
    if waiting is not None:
        _refuse_stale(waiting, sent)
    if sent.is_finished:
        return _add_finished(walker, sent, now)
    same = None if entry else _same_span(walker, sent, now)
    return same or _keep_waiting(walker, sent, now)


@transaction.atomic
def put_walk(walker: User, entry: UUID, said: Any, now: datetime) -> Stored:
    """Store a walk by its id, or change the stored one; in one transaction. Raises Problem.

    A change must have the `changed_at` of the walk that the caller read. Where the walk was changed
    since, nothing is stored, and the caller gets the present walk with the refusal (409).
    """
    said = _object(said)
    if said.get("entry") is not None and read_entry(said) != entry:
        raise invalid({"entry": ["This is not the walk that the address names."]})
    said = {**said, "entry": str(entry)}
    lock(walker.pk)
    there = Walk.objects.filter(walker=walker, entry=entry).first()
    if there is None:
        return add_walk(walker, said, now)
    _unless_deleted(there)
    sent = read_walk(said, walker, now)
    if not sent.is_finished and not sent.errors:
        sent.refuse("pain_after", "This walk is finished: it needs pain_after.")
    if sent.errors:
        raise invalid(sent.errors)
    return _change(walker, there, sent, now)


def _with_what_waits(waiting: UnfinishedWalk | None, said: dict[str, Any]) -> dict[str, Any]:
    """`said`, completed by the unfinished walk of this id: known values need not be sent again."""
    if waiting is None:
        return said
    waits = unfinished_json(waiting)
    known = {name: waits[name] for name in (*MOMENTS, *OF_UNFINISHED)}
    # An unknown name stays in even with null, so that it is refused.
    return known | {
        name: value for name, value in said.items() if value is not None or name not in known
    }


def _refuse_stale(waiting: UnfinishedWalk, sent: SentWalk) -> None:
    """Raise Problem (409) where `sent` was made from an earlier state of an unfinished walk, and
    would undo what was said of it since. Without `changed_at` that is not known."""
    if sent.values["changed_at"] in (None, waiting.changed_at):
        return
    if any(sent.values[name] != getattr(waiting, name) for name in (*MOMENTS, *OF_UNFINISHED)):
        raise _changed_meanwhile(unfinished_json(waiting))


def _changed_meanwhile(walk: dict[str, Any]) -> Problem:
    """The refusal (409) of a change; `walk` is the walk as it is now, as JSON."""
    message = (
        "This walk says something else by now, or changed_at was left out. Nothing was stored."
    )
    return Problem(409, "changed-meanwhile", message, walk=walk)


def _object(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise invalid({"": ["A walk is an object: {…}."]})
    return said


def _unless_deleted(walk: Walk) -> dict[str, Any]:
    if walk.deleted_at is not None:
        raise Problem(410, "deleted", "This walk was stored before, and deleted. It stays deleted.")
    return walk_json(walk)


def _values(sent: SentWalk) -> dict[str, Any]:
    empty = dict.fromkeys(DETAIL_FIELDS, "")
    known = {name: sent.values[name] for name in (*MOMENTS, *DETAILS)}
    return known | {name: known[name] or text for name, text in empty.items()}


def _add_finished(walker: User, sent: SentWalk, now: datetime) -> Stored:
    walk = Walk(walker=walker, entry=sent.entry, changed_at=now, **_values(sent))
    walk.logged_at = sent.values["logged_at"]
    stored = store_walk(walk, now)
    overlaps = tuple(each.entry for each in stored.overlaps)
    return Stored(walk_json(stored.walk), is_new=stored.is_new, overlaps=overlaps)


def _same_span(walker: User, sent: SentWalk, now: datetime) -> Stored | None:
    """The stored walk, finished or not, of the same start and length as `sent`; None without one.

    For walks sent without scores and without an id: a tool that got no answer sends such a walk
    again. If the pain before is known only now, it is added to the unfinished walk.
    """
    span = {name: sent.values[name] for name in ("started_at", "minutes")}
    if span["minutes"] is None:
        return None
    if walk := Walk.objects.for_user(walker).filter(**span).first():
        return Stored(walk_json(walk), is_new=False)
    waiting = UnfinishedWalk.objects.for_user(walker).filter(**span).first()
    if waiting and waiting.pain_before is None and sent.values["pain_before"] is not None:
        sent.entry = waiting.entry
        return _keep_waiting(walker, sent, now)
    return Stored(unfinished_json(waiting), is_new=False) if waiting else None


def _keep_waiting(walker: User, sent: SentWalk, now: datetime) -> Stored:
    """Store or update an unfinished walk: one without its scores, or one that is still going on."""
    rows = UnfinishedWalk.objects.filter(walker=walker)
    if rows.count() >= MAX_UNFINISHED and not rows.filter(entry=sent.entry).exists():
        raise Problem(409, "too-many", f"{MAX_UNFINISHED} walks wait already. Finish some first.")
    known = {name: sent.values[name] for name in (*MOMENTS, *OF_UNFINISHED)}
    mine = rows.filter(entry=sent.entry)
    # Not `update_or_create()`, whose update filters by primary key only: every query must name the
    # person.
    if mine.update(**known, changed_at=now):
        return Stored(unfinished_json(mine.get()), is_new=False)
    origin = UnfinishedWalk.Origin.DEVICE
    return Stored(
        unfinished_json(rows.create(walker=walker, entry=sent.entry, origin=origin, **known)),
        is_new=True,
    )


def _change(walker: User, walk: Walk, sent: SentWalk, now: datetime) -> Stored:
    values = _values(sent)
    if all(getattr(walk, name) == value for name, value in values.items()):
        return Stored(walk_json(walk), is_new=False)
    if sent.values["changed_at"] != walk.changed_at:
        raise _changed_meanwhile(walk_json(walk))
    rows = Walk.objects.filter(walker=walker, pk=walk.pk)
    rows.update(**values, changed_at=now)
    update_nudges(walker, now)
    return Stored(walk_json(rows.get()), is_new=False)
