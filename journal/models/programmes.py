"""Exercises that a walker says they began, so that before and since can be compared."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from accounts.fields import PrintableCharField
from accounts.models import User
from journal import patterns

EARLIEST = date(2000, 1, 1)
EARLIEST_PAIN = date(1900, 1, 1)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def for_user(self, user: User) -> "ProgrammeQuerySet":
        """What one person began, the newest first."""
        return self.filter(walker=user).order_by("-started_on", "-pk")


class Programme(models.Model):
    """A named set of exercises with the day on which its walker began."""

    walker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="programmes",
        db_index=False,  # the keys below start with it
    )
    name = PrintableCharField("exercises", max_length=80)
    started_on = models.DateField("began on")
    hurts_since = models.DateField(
        "hurts since",
        null=True,
        blank=True,
        help_text="Pain eases by itself, most of all in its first weeks.",
    )

    objects: ClassVar[ProgrammeQuerySet] = ProgrammeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["walker", "id"], name="journal_programme_by_person"),
            models.UniqueConstraint(
                fields=["walker", "started_on"],
                name="journal_one_programme_a_day",
                violation_error_message="You have said already what you began on this day.",
            ),
            models.CheckConstraint(
                condition=models.Q(started_on__gte=EARLIEST),
                name="journal_programme_not_before_2000",
                violation_error_message="Give a day since the year 2000.",
            ),
            models.CheckConstraint(
                condition=models.Q(hurts_since=None)
                | models.Q(hurts_since__gte=EARLIEST_PAIN, hurts_since__lte=models.F("started_on")),
                name="journal_programme_hurts_before_it_began",
                violation_error_message="It hurt before you began, or leave this empty.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.started_on and self.started_on < EARLIEST:
            raise ValidationError({"started_on": "Give a day since the year 2000."})
        if self.hurts_since and self.hurts_since < EARLIEST_PAIN:
            raise ValidationError({"hurts_since": "Give a day since the year 1900."})
        if self.hurts_since and self.started_on and self.hurts_since > self.started_on:
            raise ValidationError({"hurts_since": "This is after the day on which you began."})

    def as_record(self) -> patterns.Programme:
        return patterns.Programme(self.name, self.started_on, self.hurts_since)
