"""Whether a walker logs every walk: without knowing it, one cannot say how often walks hurt."""

from typing import ClassVar

from django.db import models

from accounts.fields import PrintableCharField
from journal.models.by_person import ByPersonQuerySet, known_words, one_of_walker, walker_key


class LogHabit(models.Model):
    """One person's answer about which walks they log. Someone who never answered has no row."""

    class Answer(models.TextChoices):
        ALL = "all", "Nearly every walk"
        SORE = "sore", "Mostly walks that hurt"
        SOME = "some", "Some, as it comes"

    walker = walker_key("log_habits")
    answer = PrintableCharField(max_length=4, choices=Answer)
    answered_at = models.DateTimeField()

    objects: ClassVar[ByPersonQuerySet["LogHabit"]] = ByPersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            one_of_walker("log_habit_by_person", "id"),
            one_of_walker("one_log_habit_a_person"),
            known_words("log_habit_known_word", "answer", "all", "sore", "some"),
        )

    def __str__(self) -> str:
        return self.get_answer_display()
