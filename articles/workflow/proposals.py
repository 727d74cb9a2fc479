"""Proposing a change of a record, and publishing it: the one place that changes such a record.

Files that come with the site and commands of an operator write records directly; every page of the
office uses this module.
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
STILL_NEEDED = "Something else still needs it, so it cannot go."


@dataclass(frozen=True)
class Content:
    """What a record says, or would say: its title, and its content as values and in words."""

    title: str
    values: Values
    words: Words


def content_of_record(record: models.Model) -> Content:
    """The content of the stored record, read again because the values in `record` may be old."""
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
    """Store a draft that would give `record` this `content`; None: a new record of `model`.

    `live` is the present content of the record, if the caller has just read it. Raises
    ValidationError, for example if the record has an open change already.
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
    change.clean_fields(exclude=["state", "kind", "author"])  # the last two are rows just read
    change.validate_constraints(exclude=["reviewer"])  # there is none yet
    change.save()
    return change


def propose_as_if(
    record: models.Model, act: Callable[[models.Model], None], by: User
) -> ProposedChange:
    """Store a draft of what `act` would make of the record; the record itself is not changed."""
    with transaction.atomic():
        changed = type(record)._default_manager.get(pk=record.pk)
        act(changed)
        content = content_of_record(changed)
        transaction.set_rollback(True)
    return propose(record, type(record), content, by)


def propose_removal(record: models.Model, by: User) -> ProposedChange:
    """Store a draft that would delete `record`."""
    content = content_of_record(record)
    removed = Content(content.title, content.values, [])
    change = propose(record, type(record), removed, by, content)
    change.is_removal = True
    change.save()
    return change


def rewrite(change: ProposedChange, content: Content) -> None:
    """Replace the content of a draft and save it; its history says who did.

    Raises ValidationError if it is no draft any more.
    """
    if change.state != ProposedChange.State.DRAFT:
        raise ValidationError("It is being reviewed. Take it back to change it.")
    _take(change, content)
    change.save()


def _take(change: ProposedChange, content: Content) -> None:
    change.title, change.values, change.after = content.title, content.values, content.words


def live_record(change: ProposedChange) -> models.Model | None:
    """The record as it is now; None if it is new or was deleted."""
    model = record_kind_of(change).model
    return model._default_manager.filter(pk=change.object_id).first()


def outdated_because(change: ProposedChange) -> str:
    """Why the change cannot be published: the record changed or was deleted since it was begun.

    Empty if it can.
    """
    if change.base is None:  # a new record
        return ""
    record = live_record(change)
    if record is None:
        return GONE
    return "" if _is_as_in(change.base, record_values(record)) else SINCE


def _is_as_in(base: Values, live: Values) -> bool:
    """Whether the content is still `base`, which lacks fields that the model got after it."""
    fields = {name: value for name, value in live["fields"].items() if name in base["fields"]}
    return live | {"fields": fields} == base


@transaction.atomic
def publish_change(change: ProposedChange, now: datetime) -> None:
    """Change the record as approved, and mark `change` as published. The caller saves `change`.

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
        record.version += 1  # type: ignore[attr-defined]  # what walkers saw names the old version
    _date_review(record, change)
    write_values(record, change.values)
    change.object_id = record.pk


def _remove(record: models.Model) -> None:
    try:
        record.delete()
    except ProtectedError as error:
        raise ValidationError(STILL_NEEDED) from error


def _date_review(record: Any, change: ProposedChange) -> None:
    """Give the record the review of this change, or none: an earlier one was of other words."""
    kind = RECORD_KINDS[type(record)]
    if kind.has_field("reviewed_on"):
        record.reviewed_on = change.reviewed_on
    if kind.has_field("credentials"):
        is_reviewed = change.reviewed_on is not None
        record.reviewer = change.reviewer_name if is_reviewed else ""
        record.credentials = change.reviewer_credentials


def takes_review_away(change: ProposedChange) -> bool:
    """Whether publishing the change as it is leaves a reviewed record without its review."""
    record = live_record(change) if not change.is_new and not change.is_removal else None
    return bool(getattr(record, "reviewed_on", None)) and change.reviewed_on is None


@contextmanager
def shown_as_proposed(change: ProposedChange) -> Iterator[models.Model]:
    """Context manager: the record as the change would make it, stored until the context ends.

    Then its transaction is rolled back. Only for forms of the office: nothing that is cached by
    content version may be read inside.
    """
    with transaction.atomic():
        record = live_record(change) or record_kind_of(change).model(pk=-change.pk)
        write_values(record, change.values, is_shown=True)
        yield record
        transaction.set_rollback(True)
