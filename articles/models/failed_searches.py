"""Searches that found nothing, counted by day; nothing is kept that tells who searched."""

import re
from datetime import date, timedelta
from typing import ClassVar

from django.db import DatabaseError, connection, models
from django.db.models import Count, Max, Q, Sum

from accounts.fields import PrintableCharField
from accounts.short_waits import short_transaction
from articles.text.tokens import normalise

MAX_LENGTH = 60  # characters
RETENTION = timedelta(weeks=12)
MAX_PER_DAY = 2000  # different searches: somebody may send random text
# A search that one person typed once may identify them. Staff see only those that were repeated.
MIN_DAYS, MIN_TIMES = 3, 5
_TELLS_WHO = re.compile(
    r"\S*@\S*"  # an e-mail address, or half of one
    r"|\S*(?:://|www\.)\S*"
    r"|\S*\d(?:[\s().+/-]*\d){4,}\S*"  # a telephone or patient number, a date of birth
)


def harmless(text: str) -> str:
    """`text` as words, without what may tell who typed it; empty where nothing is left."""
    words = normalise(_TELLS_WHO.sub(" ", text))
    return words if len(words) <= MAX_LENGTH else words[: MAX_LENGTH + 1].rpartition(" ")[0]


class FailedSearchQuerySet(models.QuerySet["FailedSearch"]):
    def record(self, text: str, today: date) -> None:
        """Count one search for `text`; skipped while the database is busy.

        Also skipped if no `harmless` word is left, or the day has `MAX_PER_DAY` searches already.
        """
        words = harmless(text)
        if not words:
            return
        try:
            with short_transaction(), connection.cursor() as cursor:
                cursor.execute(
                    """
                    INSERT INTO articles_failedsearch (words, day, times)
                    SELECT %s, %s, 1
                    WHERE (SELECT count(*) FROM articles_failedsearch WHERE day = %s) < %s
                    OR EXISTS (SELECT 1 FROM articles_failedsearch WHERE words = %s AND day = %s)
                    ON CONFLICT (words, day) DO UPDATE SET times = articles_failedsearch.times + 1
                    """,
                    [words, today, today, MAX_PER_DAY, words, today],
                )
        except DatabaseError:
            return

    def telling(self) -> "models.QuerySet[FailedSearch, dict]":
        """The searches that staff may see, as dictionaries, the most frequent first.

        `words`; `days`, on how many days; `total`, how many times; `last`, the last day.
        """
        by_words = self.values("words").annotate(
            days=Count("day"), total=Sum("times"), last=Max("day")
        )
        often = by_words.filter(Q(days__gte=MIN_DAYS) | Q(total__gte=MIN_TIMES))
        return often.order_by("-total", "words")

    def shown_to_staff(self) -> "FailedSearchQuerySet":
        """The rows of the searches that staff may see (`telling`), one for each day."""
        return self.filter(words__in=self.model.objects.telling().order_by().values("words"))

    def past_keeping(self, today: date) -> "FailedSearchQuerySet":
        """Rows of more than `RETENTION` before `today`, to be deleted."""
        return self.filter(day__lt=today - RETENTION)


class FailedSearch(models.Model):
    """How often the same words found nothing on one day."""

    words = PrintableCharField(max_length=MAX_LENGTH)
    day = models.DateField()
    times = models.PositiveIntegerField(default=1)

    objects: ClassVar[FailedSearchQuerySet] = FailedSearchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-day", "-times", "words")
        verbose_name_plural = "failed searches"
        constraints = (
            models.UniqueConstraint(
                fields=["words", "day"], name="articles_failed_search_once_a_day"
            ),
        )
        indexes = (models.Index(fields=["day"]),)

    def __str__(self) -> str:
        return self.words
