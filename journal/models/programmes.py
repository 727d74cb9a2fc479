"""Exercises that a walker began, so that the walks before and since can be compared."""

import uuid
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from accounts.fields import PrintableCharField
from journal import patterns
from journal.models.by_person import ByPersonQuerySet, one_of_walker, walker_key

EARLIEST = date(2000, 1, 1)
EARLIEST_PAIN = date(1900, 1, 1)


class ProgrammeQuerySet(ByPersonQuerySet["Programme"]):
    newest_first = ("-started_on", "-pk")

    def going_on(self, today: date) -> "ProgrammeQuerySet":
        """The programmes whose tick is asked for on `today`: begun, not paused and not ended."""
        return self.filter(started_on__lte=today, paused_on=None, ended_on=None)


class Programme(models.Model):
    """A named set of exercises with the day on which its walker began.

    `movements` are the movement cards of the site that were ticked for it, as “article#anchor”.
    They are text and not foreign keys, because a card may be withdrawn while the person goes on.
    """

    walker = walker_key("programmes")
    # By which ticks refer to it: no foreign key may point at a table partitioned by person.
    entry = models.UUIDField(default=uuid.uuid4, editable=False)
    name = PrintableCharField("exercises", max_length=80)
    movements = models.JSONField(default=list, blank=True)
    started_on = models.DateField("began on")
    hurts_since = models.DateField(
        "hurts since",
        null=True,
        blank=True,
        help_text="Pain eases by itself, most of all in its first weeks.",
    )
    paused_on = models.DateField("paused since", null=True, blank=True)
    ended_on = models.DateField("ended on", null=True, blank=True)

    objects: ClassVar[ProgrammeQuerySet] = ProgrammeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            one_of_walker("programme_by_person", "id"),
            one_of_walker("programme_once", "entry"),
            one_of_walker(
                "one_programme_a_day",
                "started_on",
                said="You have said already what you began on this day.",
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
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="journal_programme_ends_after_it_began",
                violation_error_message="It ended on an earlier day than this.",
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

    def get_absolute_url(self) -> str:
        return reverse("journal:programme", args=[self.pk])

    def as_record(self) -> patterns.Programme:
        return patterns.Programme(self.name, self.started_on, self.hurts_since)

    @property
    def is_going_on(self) -> bool:
        return self.paused_on is None and self.ended_on is None

    def has_day(self, day: date, today: date) -> bool:
        """Whether `day` can be ticked: from the start to the end, or to today."""
        return self.started_on <= day <= min(today, self.ended_on or today)

    def set_tick(self, day: date, *, done: bool) -> None:
        """Store or delete the tick of `day`; a repeated call changes nothing."""
        ticks = ProgrammeTick.objects.for_user(self.walker)
        if done:
            tick = ProgrammeTick(walker=self.walker, programme=self.entry, day=day)
            ticks.bulk_create([tick], ignore_conflicts=True)
        else:
            ticks.filter(programme=self.entry, day=day).delete()

    @transaction.atomic
    def delete_with_ticks(self) -> None:
        """Delete this programme and its ticks for good, in one transaction."""
        ProgrammeTick.objects.for_user(self.walker).filter(programme=self.entry).delete()
        Programme.objects.for_user(self.walker).filter(pk=self.pk).delete()


class ProgrammeTickQuerySet(ByPersonQuerySet["ProgrammeTick"]):
    newest_first = ("-day", "-pk")


class ProgrammeTick(models.Model):
    """One day on which a walker says that they did the exercises of a programme.

    A day without a tick says nothing: it was not done, or not ticked.
    """

    walker = walker_key("programme_ticks")
    programme = models.UUIDField("entry of the programme")
    day = models.DateField()

    objects: ClassVar[ProgrammeTickQuerySet] = ProgrammeTickQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            one_of_walker("tick_by_person", "id"),
            one_of_walker("one_tick_a_day", "programme", "day"),
            models.CheckConstraint(
                condition=models.Q(day__gte=EARLIEST), name="journal_tick_not_before_2000"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
