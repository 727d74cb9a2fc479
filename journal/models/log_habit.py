"""Whether a walker logs every walk: without that, how often a walk hurts cannot be read."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.fields import PrintableCharField
from accounts.models import User


class LogHabitQuerySet(models.QuerySet["LogHabit"]):
    def for_user(self, user: User) -> "LogHabitQuerySet":
        return self.filter(walker=user)


class LogHabit(models.Model):
    """What one person said of which walks they log. Asked once; who never answered has no row."""

    class Answer(models.TextChoices):
        ALL = "all", "Nearly every walk"
        SORE = "sore", "Mostly walks that hurt"
        SOME = "some", "Some, as it comes"

    walker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="log_habits",
        db_index=False,  # the keys below start with it
    )
    answer = PrintableCharField(max_length=4, choices=Answer)
    answered_at = models.DateTimeField()

    objects: ClassVar[LogHabitQuerySet] = LogHabitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["walker", "id"], name="journal_log_habit_by_person"),
            models.UniqueConstraint(fields=["walker"], name="journal_one_log_habit_a_person"),
            models.CheckConstraint(
                condition=models.Q(answer__in=["all", "sore", "some"]),
                name="journal_log_habit_known_word",
            ),
        )

    def __str__(self) -> str:
        return self.get_answer_display()
