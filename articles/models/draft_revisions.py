"""Revisions: every save of a draft with all its words, so that each can be restored.

A published edition never changes, so it needs none. A revision holds what the draft said after a
save: its fields, and each question with its answer, other wordings, sources and figures. Each of
these is kept by its key and by its name, so that a revision can be read after one was deleted.

Kept: every save until the edition is published, and `RETENTION` longer; from then on the first, and
the last of each day (`purge_revisions`). A deleted draft takes its saves with it.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from accounts.fields import PrintableCharField
from accounts.models import User
from articles.models.answers import Answer
from articles.models.editions import Edition

RETENTION = timedelta(days=90)
TEXT_FIELDS = ("title", "summary", "introduction", "author_name", "interests", "change_note")
DATE_FIELDS = ("review_due_on", "expires_at")
ANSWER_FIELDS = ("kind", "wording", "short_answer", "how_long", "body")
AS_IT_WAS = "As it was before the first save here"


def snapshot_of(edition: Edition, answers: Iterable[Answer] | None = None) -> dict[str, Any]:
    """The draft's present words, as `DraftRevision.content` keeps them; a fixed number of queries.

    `answers` are those of the edition, read with `for_reading`; None: they are read here.
    """
    fields = {name: getattr(edition, name) for name in TEXT_FIELDS}
    dates = {name: _as_stored(getattr(edition, name)) for name in DATE_FIELDS}
    if answers is None:
        answers = Answer.objects.filter(edition=edition).for_reading()
    return {"fields": fields, "dates": dates, "answers": [revision_words(each) for each in answers]}


def _as_stored(value: date | None) -> str | None:
    """A day or a moment as text; a moment as the database returns it, whose form has local time."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    return value.isoformat() if value else None


def _with_digest(
    edition: Edition, answers: Iterable[Answer] | None = None
) -> tuple[dict[str, Any], str]:
    content = snapshot_of(edition, answers)
    return content, sha256(repr(content).encode()).hexdigest()


def revision_words(answer: Answer) -> dict[str, Any]:
    """One answer as a revision keeps it; sources and figures as lists of [primary key, name]."""
    return {
        "question": answer.question_id,
        "anchor": answer.question.anchor,
        "also_asked_as": answer.question.drafted_wordings,
        **{name: getattr(answer, name) for name in ANSWER_FIELDS},
        "sources": [[source.pk, str(source)] for source in answer.cited],
        "figures": [[figure.pk, str(figure)] for figure in answer.figures],
    }


def _signed(by: User | None) -> dict[str, Any]:
    return {"saved_by": by, "saved_by_name": (str(by) if by else "")[:254]}


class DraftRevisionQuerySet(models.QuerySet["DraftRevision"]):
    @transaction.atomic
    def record(
        self,
        edition: Edition,
        by: User | None,
        reason: str,
        sent_as: str = "",
        answers: Iterable[Answer] | None = None,
    ) -> "DraftRevision | None":
        """Store what the draft says now as a new revision; None if the last one says the same.

        `sent_as` names the attempt to save it (`is_stored_as`); `answers` as for `snapshot_of`.
        """
        content, digest = _with_digest(edition, answers)
        last = self.filter(edition=edition).order_by("-number").defer("content").first()
        if last is not None and last.digest == digest:
            return None
        return self.create(
            edition=edition,
            number=last.number + 1 if last else 1,
            saved_at=timezone.now(),
            **_signed(by),
            reason=reason[:100],
            content=content,
            digest=digest,
            sent_as=sent_as,
        )

    def is_stored_as(self, edition: Edition, attempts: Iterable[str]) -> bool:
        """Whether the draft still says exactly what one of `attempts` to save it stored.

        Asked when a form is sent again because the response to an attempt may never have arrived.
        """
        last = self.filter(edition=edition).order_by("-number").defer("content").first()
        if last is None or not last.sent_as or last.sent_as not in attempts:
            return False
        return last.digest == _with_digest(edition)[1]

    def record_base(self, edition: Edition) -> None:
        """Store the draft as it was before its first recorded save, if it has no revision yet."""
        if not self.filter(edition=edition).exists():
            stored = Edition.objects.select_related("author").get(pk=edition.pk)
            content, digest = _with_digest(stored)
            self.create(
                edition=stored,
                number=1,
                saved_at=stored.updated_at,
                **_signed(stored.author),
                reason=AS_IT_WAS,
                content=content,
                digest=digest,
            )

    def past_keeping(self, now: datetime) -> "DraftRevisionQuerySet":
        """Revisions to delete: of editions published more than `RETENTION` ago, all but the first
        of each edition and the last of each day."""
        old = self.filter(edition__publish_at__lt=now - RETENTION)
        rows = old.order_by("edition", "number").values_list("edition", "pk", "number", "saved_at")
        kept: dict[tuple[int, date], int] = {}
        found: list[int] = []
        for edition, pk, number, saved_at in rows:
            key = (edition, timezone.localdate(saved_at))
            if number > 1 and key in kept:
                found.append(kept[key])
            if number > 1:
                kept[key] = pk
        return self.filter(pk__in=found)


class DraftRevision(models.Model):
    """What a draft said after one save."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_by_name = PrintableCharField(max_length=254, blank=True)
    reason = PrintableCharField(max_length=100)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    digest = PrintableCharField(max_length=64)
    sent_as = PrintableCharField(max_length=40, blank=True, db_default="")  # see `is_stored_as`

    objects: ClassVar[DraftRevisionQuerySet] = DraftRevisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("edition", "-number")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "number"], name="articles_revision_number_once"
            ),
        )

    def __str__(self) -> str:
        return f"Save {self.number} of {self.edition}"
