"""Editions: the versions of an article's content, and the states they go through.

Stored states are what people decided (draft, in review, ready, published, withdrawn). Whether a
published edition is scheduled, live, superseded or expired follows from the clock, so it is asked
of the database and never stored: no worker has to wake up for a page to change.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_fsm import FSMField, FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from articles.models.edition_queries import EditionQuerySet, Standing
from articles.models.shelves import Article
from articles.richtext import RichTextField, plain_text

if TYPE_CHECKING:
    from accounts.models import User
    from articles.checks.findings import CheckList

REVIEW_YEARS = 3


def _is_due_later(edition: Any) -> bool:
    return edition.publish_at is not None and edition.publish_at > timezone.now()


def _was_due(edition: Any) -> bool:
    return edition.publish_at is not None and edition.publish_at <= timezone.now()


class Edition(FSMModelMixin, models.Model):
    """One version of an article's content. Immutable once published."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        READY = "ready", "Ready"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    OPEN_STATES = (State.DRAFT, State.IN_REVIEW, State.READY)
    CONTENT_FIELDS = (
        "article_id",
        "number",
        "title",
        "summary",
        "introduction",
        "author_name",
        "interests",
        "change_note",
    )
    REVIEW_FIELDS = ("reviewer_name", "reviewer_credentials", "reviewed_on")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)

    title = models.CharField(max_length=160)
    summary = models.CharField(
        max_length=300, help_text="Plain text. Shown in lists, in search and at the top."
    )
    introduction = RichTextField(help_text="What stands before the first question. May be short.")

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="editions_written",
    )
    author_name = models.CharField(max_length=120, help_text="As printed on the page.")
    interests = models.CharField(
        "declared interests", max_length=300, blank=True, help_text="Of author and reviewer."
    )
    change_note = models.CharField(
        max_length=300, blank=True, help_text="What is new, for readers and for the feed."
    )

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="editions_reviewed",
    )
    reviewer_name = models.CharField(max_length=120, blank=True, editable=False)
    reviewer_credentials = models.CharField(max_length=200, blank=True, editable=False)
    reviewed_on = models.DateField(null=True, blank=True, editable=False)
    review_due_on = models.DateField("next review due", null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="editions_assigned",
        help_text="Whose turn it is, where somebody said so.",
    )
    review_note = models.TextField(
        blank=True, editable=False, help_text="Why it was sent back, from the last review."
    )

    publish_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on the page is gone. Usually empty."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True, editable=False)
    successor = models.ForeignKey(
        Article, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    origin = models.CharField(max_length=200, blank=True, editable=False)
    origin_digest = models.CharField(max_length=64, blank=True, editable=False)
    import_report = models.JSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords(excluded_fields=["import_report"])
    objects: ClassVar[EditionQuerySet] = EditionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("article", "-number")
        permissions = (
            ("review_edition", "Can approve an edition or send it back"),
            ("publish_edition", "Can publish, schedule and withdraw an edition"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["article", "number"], name="articles_edition_number_once"
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(state__in=["draft", "in_review", "ready"]),
                name="articles_one_open_draft",
                violation_error_message="This article has an open draft already.",
            ),
            models.CheckConstraint(
                condition=~Q(reviewer=F("author")),
                name="articles_reviewer_is_not_author",
                violation_error_message="Nobody reviews what they wrote.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on=None)
                | (~Q(reviewer_name="") & ~Q(reviewer_credentials="")),
                name="articles_review_names_its_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "ready"], publish_at=None)
                | Q(state__in=["published", "withdrawn"], publish_at__isnull=False),
                name="articles_published_has_a_time",
            ),
        )
        indexes = (models.Index(fields=["article", "-publish_at", "-number"]),)

    def __str__(self) -> str:
        return f"{self.title or 'Untitled'} (edition {self.number})"

    def get_absolute_url(self) -> str:
        return self.article.get_absolute_url()

    # --- Standing ---------------------------------------------------------------------------

    def standing(self, now: datetime) -> Standing:
        if self.state == self.State.PUBLISHED and self.publish_at is not None:
            if self.publish_at > now:
                return Standing.SCHEDULED
            if not self._is_newest(now):
                return Standing.SUPERSEDED
            if self.expires_at and self.expires_at <= now:
                return Standing.EXPIRED
            return Standing.LIVE
        return Standing(self.state)

    def _is_newest(self, now: datetime) -> bool:
        if hasattr(self, "newest_id"):
            return self.newest_id == self.pk
        return Edition.objects.newest_at(now).filter(pk=self.pk).exists()

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def is_reviewed(self) -> bool:
        """Whether a person with clinical credentials approved this edition."""
        return self.reviewed_on is not None

    def was_written_by(self, user: "User") -> bool:
        """Whether this person began it or saved it: an act has a reason, and writing has none."""
        saved = self.history.filter(history_user=user, history_change_reason=None)
        return self.author_id == user.pk or saved.exists()

    def review_lapsed(self, today: date) -> bool:
        return self.is_reviewed and self.review_due_on is not None and self.review_due_on < today

    @property
    def text(self) -> str:
        return " ".join((self.title, self.summary, plain_text(self.introduction)))

    def clean_fields(self, exclude=None) -> None:
        # The state is set by transitions alone; validation would write it back and be refused.
        super().clean_fields(exclude={*(exclude or ()), "state"})

    def clean(self) -> None:
        if self._state.adding and self.article_id:
            self.number = self._next_number()

    def _next_number(self) -> int:
        last = self.article.editions.aggregate(last=models.Max("number"))["last"]
        return (last or 0) + 1

    # --- Storing ----------------------------------------------------------------------------

    def refuse_if_locked(self) -> None:
        """Raise where this edition's content may no longer change. Needs a transaction.

        A reviewer approves exactly what is published: from the moment a draft is submitted its
        words stand still, until it is sent back. The row is locked, so that nobody submits it
        between this look and the caller's writing.
        """
        row = Edition.objects.select_for_update().filter(pk=self.pk)
        state = row.values_list("state", flat=True).first()
        if state in (None, self.State.DRAFT):
            return
        if state in self.OPEN_STATES:
            raise ValidationError("This edition is being reviewed. Send it back to change it.")
        raise ValidationError(
            "This edition is published and stays as readers saw it. Make a new edition."
        )

    @transaction.atomic
    def save(self, *args, **kwargs) -> None:
        if self._state.adding:
            self.number = self._next_number()
        else:
            self._refuse_locked_changes()
        super().save(*args, **kwargs)
        if self.state == self.State.PUBLISHED:
            from articles.models.search_entry import SearchEntry  # noqa: PLC0415 (knows editions)

            SearchEntry.objects.index_edition(self)

    def _refuse_locked_changes(self) -> None:
        fields = (*self.CONTENT_FIELDS, *self.REVIEW_FIELDS)
        row = Edition.objects.select_for_update().filter(pk=self.pk)
        stored = row.values("state", *fields).first()
        if stored is None:
            return
        changed = {field for field in fields if getattr(self, field) != stored[field]}
        in_review = stored["state"] in self.OPEN_STATES
        if changed - set(self.REVIEW_FIELDS if in_review else ()):
            self.refuse_if_locked()

    # --- States -----------------------------------------------------------------------------
    # Each transition changes the object; the caller saves. Permissions are checked where a person
    # acts (the admin); the rules that hold for everybody are conditions here.

    def check_list(self, at: datetime) -> "CheckList":
        """What keeps it from being published at that time, and what is worth a look before."""
        from articles.checks.gather import check_list  # noqa: PLC0415 (knows editions)

        return check_list(self, at)

    @transition(field=state, source=State.DRAFT, target=State.IN_REVIEW)
    def submit(self) -> None:
        """Hand the draft to a reviewer."""
        if not self.answers.exists():
            raise ValidationError("Write a question with its answer first: nothing to review yet.")

    @transition(field=state, source=State.IN_REVIEW, target=State.DRAFT)
    def take_back(self, by: "User") -> None:
        """Return it to the draft that its author still works on, before anybody approved it."""
        if not self.was_written_by(by):
            raise ValidationError("Only who wrote it takes it back. A reviewer can send it back.")

    @transition(field=state, source=[State.IN_REVIEW, State.READY], target=State.DRAFT)
    def send_back(self, note: str) -> None:
        """Return it to its author, saying why. An approval given before is void."""
        if not note.strip():
            raise ValidationError("Say what should change, so that the author can mend it.")
        self.review_note = note.strip()
        self.reviewer = None
        self.reviewer_name = self.reviewer_credentials = ""
        self.reviewed_on = self.review_due_on = None

    @transition(field=state, source=State.IN_REVIEW, target=State.READY)
    def approve(self, by: "User | None", today: date) -> None:
        """Approve for publication; `by` is None only for the files that come with the site.

        The page is called reviewed only if the person who approves has clinical credentials.
        """
        if by is not None and self.was_written_by(by):
            raise ValidationError("Nobody reviews what they wrote: ask somebody else.")
        self.reviewer = by
        self.review_note = ""
        if by is not None and by.credentials and by.name:
            self.reviewer_name = by.name
            self.reviewer_credentials = by.credentials
            self.reviewed_on = today
            latest = _years_later(today, REVIEW_YEARS)
            self.review_due_on = min(self.review_due_on or latest, latest)

    @transition(field=state, source=State.READY, target=State.PUBLISHED)
    def publish(self, now: datetime, at: datetime | None = None) -> None:
        """Publish now, or let it become public at a later time."""
        if refusals := self.check_list(at or now).refusals:
            raise ValidationError(refusals)
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
    def withdraw(self, now: datetime, reason: str, successor: Article | None = None) -> None:
        """Take the page away; readers are told why and where to go instead."""
        if not reason.strip():
            raise ValidationError("Say why: readers who come here are told.")
        if successor == self.article:
            raise ValidationError("An article cannot be its own successor.")
        self.withdrawn_at = now
        self.withdrawn_reason = reason.strip()
        self.successor = successor

    def expire_at(self, now: datetime, at: datetime | None) -> None:
        """Say when a published edition leaves the site, or (None) that it stays."""
        if self.state != self.State.PUBLISHED or (self.expires_at and self.expires_at <= now):
            raise ValidationError("Only what readers see, or will see, can expire.")
        public_from = max(now, self.publish_at or now)
        if at is not None and at <= public_from:
            raise ValidationError(
                "Choose a later time: readers could not see it before. To take it away now, "
                "withdraw it: then they are told why."
            )
        self.expires_at = at

    @transaction.atomic
    def new_edition(self, author: "User | None") -> "Edition":
        """A draft that starts from this edition's content, its questions the same ones."""
        draft = Edition(
            article=self.article,
            title=self.title,
            summary=self.summary,
            introduction=self.introduction,
            author=author,
            author_name=(author and author.name) or self.author_name,  # never an address
            interests=self.interests,
        )
        draft.full_clean()
        draft.save()
        for answer in self.answers.prefetch_related("sources", "figure_links__figure"):
            answer.copy_to(draft)
        return draft


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
