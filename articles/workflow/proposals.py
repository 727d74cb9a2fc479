"""Proposing a change of a record, and publishing it: the one place that changes such a record.

Files that come with the site and commands of an operator write records directly; every page of the
office comes through here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError

from accounts.models import User
from articles.models import ProposedChange
from articles.workflow.record_kinds import (
    RECORD_KINDS,
    Values,
    Words,
    record_kind_of,
    record_values,
    record_words,
    write_values,
)

SINCE = (
    "The record has changed since this was written. Send it back; its author gives it up and "
    "proposes it again from what readers see now."
)
GONE = "The record is gone: give this change up."


@dataclass(frozen=True)
class Content:
    """What a record would say: its title, and its content as values and in words."""

    title: str
    values: Values
    words: Words


def content_of_record(record: models.Model) -> Content:
    """Of the stored record, read again: what `record` has read before may be old."""
    kind = RECORD_KINDS[type(record)]
    relations = [field.name for field in kind.own_fields() if field.is_relation]
    lists = [each.name for each in kind.lists()] + ([kind.rows] if kind.rows else [])
    rows = kind.model._default_manager.select_related(*relations).prefetch_related(*lists)
    record = rows.get(pk=record.pk)
    return Content(str(record)[:300], record_values(record), record_words(record))


def propose(
    record: models.Model | None,
    model: type[models.Model],
    content: Content,
    by: User,
    live: Content | None = None,
) -> ProposedChange:
    """A draft of a change: of `record` as it is stored now, or of a new one. Stored.

    `live` is the content of the record, where the caller has just read it.
    """
    change = ProposedChange(
        kind=ContentType.objects.get_for_model(model),
        object_id=record.pk if record else None,
        author=by,
        author_name=str(by),
    )
    if record is not None:
        live = live or content_of_record(record)
        change.base, change.before = live.values, live.words
    _take(change, content)
    change.clean_fields(exclude=["state", "kind", "author"])  # of which the last two are rows
    change.validate_constraints(exclude=["reviewer"])  # there is none yet
    change.save()
    return change


def propose_as_if(
    record: models.Model, act: Callable[[models.Model], None], by: User
) -> ProposedChange:
    """A draft of what `act` would make of the record, which itself stays as it is. Stored."""
    with transaction.atomic():
        changed = type(record)._default_manager.get(pk=record.pk)
        act(changed)
        content = content_of_record(changed)
        transaction.set_rollback(True)
    return propose(record, type(record), content, by)


def propose_removal(record: models.Model, by: User) -> ProposedChange:
    """A draft of taking `record` out. Stored."""
    content = content_of_record(record)
    removed = Content(content.title, content.values, [])
    change = propose(record, type(record), removed, by, content)
    change.is_removal = True
    change.save()
    return change


def rewrite(change: ProposedChange, content: Content) -> None:
    """Replace what a draft would say. Stored; it is the caller's history that says by whom."""
    if change.state != ProposedChange.State.DRAFT:
        raise ValidationError("It is being reviewed. Take it back to change it.")
    _take(change, content)
    change.save()


def _take(change: ProposedChange, content: Content) -> None:
    change.title, change.values, change.after = content.title, content.values, content.words


def live_record(change: ProposedChange) -> models.Model | None:
    """The record as it is now; None for a new one and one that is gone."""
    model = record_kind_of(change).model
    return model._default_manager.filter(pk=change.object_id).first()


def outdated_because(change: ProposedChange) -> str:
    """What happened to the record since the change was begun that keeps it from being published."""
    if change.is_new:
        return ""
    record = live_record(change)
    if record is None:
        return GONE
    return "" if record_values(record) == change.base else SINCE


@transaction.atomic
def publish_change(change: ProposedChange, now: datetime) -> None:
    """Change the record as was approved. The caller saves `change`.

    Raises:
        ValidationError: the record has changed since, or its model refuses the values.
        TransitionNotAllowed: where nobody else has approved it.
    """
    if outdated := outdated_because(change):
        raise ValidationError(outdated)
    change.publish(now)
    kind = record_kind_of(change)
    record = live_record(change) or kind.model()
    record._change_reason = (change.note or str(change))[:100]  # type: ignore[attr-defined]
    if change.is_removal:
        _remove(record)
        return
    if kind.has_field("version") and not record._state.adding:
        record.version += 1  # type: ignore[attr-defined]  # what was shown keeps the old one
    _date_review(record, change)
    write_values(record, change.values)
    change.object_id = record.pk


def _remove(record: models.Model) -> None:
    try:
        record.delete()
    except ProtectedError as error:
        raise ValidationError("Something else still needs it, so it cannot go.") from error


def _date_review(record: Any, change: ProposedChange) -> None:
    """The record's review is the one that this change got, or none: its words are others now."""
    kind = RECORD_KINDS[type(record)]
    if kind.has_field("reviewed_on"):
        record.reviewed_on = change.reviewed_on
    if kind.has_field("credentials"):
        is_reviewed = change.reviewed_on is not None
        record.reviewer = change.reviewer_name if is_reviewed else ""
        record.credentials = change.reviewer_credentials


def takes_review_away(change: ProposedChange) -> bool:
    """Whether publishing it as it stands leaves a reviewed record without its review."""
    record = live_record(change) if not change.is_new and not change.is_removal else None
    return bool(getattr(record, "reviewed_on", None)) and change.reviewed_on is None


@contextmanager
def shown_as_proposed(change: ProposedChange) -> Iterator[models.Model]:
    """The record as it would be, stored for as long as this lasts; then all is as before.

    Only for forms of the office: what is cached by the content's version must not be read here.
    """
    with transaction.atomic():
        record = live_record(change) or record_kind_of(change).model(pk=-change.pk)
        write_values(record, change.values, is_shown=True)
        yield record
        transaction.set_rollback(True)
