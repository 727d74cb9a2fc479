"""The actions that need one person only: small corrections, and confirming a review."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from articles.models import Edition, EditionOpening
from articles.models.edition_queries import EditionStatus
from articles.workflow.action_form import Action
from articles.workflow.small_corrections import (
    begin_correction,
    correction_refusals,
    publish_correction,
    undo_correction,
)


class BeginsDraft(Action):
    """An action that begins a new edition; blocked while the article has an open draft."""

    @classmethod
    def blocked_because(cls, edition: Edition, user: User) -> str:
        draft = edition.article.open_draft
        return f"Edition {draft.number} is not published yet: go on with that." if draft else ""


class CorrectSmall(BeginsDraft):
    name = "correct"
    label = "Correct something small"
    explains = (
        "A draft to put a typing error, a link or the wording of a heading right. If it changes "
        "nothing the page says, you publish it alone, and the page keeps its review."
    )
    done = "Correct it here, save, then choose “Publish the correction”."
    permission = "articles.correct_edition"
    statuses = (EditionStatus.LIVE,)

    def perform(self, edition: Edition, user: User, now: datetime) -> Edition:
        return begin_correction(edition, user)


class PublishCorrection(Action):
    name = "publish_correction"
    label = "Publish the correction"
    explains = (
        "Readers see it at once. The page keeps its review and its author, and whoever reviewed it "
        "is told. You can undo it with one click."
    )
    done = "Published, with the review that the page had."
    permission = "articles.correct_edition"
    statuses = (EditionStatus.DRAFT,)

    @classmethod
    def is_available(cls, edition: Edition, user: User) -> bool:
        return edition.is_minor and super().is_available(edition, user)

    @classmethod
    def blocked_because(cls, edition: Edition, user: User) -> str:
        refusals = correction_refusals(edition, timezone.now())
        if not refusals:
            return ""
        return f"{' '.join(refusals)} That is no small correction: submit it for review."

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        publish_correction(edition, now)


class UndoCorrection(BeginsDraft):
    name = "undo_correction"
    label = "Undo this correction"
    explains = "Readers see at once what they saw before it. The correction stays among editions."
    done = "Undone: readers see again what they saw before."
    permission = "articles.correct_edition"
    statuses = (EditionStatus.LIVE,)

    @classmethod
    def is_available(cls, edition: Edition, user: User) -> bool:
        return edition.is_minor and super().is_available(edition, user)

    def perform(self, edition: Edition, user: User, now: datetime) -> Edition:
        return undo_correction(edition, user, now)


class ConfirmReview(Action):
    name = "confirm_review"
    label = "Reviewed again, nothing changed"
    explains = (
        "You say that you have read the page as readers see it now, and that nothing has to "
        "change. It names you as its reviewer, with today’s date, for three more years."
    )
    done = "The page names you as its reviewer, with today’s date."
    permission = "articles.review_edition"
    statuses = (EditionStatus.LIVE,)

    @classmethod
    def blocked_because(cls, edition: Edition, user: User) -> str:
        if not (user.credentials and user.name):
            return "Your account has no clinical credentials."
        if edition.was_written_by(user):
            return "You wrote in it, so somebody else reviews it."
        if EditionOpening.objects.since_its_change(edition, user) is None:
            return "Open it first: you have not looked at it since it last changed."
        return ""

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        self.opened_at = EditionOpening.objects.since_its_change(edition, user)
        edition.confirm_review(user, timezone.localdate(now))

    def reason(self) -> str:
        opened = timezone.localtime(self.opened_at) if self.opened_at else None
        when = f"; opened {opened:%Y-%m-%d %H:%M}" if opened else ""
        return f"{self.label}{when}"
