"""Models of the reminders that a walker wants, and of the reminders that were sent."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q

from accounts.fields import CodeCheckedCharField, PrintableCharField
from journal.models.by_person import ByPersonQuerySet, known_words, one_of_walker, walker_key
from journal.reminders.wall_clock import DueDay, due_day, next_instant

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ReminderKind(models.TextChoices):
    DAILY = "daily", "a reminder on days without an entry"
    WEEKLY = "weekly", "a summary of the week"


class ReminderQuerySet(ByPersonQuerySet["Reminder"]):
    def to_look_at(self, now: datetime) -> "ReminderQuerySet":
        """The reminders that are due at `now`, and those whose person has changed the time zone."""
        has_moved = ~Q(time_zone=F("walker__time_zone"))
        return self.filter(Q(next_at__lte=now) | has_moved)


class Reminder(models.Model):
    """The mails that one person asked for. A person who wants none has no row."""

    walker = walker_key("reminders")
    at = models.TimeField("at what time")
    daily = models.BooleanField(default=False)
    weekly_on = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 is Monday
    # When it is due next, computed in this zone.
    next_at = models.DateTimeField()
    time_zone = CodeCheckedCharField(max_length=64)

    objects: ClassVar[ReminderQuerySet] = ReminderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            one_of_walker("reminder_by_person", "id"),
            one_of_walker("one_reminder_a_person"),
            models.CheckConstraint(
                condition=Q(weekly_on=None) | Q(weekly_on__lte=6), name="journal_reminder_weekday"
            ),
            models.CheckConstraint(
                condition=Q(daily=True) | Q(weekly_on__isnull=False),
                name="journal_reminder_of_something",
            ),
        )

    def __str__(self) -> str:
        return f"at {self.at:%H:%M}"

    def wants(self, kind: str) -> bool:
        return self.daily if kind == ReminderKind.DAILY else self.weekly_on is not None

    def _falls_on(self, kind: str, day: date) -> bool:
        return self.wants(kind) and (kind == ReminderKind.DAILY or day.weekday() == self.weekly_on)

    def schedule(self, now: datetime) -> None:
        """Set `next_at` and `time_zone` by the clock of the person; does not save."""
        kinds = ReminderKind.values

        def is_wanted(day: date) -> bool:
            return any(self._falls_on(kind, day) for kind in kinds)

        self.time_zone = self.walker.time_zone
        # None only if a zone left out two weeks.
        self.next_at = next_instant(self.at, self.walker.zone, now, is_wanted) or now

    def due(self, now: datetime) -> list[tuple[str, DueDay]]:
        """Pairs of each kind that is due at `now`, and the day that it is for."""
        found = due_day(self.at, self.walker.zone, now)
        if found is None:
            return []
        return [(kind, found) for kind in ReminderKind.values if self._falls_on(kind, found.day)]

    def stop(self, kind: str) -> None:
        """Stop mails of this kind; delete the row if none is left. A repeat changes nothing.

        It goes by the row as it is stored now: the other kind may have been stopped meanwhile.
        """
        own = Reminder.objects.for_user(self.walker)
        with transaction.atomic():
            for stored in own.select_for_update():
                if all(other == kind or not stored.wants(other) for other in ReminderKind.values):
                    own.delete()
                elif kind == ReminderKind.DAILY:
                    own.update(daily=False)
                else:
                    own.update(weekly_on=None)


class SentReminder(models.Model):
    """One mail of one kind to one person for one of their days, so that it is not sent twice.

    The row is created with the job that sends the mail. `tried_at` is stored before the mail server
    is asked. If the process is killed after that, nobody tries again: here a lost mail is better
    than one that comes twice. If the server refuses the mail, `tried_at` is cleared.
    """

    walker = walker_key("sent_reminders")
    kind = PrintableCharField(max_length=10, choices=ReminderKind)
    day = models.DateField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[ByPersonQuerySet["SentReminder"]] = ByPersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            one_of_walker("sent_reminder_by_person", "id"),
            one_of_walker("one_reminder_a_day", "kind", "day"),
            known_words("reminder_known_kind", "kind", "daily", "weekly"),
        )

    def __str__(self) -> str:
        return f"{self.kind}, {self.day:%Y-%m-%d}"
