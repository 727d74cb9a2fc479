"""Changes of records that readers see at once: proposed, approved by a second person, published.

A warning sign, a caution, a nudge, an advice rule, a promoted answer and the other wordings of a
live question have no editions of their own. What somebody wants to change in one is kept here until
it is published; the record itself stays as readers see it.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from accounts.fields import PrintableCharField, PrintableTextField
from accounts.models import User
from articles.models.office_addresses import change_address
from articles.models.open_states import OPEN_STATES, GoesThroughReview


class ProposedChangeQuerySet(models.QuerySet["ProposedChange"]):
    def open(self) -> "ProposedChangeQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def about(self, record: models.Model) -> "ProposedChangeQuerySet":
        """The changes of `record`, in every state."""
        kind = ContentType.objects.get_for_model(type(record))
        return self.filter(kind=kind, object_id=record.pk)


class ProposedChange(GoesThroughReview, FSMModelMixin, models.Model):
    """One change of one record: what it would say, what it said, and who decided what.

    `values` is what the record would hold and `base` what it held (None for a new record), in the
    form that articles.workflow.record_kinds reads and writes. `after` and `before` are the same in
    words, as lists of [label, text, whether it is rich text].
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        READY = "ready", "Ready"
        PUBLISHED = "published", "Published"
        DROPPED = "dropped", "Given up"

    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE, editable=False)
    object_id = models.BigIntegerField(null=True, editable=False)  # None: not added to the site yet
    is_removal = models.BooleanField(default=False, editable=False)
    title = PrintableCharField(max_length=300, editable=False)
    values = models.JSONField(encoder=DjangoJSONEncoder, default=dict, editable=False)
    base = models.JSONField(encoder=DjangoJSONEncoder, null=True, editable=False)
    after = models.JSONField(default=list, editable=False)
    before = models.JSONField(default=list, editable=False)
    note = PrintableTextField(max_length=2000, blank=True, editable=False)

    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True, editable=False)
    author = models.ForeignKey(
        User, null=True, editable=False, on_delete=models.SET_NULL, related_name="changes_proposed"
    )
    author_name = PrintableCharField("by", max_length=254, blank=True, editable=False)
    reviewer = models.ForeignKey(
        User, null=True, editable=False, on_delete=models.SET_NULL, related_name="changes_reviewed"
    )
    reviewer_name = PrintableCharField(max_length=254, blank=True, editable=False)
    reviewer_credentials = PrintableCharField(max_length=200, blank=True, editable=False)
    reviewed_on = models.DateField(null=True, editable=False)
    review_note = PrintableTextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField("changed", auto_now=True)

    history = HistoricalRecords()
    objects: ClassVar[ProposedChangeQuerySet] = ProposedChangeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-updated_at", "-pk")
        verbose_name = "change of a record"
        verbose_name_plural = "changes of records"
        default_permissions = ()  # an edition's permissions hold
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=Q(state__in=["draft", "in_review", "ready"]),
                name="articles_one_open_change",
                violation_error_message="This record has an open change already.",
            ),
            models.CheckConstraint(
                condition=~Q(reviewer=F("author")),
                name="articles_change_approved_by_another",
                violation_error_message="Nobody reviews what they wrote.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what}: {self.title}"

    @property
    def what(self) -> str:
        """The kind of change and of record in words, for example “New caution”."""
        model = self.kind.model_class()
        name = model._meta.verbose_name if model else self.kind.model
        if self.is_removal:
            return f"{str(name).capitalize()}, taken out"
        return f"{'New ' if self.is_new else ''}{name}".capitalize()

    @property
    def is_new(self) -> bool:
        """Whether it would add a record, or has added one."""
        return self.base is None

    @property
    def office_address(self) -> str:
        return change_address(self)

    # --- What people decide; each changes the object, and the caller saves ------------------

    @transition(field=state, source=State.DRAFT, target=State.IN_REVIEW)
    def submit(self) -> None:
        """Hand it to a second person for review; it cannot be edited from then on."""

    @transition(field=state, source=State.IN_REVIEW, target=State.DRAFT)
    def take_back(self, by: User) -> None:
        """Make it a draft again before anybody approved it; only a person who wrote it may."""
        self.refuse_other(by)

    @transition(field=state, source=[State.IN_REVIEW, State.READY], target=State.DRAFT)
    def send_back(self, note: str) -> None:
        """Return it to its author with the reason in `note`. An approval given before is void."""
        self.review_note = note.strip()
        self.reviewer = self.reviewed_on = None
        self.reviewer_name = self.reviewer_credentials = ""

    @transition(field=state, source=State.IN_REVIEW, target=State.READY)
    def approve(self, by: User, today: date) -> None:
        """Approve it; a review is only what a person with clinical credentials approves."""
        self.refuse_writer(by)
        self.reviewer, self.review_note = by, ""
        self.reviewer_name = str(by)
        if by.credentials and by.name:
            self.reviewer_name, self.reviewer_credentials = by.name, by.credentials
            self.reviewed_on = today

    @transition(field=state, source=State.READY, target=State.PUBLISHED)
    def publish(self, now: datetime) -> None:
        """Mark it as published. Called by articles.workflow.proposals alone, which then changes
        the record itself."""

    @transition(field=state, source=list(OPEN_STATES), target=State.DROPPED)
    def drop(self) -> None:
        """Give it up; the record stays as it is."""

    if TYPE_CHECKING:
        author_id: Any
