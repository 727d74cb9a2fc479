"""Models of the nudges that editors write, and of the nudges shown to walkers."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.fields import CodeCheckedCharField, PrintableCharField, PrintableTextField
from accounts.models import User
from accounts.prepared_queries import PreparedQuery
from articles.models import Source
from journal.models.by_person import ByPersonQuerySet, known_words, one_of_walker, walker_key
from journal.models.versions import VersionedRecord
from journal.nudges.events import EVENT_WORDS, Event


def event_choices() -> list[tuple[str, str]]:
    """The choices of an event field: a callable, so that no migration contains the list."""
    return [(event.value, words) for event, words in EVENT_WORDS.items()]


class CareLevel(models.TextChoices):
    """How soon help is needed: the levels of “When to get help”, or none."""

    EMERGENCY = "emergency", "Emergency: now"
    URGENT = "urgent", "Urgent: today"
    SOON = "soon", "Soon"
    NONE = "none", "None: a neutral remark"


class NudgeQuerySet(models.QuerySet["Nudge"]):
    def in_use(self) -> "NudgeQuerySet":
        return self.filter(is_active=True)


class Nudge(VersionedRecord):
    """The text that a walker is shown when an event begins in their log.

    There is at most one nudge for each event, and the events are a closed set in the code. Every
    saved version stays in the history under its number, and a `ShownNudge` has that number.
    """

    NAMED_BY = "event"

    event = CodeCheckedCharField(
        max_length=20,
        unique=True,
        choices=event_choices,
        help_text="What the log has to show. How it is found is in docs/nudges.md.",
    )
    level = PrintableCharField("level of care", max_length=10, choices=CareLevel)
    threshold = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="The number of this event: points, pain, answers or days. "
        "Only “both legs” that asks has none.",
    )
    words = PrintableTextField(
        max_length=600,
        help_text="What the log shows, and whom people talk to about it. {threshold} stands for "
        "the number. Describe; do not instruct, and name no condition.",
    )
    signs = PrintableTextField(
        max_length=600,
        blank=True,
        help_text="Only for the nudge that asks: the signs asked about, one a line.",
    )
    sources = models.ManyToManyField(Source, related_name="nudges")
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="Leave empty if no clinician has reviewed this nudge."
    )
    reviewer = PrintableCharField(max_length=120, blank=True)
    credentials = PrintableCharField("reviewer’s credentials", max_length=200, blank=True)
    is_active = models.BooleanField("in use", default=True)

    history = HistoricalRecords(m2m_fields=[sources])
    objects: ClassVar[NudgeQuerySet] = NudgeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("event",)
        constraints = (
            models.CheckConstraint(
                condition=Q(reviewed_on=None, reviewer="", credentials="")
                | (Q(reviewed_on__isnull=False) & ~Q(reviewer="") & ~Q(credentials="")),
                name="journal_nudge_review_is_whole",
                violation_error_message="A review has a day, a name and credentials.",
            ),
        )

    def __str__(self) -> str:
        return EVENT_WORDS[Event(self.event)] if self.event in set(Event) else self.event

    def clean(self) -> None:
        asks = self.event == Event.BOTH_LEGS
        if self.threshold is None and not asks:
            raise ValidationError("This event needs a number.")
        if bool(self.signs.strip()) != asks:
            raise ValidationError(
                "Name the signs, one a line." if asks else "Only the nudge that asks has signs."
            )

    def words_as_shown(self) -> str:
        """The words with the threshold in place of “{threshold}”."""
        return self.words.replace("{threshold}", f"{self.threshold or 0:g}")


class ShownNudgeQuerySet(ByPersonQuerySet["ShownNudge"]):
    def unread(self, user: User) -> list["ShownNudge"]:
        """The nudges that this person has not read yet, the most urgent level first."""
        return sorted(_unread.all(user.pk), key=lambda row: CareLevel.values.index(row.level))


# Prepared, because most pages of the journal ask for it.
_unread = PreparedQuery(
    lambda walker: ShownNudge.objects.for_user(walker).filter(read_at=None).order_by("-day", "-pk"),
    int,
)


class ShownNudge(models.Model):
    """A nudge that one walker is shown until they have read it, with its words of that time."""

    class Answer(models.TextChoices):
        NONE = "", "Not answered"
        YES = "yes", "New, spreading, or one of the signs"
        NO = "no", "Long-standing, and none of the signs"

    walker = walker_key("shown_nudges")
    event = CodeCheckedCharField(max_length=20, choices=event_choices)
    version = models.PositiveIntegerField("version of the nudge")
    # No foreign key: this row stays when the walk is deleted.
    entry = models.UUIDField("walk with which it began")
    day = models.DateField("day of that walk")
    level = PrintableCharField(max_length=10, choices=CareLevel)
    threshold = models.FloatField(default=0)
    words = PrintableTextField()
    signs = PrintableTextField(blank=True)
    answer = PrintableCharField(max_length=3, choices=Answer, blank=True, default=Answer.NONE)
    kept_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[ShownNudgeQuerySet] = ShownNudgeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            one_of_walker("shown_nudge_by_person", "id"),
            one_of_walker("nudge_once_a_walk", "event", "entry"),
            known_words("nudge_answer_known_word", "answer", "", "yes", "no"),
        )

    def __str__(self) -> str:
        return f"{self.event} on {self.day:%Y-%m-%d}"

    @property
    def asks(self) -> bool:
        """Whether it still needs an answer, which decides whether it is an emergency."""
        return bool(self.signs) and not self.answer

    @property
    def sign_list(self) -> list[str]:
        return [line.strip() for line in self.signs.splitlines() if line.strip()]


def shown_nudge(walker: User, nudge: Nudge, entry: UUID, **fields: Any) -> ShownNudge:
    """An unsaved `ShownNudge` with the present words of `nudge`; `entry` is the id of the walk.

    `fields` are its other fields, such as `day`.
    """
    return ShownNudge(
        walker=walker,
        event=nudge.event,
        version=nudge.version,
        entry=entry,
        level=nudge.level,
        threshold=nudge.threshold or 0,
        words=nudge.words_as_shown(),
        signs=nudge.signs,
        **fields,
    )
