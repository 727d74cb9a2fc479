"""Walks that are not finished: still going on, or without their pain scores."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.fields import CodeCheckedCharField, PrintableCharField
from accounts.models import validate_time_zone
from journal.models.by_person import ByPersonQuerySet, known_words, one_of_walker, walker_key
from journal.models.walks import (
    EARLIEST,
    MINUTES_MAX,
    MINUTES_MIN,
    PAIN_MAX,
    PAIN_MIN,
    OnAClock,
    minutes_field,
    pain_field,
    start_field,
)

FORGOTTEN_AFTER = 240  # minutes: a timer that ran longer was probably not stopped


class UnfinishedWalkQuerySet(ByPersonQuerySet["UnfinishedWalk"]):
    newest_first = ("-started_at", "-pk")

    def going_on(self) -> "UnfinishedWalkQuerySet":
        """The walks whose timer is running."""
        return self.filter(minutes=None)

    def waiting(self) -> "UnfinishedWalkQuerySet":
        """The walks that have ended and lack only their pain scores."""
        return self.exclude(minutes=None)


class UnfinishedWalk(OnAClock, models.Model):
    """A walk that is not finished, wherever it comes from.

    When a walker leaves, it may have the pain before and has no minutes: the timer shows the time
    since `started_at`. From a file or a watch it has minutes and no scores. The finished walk gets
    the same `entry`, and this row is deleted in the same transaction, so that finishing twice
    stores one walk.
    """

    class Origin(models.TextChoices):
        JOURNAL = "journal", "The journal"
        FILE = "file", "A file"
        DEVICE = "device", "A device"

    walker = walker_key("unfinished_walks")
    entry = models.UUIDField(default=uuid.uuid4, editable=False)
    started_at = start_field()
    time_zone = CodeCheckedCharField(max_length=64, validators=[validate_time_zone])
    minutes = minutes_field(null=True, blank=True)
    pain_before = pain_field("pain before", null=True, blank=True)
    origin = PrintableCharField(max_length=10, choices=Origin, default=Origin.JOURNAL)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[UnfinishedWalkQuerySet] = UnfinishedWalkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = (models.Index(fields=["walker", "-started_at"]),)
        constraints = (
            one_of_walker("unfinished_walk_by_person", "id"),
            one_of_walker("unfinished_walk_once", "entry"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=MINUTES_MIN, minutes__lte=MINUTES_MAX),
                name="journal_unfinished_minutes",
            ),
            models.CheckConstraint(
                condition=Q(pain_before=None)
                | Q(pain_before__gte=PAIN_MIN, pain_before__lte=PAIN_MAX),
                name="journal_unfinished_pain_before",
            ),
            models.CheckConstraint(
                condition=Q(started_at__gte=EARLIEST), name="journal_unfinished_not_before_2000"
            ),
            known_words("unfinished_origin_known_word", "origin", "journal", "file", "device"),
        )

    def elapsed_minutes(self, now: datetime) -> int | None:
        """The minutes on the timer; None where it ran so long that it was probably forgotten."""
        minutes = round((now - self.started_at).total_seconds() / 60)
        return max(minutes, MINUTES_MIN) if minutes <= FORGOTTEN_AFTER else None

    def __str__(self) -> str:
        return f"since {self.started_at:%Y-%m-%d %H:%M}"
