"""Editions: the versions of an article's content, and when that may change."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.fields import PrintableCharField
from accounts.models import User
from articles.models.edition_queries import EditionQuerySet, EditionStatus
from articles.models.edition_states import EditionStates
from articles.models.search_entry import SearchEntry
from articles.text.carried_lines import carry_over
from articles.text.plain_text import plain_text
from articles.text.rich_text import RichTextField
from articles.text.visible import refuse_unreadable

SEEN_BY_READERS = "Readers have seen it: it is withdrawn, and not deleted."


def edition_name(title: str, number: int) -> str:
    return f"{title or 'Untitled'} (edition {number})"


class Edition(EditionStates):
    """One version of an article's content. Its words change only while it is a draft."""

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

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="editions"
    )
    number = models.PositiveSmallIntegerField(default=1, editable=False)

    title = PrintableCharField(max_length=160)
    summary = PrintableCharField(
        max_length=300, help_text="Plain text. Shown in lists, in search and at the top."
    )
    introduction = RichTextField(help_text="What stands before the first question. May be short.")

    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="editions_written"
    )
    author_name = PrintableCharField(max_length=120, help_text="As printed on the page.")
    interests = PrintableCharField(
        "declared interests", max_length=300, blank=True, help_text="Of author and reviewer."
    )
    change_note = PrintableCharField(
        max_length=300, blank=True, help_text="What is new, for readers and for the feed."
    )

    is_minor = models.BooleanField(
        default=False,
        editable=False,
        help_text="A correction that changes nothing it says: it keeps the review before it.",
    )

    origin = PrintableCharField(max_length=200, blank=True, editable=False)
    origin_digest = PrintableCharField(max_length=64, blank=True, editable=False)
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
            ("correct_edition", "Can publish a small correction that keeps the review"),
            ("share_edition", "Can share a draft by a link, and revoke the link"),
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
        indexes = (
            models.Index(fields=["article", "-publish_at", "-number"]),
            # The last and the next change: see articles.page_cache.schedule.
            models.Index(fields=["publish_at"]),
            models.Index(fields=["expires_at"]),
            models.Index(fields=["review_due_on"]),
        )

    def __str__(self) -> str:
        return edition_name(self.title, self.number)

    def get_absolute_url(self) -> str:
        return self.article.get_absolute_url()

    # --- EditionStatus ---------------------------------------------------------------------------

    def status(self, now: datetime) -> EditionStatus:
        """The status at `now`; of a published edition by a query, unless read `with_newest`."""
        if self.state == self.State.PUBLISHED and self.publish_at is not None:
            if self.publish_at > now:
                return EditionStatus.SCHEDULED
            if not self._is_current(now):
                return EditionStatus.SUPERSEDED
            if self.expires_at and self.expires_at <= now:
                return EditionStatus.EXPIRED
            return EditionStatus.LIVE
        return EditionStatus(self.state)

    def status_in_words(self, now: datetime) -> str:
        return self.status(now).label.lower()

    def _is_current(self, now: datetime) -> bool:
        if hasattr(self, "newest_id"):
            return self.newest_id == self.pk
        return Edition.objects.current_at(now).filter(pk=self.pk).exists()

    @property
    def is_reviewed(self) -> bool:
        """Whether a person with clinical credentials approved this edition."""
        return self.reviewed_on is not None

    def review_lapsed(self, today: date) -> bool:
        """Whether it was reviewed, and its next review was due before `today`."""
        return self.is_reviewed and self.review_due_on is not None and self.review_due_on < today

    @property
    def text(self) -> str:
        return " ".join((self.title, self.summary, plain_text(self.introduction)))

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        # The state is set by transitions alone; validation would write it back and be refused.
        super().clean_fields(exclude={*(exclude or ()), "state"})

    def clean(self) -> None:
        refuse_unreadable(title=self.title)
        if self._state.adding and self.article_id:
            self.number = self._next_number()

    def _next_number(self) -> int:
        last = self.article.editions.aggregate(last=models.Max("number"))["last"]
        return (last or 0) + 1

    # --- Storing ----------------------------------------------------------------------------

    def refuse_if_locked(self) -> None:
        """Raise ValidationError if this edition is no draft any more. Needs a transaction.

        A reviewer approves exactly what is published: from the moment a draft is submitted its
        words cannot change until it is sent back. The row is locked, so that nobody submits it
        between this check and what the caller writes.
        """
        refuse_state(self._locked_row().values_list("state", flat=True).first())

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and rewrite the article's search entries unless it stays unpublished.

        Raises ValidationError if protected words of an edition changed that is no draft.
        """
        stored: dict[str, Any] = {}
        if self._state.adding:
            self.number = self._next_number()
        else:
            stored = self._refuse_locked_changes()
        super().save(*args, **kwargs)
        if not (self.is_open and stored.get("state", self.State.DRAFT) in self.OPEN_STATES):
            SearchEntry.objects.index_article(self.article)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Lock the row, then delete it: what somebody is just storing in it is deleted, too.

        The other wordings that it gave to questions which readers know go with it. Raises
        ValidationError if the edition was published, perhaps a moment ago.
        """
        state = self._locked_row().values_list("state", flat=True).first()
        if state not in (None, *self.OPEN_STATES):
            raise ValidationError(SEEN_BY_READERS)
        self._take_back_wordings()
        return super().delete(*args, **kwargs)

    def _take_back_wordings(self) -> None:
        """Let no later draft show, and publish, the other wordings that this one waits with.

        What was added by others meanwhile stays: by a published change, or by a merged question.
        """
        saves = self.revisions.order_by("number").values_list("content", flat=True)
        first, last = _other_wordings(saves.first()), _other_wordings(saves.last())
        if not first:  # nobody has saved it
            return
        for question in self.article.questions.exclude(next_also_asked_as=None):
            drafted = question.drafted_wordings
            before = first.get(question.pk, question.also_asked_as)
            question.draft_wordings(carry_over(last.get(question.pk, drafted), before, drafted))
            question.save()

    def _locked_row(self) -> EditionQuerySet:
        """A query that locks this edition's row. It is ordered by key, because the default order
        joins the article's topic, and would lock that row, too."""
        return Edition.objects.select_for_update().filter(pk=self.pk).order_by("pk")

    def _refuse_locked_changes(self) -> dict[str, Any]:
        """The stored values of the protected fields and the state; empty if the row is gone.

        Raises ValidationError if one changed that must not change in this state.
        """
        fields = (*self.CONTENT_FIELDS, *self.REVIEW_FIELDS)
        stored = self._locked_row().values("state", *fields).first()
        if stored is None:
            return {}
        changed = {field for field in fields if getattr(self, field) != stored[field]}
        is_open = stored["state"] in self.OPEN_STATES
        unlocked = self.REVIEW_FIELDS if is_open else self.unlocked_fields
        self.unlocked_fields = ()
        if changed - set(unlocked):
            refuse_state(stored["state"])
        return stored

    # --- Next -------------------------------------------------------------------------------

    @transaction.atomic
    def new_edition(self, author: User | None) -> "Edition":
        """Store and return a draft with this edition's content, for the same questions.

        Raises ValidationError if the article has an open draft already.
        """
        draft = Edition(
            article=self.article,
            title=self.title,
            summary=self.summary,
            introduction=self.introduction,
            author=author,
            # The byline never changes by itself; an account without a name prints nothing.
            author_name=self.author_name or (author.name if author else ""),
            interests=self.interests,
        )
        if self.article.open_draft:
            raise ValidationError("This article has an open draft already.")
        draft.clean_fields(exclude={"article", "author"})
        draft.save()
        self.answers.copy_to(draft)
        return draft


def _other_wordings(content: dict[str, Any] | None) -> dict[int, str]:
    """The other wordings of each question (by primary key) in the content of a revision."""
    answers = content["answers"] if content else ()
    return {words["question"]: words["also_asked_as"] for words in answers}


def refuse_state(state: str | None) -> None:
    """Raise ValidationError if an edition in this stored state cannot be changed.

    None stands for an edition that is not stored, which can.
    """
    if state in (None, Edition.State.DRAFT):
        return
    if state in Edition.OPEN_STATES:
        raise ValidationError("This edition is being reviewed. Send it back to change it.")
    raise ValidationError(
        "This edition is published and stays as readers saw it. Make a new edition."
    )
