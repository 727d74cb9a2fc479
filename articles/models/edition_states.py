"""The states that an edition goes through, and what people decide about it on the way.

Stored states are what people decided (draft, in review, ready, published, withdrawn). Whether a
published edition is scheduled, live, superseded or expired follows from the clock, so it is asked
of the database and never stored: no worker has to wake up for a page to change.

Each transition changes the object; the caller saves. Permissions are checked where a person acts
(the admin); the rules that hold for everybody are conditions here.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.fields import PrintableCharField, PrintableTextField
from accounts.models import User
from articles.models.open_states import GoesThroughReview

if TYPE_CHECKING:
    from articles.models.topics import Article

REVIEW_YEARS = 3


def _is_due_later(edition: Any) -> bool:
    return edition.publish_at is not None and edition.publish_at > timezone.now()


def _was_due(edition: Any) -> bool:
    return edition.publish_at is not None and edition.publish_at <= timezone.now()


class EditionStates(GoesThroughReview, FSMModelMixin, models.Model):
    """The part of an edition that records decisions about it; its words are in `Edition`."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        READY = "ready", "Ready"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)
    reviewer = models.ForeignKey(
        User,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="editions_reviewed",
    )
    reviewer_name = PrintableCharField(max_length=120, blank=True, editable=False)
    reviewer_credentials = PrintableCharField(max_length=200, blank=True, editable=False)
    reviewed_on = models.DateField(null=True, blank=True, editable=False)
    review_due_on = models.DateField("next review due", null=True, blank=True)
    assigned_to = models.ForeignKey(
        User,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="editions_assigned",
        help_text="Whose turn it is, where somebody said so.",
    )
    review_note = PrintableTextField(
        blank=True, editable=False, help_text="Why it was sent back, from the last review."
    )

    publish_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on the page is gone. Usually empty."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = PrintableCharField(max_length=300, blank=True, editable=False)
    successor = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        abstract = True

    # What pages say of the review. Of a published edition it changes by actions alone.
    REVIEW_FIELDS = ("reviewer_name", "reviewer_credentials", "reviewed_on", "review_due_on")
    # Those that the next `save` may change of a published edition; `save` empties it.
    unlocked_fields: Collection[str] = ()

    if TYPE_CHECKING:  # fields of `Edition`
        article: Any
        article_id: Any
        is_minor: Any
        answers: Any

    @transition(field=state, source=State.DRAFT, target=State.IN_REVIEW)
    def submit(self) -> None:
        """Hand the draft to a reviewer. Raises ValidationError if it has no question."""
        if not self.answers.exists():
            raise ValidationError("Write a question with its answer first: nothing to review yet.")

    @transition(field=state, source=State.IN_REVIEW, target=State.DRAFT)
    def take_back(self, by: User) -> None:
        """Make it a draft again before anybody approved it; only a person who wrote it may."""
        self.refuse_other(by)

    @transition(field=state, source=[State.IN_REVIEW, State.READY], target=State.DRAFT)
    def send_back(self, note: str) -> None:
        """Return it to its author with the reason in `note`, which must not be empty.

        An approval given before is void.
        """
        if not note.strip():
            raise ValidationError("Say what should change, so that the author can fix it.")
        self.review_note = note.strip()
        self.reviewer = None
        self.reviewer_name = self.reviewer_credentials = ""
        self.reviewed_on = self.review_due_on = None

    @transition(field=state, source=State.IN_REVIEW, target=State.READY)
    def approve(self, by: User | None, today: date) -> None:
        """Approve for publication; `by` is None only for the files that come with the site.

        The page is called reviewed only if the person who approves has clinical credentials.
        """
        if by is not None:
            self.refuse_writer(by)
        self.reviewer = by
        self.review_note = ""
        if by is not None and by.credentials and by.name:
            self.reviewer_name = by.name
            self.reviewer_credentials = by.credentials
            self.reviewed_on = today
            latest = _years_later(today, REVIEW_YEARS)
            self.review_due_on = min(self.review_due_on or latest, latest)

    @transition(field=state, source=State.DRAFT, target=State.READY)
    def accept_correction(self, of: Any) -> None:
        """Take over the approval, the review and the expiry of the edition that this one corrects.

        Whatever the draft's form says of them: one person publishes a correction, perhaps one who
        may not change them, and they may have changed since it was begun. Called by
        `articles.workflow.small_corrections` alone, which compares the two first.
        """
        if not self.is_minor or of.article_id != self.article_id:
            raise ValidationError("Only a small correction takes over the review before it.")
        for name in ("reviewer", *self.REVIEW_FIELDS, "expires_at"):
            setattr(self, name, getattr(of, name))
        self.review_note = ""

    def confirm_review(self, by: User, today: date) -> None:
        """Record that a published edition was reviewed again and nothing had to change.

        Raises ValidationError if it is not published, or if `by` wrote it or has no clinical
        credentials.
        """
        if self.state != self.State.PUBLISHED:
            raise ValidationError("Only what is published is reviewed again as it stands.")
        self.refuse_writer(by)
        if not (by.credentials and by.name):
            raise ValidationError("Your account has no clinical credentials.")
        self.reviewer = by
        self.reviewer_name, self.reviewer_credentials = by.name, by.credentials
        self.reviewed_on = today
        self.review_due_on = _years_later(today, REVIEW_YEARS)
        self.unlocked_fields = self.REVIEW_FIELDS

    def set_review_date(self, on: date, today: date) -> None:
        """Set the day of the next review; for a published edition, only to an earlier day.

        Raises ValidationError for a later one, a day before `today`, or an edition in review.
        """
        if on < today:
            raise ValidationError("That day has passed.")
        if self.state == self.State.PUBLISHED:
            if self.review_due_on is not None and on > self.review_due_on:
                raise ValidationError(
                    "A later day is another review: confirm it as reviewed again."
                )
            self.unlocked_fields = ("review_due_on",)
        elif self.state != self.State.DRAFT:
            raise ValidationError("It is being reviewed: its words stand still.")
        self.review_due_on = on

    @transition(field=state, source=State.READY, target=State.PUBLISHED)
    def publish(self, now: datetime, at: datetime | None = None) -> None:
        """Publish now, or, with `at`, let it become public at that later time.

        Called by `articles.workflow.publishing` alone, which asks the check list first. Raises
        ValidationError if `at` has passed, if the edition would expire by then, or if another one
        is scheduled for later.
        """
        if at is not None and at < now:
            raise ValidationError("That time has passed. Leave it empty to publish now.")
        if self.expires_at is not None and self.expires_at <= (at or now):
            raise ValidationError(
                "It would expire before readers see it, and take the edition before it away. "
                "Send it back to change when it expires."
            )
        later = self.article.editions.filter(
            state=self.State.PUBLISHED, publish_at__gt=at or now
        ).first()
        if later is not None:
            raise ValidationError(
                f"Edition {later.number} is scheduled for later and would replace this one. "
                "Take it off the schedule first."
            )
        self.publish_at = at or now

    @transition(
        field=state,
        source=State.PUBLISHED,
        target=State.READY,
        conditions=[_is_due_later],
    )
    def unschedule(self) -> None:
        """Take a scheduled edition back before its time."""
        if self.article.open_draft:
            raise ValidationError(
                "This article has an open draft, and can have one at a time. "
                "Schedule that draft for later than this one, or have it deleted."
            )
        self.publish_at = None

    @transition(
        field=state,
        source=State.PUBLISHED,
        target=State.WITHDRAWN,
        conditions=[_was_due],
    )
    def withdraw(self, now: datetime, reason: str, successor: "Article | None" = None) -> None:
        """Take the page off the site; readers are told `reason` and the `successor` to go to.

        Raises ValidationError without a reason, or if the article is its own successor.
        """
        if not reason.strip():
            raise ValidationError("Say why: readers who come here are told.")
        if successor == self.article:
            raise ValidationError("An article cannot be its own successor.")
        self.withdrawn_at = now
        self.withdrawn_reason = reason.strip()
        self.successor = successor

    def expire_at(self, now: datetime, at: datetime | None) -> None:
        """Set when a published edition leaves the site; `at` is None if it stays.

        Raises ValidationError if it is not published or has expired, or readers could not see it
        before `at`.
        """
        if self.state != self.State.PUBLISHED or (self.expires_at and self.expires_at <= now):
            raise ValidationError("Only what readers see, or will see, can expire.")
        public_from = max(now, self.publish_at or now)
        if at is not None and at <= public_from:
            raise ValidationError(
                "Choose a later time: readers could not see it before. To take it away now, "
                "withdraw it: then they are told why."
            )
        self.expires_at = at


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
