"""Whether readers found an answer helpful: counts by day, sentences by week, never who or when.

Three tables with no link between them: the counts, the remarks, and the tokens already used.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from accounts.fields import PrintableCharField
from articles.models.answers import Answer, Question
from articles.models.editions import Edition

REMARK_LENGTH = 300
REMARK_RETENTION = timedelta(days=365)
VOTE_TOKEN_MAX_AGE = timedelta(days=1)


class UsedVoteToken(models.Model):
    """The token of a form that was sent, kept for a day so that a form sent twice counts once."""

    number = PrintableCharField(max_length=32, unique=True)
    day = models.DateField()

    def __str__(self) -> str:
        return self.number

    @classmethod
    def use_once(cls, number: str, today: date) -> bool:
        """Mark the token `number` as used; False if it was used before. Deletes old tokens."""
        cls.objects.filter(day__lt=today - VOTE_TOKEN_MAX_AGE).delete()
        return cls.objects.get_or_create(number=number, defaults={"day": today})[1]


class VoteQuerySet(models.QuerySet["Vote"]):
    @transaction.atomic
    def cast(
        self, answer: Answer, *, helpful: bool, remark: str, token: str, now: datetime
    ) -> None:
        """Count one reader's vote on `answer`, with a remark unless it is empty.

        Does nothing if `token` was used before.
        """
        today = timezone.localdate(now)
        if not UsedVoteToken.use_once(token, today):
            return
        question, edition = answer.question, answer.edition
        vote, _ = self.get_or_create(question=question, edition=edition, day=today)
        said = "helpful" if helpful else "unhelpful"
        self.filter(pk=vote.pk).update(**{said: F(said) + 1})
        if remark:
            monday = today - timedelta(days=today.weekday())
            Remark.objects.create(
                question=question, edition=edition, week=monday, was_helpful=helpful, text=remark
            )


class Vote(models.Model):
    """How many readers called an answer helpful, or not, on one day."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="votes")
    day = models.DateField()
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)

    objects: ClassVar[VoteQuerySet] = VoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-day", "question")
        constraints = (
            models.UniqueConstraint(
                fields=["question", "edition", "day"], name="articles_votes_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question}, {self.day}: {self.helpful} yes, {self.unhelpful} no"


class RemarkQuerySet(models.QuerySet["Remark"]):
    def past_keeping(self, today: date) -> "RemarkQuerySet":
        """Remarks of weeks that began more than `REMARK_RETENTION` ago, to be deleted."""
        return self.filter(week__lt=today - REMARK_RETENTION)


class Remark(models.Model):
    """A sentence that a reader left with a vote. For the editors alone; never published."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="remarks")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="remarks")
    week = models.DateField("week of", help_text="The Monday of the week in which it was sent.")
    was_helpful = models.BooleanField("called it helpful")
    text = PrintableCharField("what was said", max_length=REMARK_LENGTH)

    objects: ClassVar[RemarkQuerySet] = RemarkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-week", "question", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="articles_remark_says_something"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), REMARK_LENGTH),
                name="articles_remark_is_short",
            ),
        )

    def __str__(self) -> str:
        return self.text
