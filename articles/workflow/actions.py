"""The actions that people take with an edition as a whole, one form each.

Every action checks the permission and the state again on the server, on the row as it is now.
"""

from datetime import datetime
from typing import cast

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list

from accounts.models import User
from articles.models import Article, Edition, Figure
from articles.models.edition_queries import EditionStatus
from articles.workflow.action_form import Action
from articles.workflow.article_copy import CopyArticle
from articles.workflow.correction_actions import (
    BeginsDraft,
    ConfirmReview,
    CorrectSmall,
    PublishCorrection,
    UndoCorrection,
)
from articles.workflow.datetime_field import (
    HOW_TO_WRITE,
    LabelledDateTimeField,
    NearDateField,
)
from articles.workflow.publishing import publish_edition


def _in_words(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")


class Submit(Action):
    name = "submit"
    label = "Submit for review"
    explains = (
        "Nobody can change its words while in review. A reviewer approves it or sends it back."
    )
    done = "Submitted. A reviewer other than its author can approve it."
    permission = "articles.change_edition"

    @classmethod
    def blocked_because(cls, edition: Edition, user: User) -> str:
        return "" if edition.answers.exists() else "Write and save a question first."

    def clean(self) -> None:
        lacking = Figure.objects.lacking_words().filter(answer_links__answer__edition=self.edition)
        if keys := sorted(set(lacking.values_list("key", flat=True))):
            raise ValidationError(
                f"Write the words of {get_text_list(keys, 'and')} first, under Figures: once the "
                "edition is submitted, what its pictures say stands still."
            )

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        edition.is_minor = False  # an edition that gets a review is no small correction
        super().change(edition, user, now)


class TakeBack(Action):
    name = "take_back"
    label = "Take back"
    explains = "It becomes a draft again, so that you can go on writing. Its reviewer waits."
    done = "Taken back: it is a draft again."
    permission = "articles.change_edition"

    @classmethod
    def is_available(cls, edition: Edition, user: User) -> bool:
        return super().is_available(edition, user) and edition.was_written_by(user)

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        edition.take_back(by=user)


class SendBack(Action):
    name = "send_back"
    label = "Send back"
    explains = "It becomes a draft again. An approval given before no longer counts."
    done = "Sent back: it is a draft again, with your note at its top."
    permission = "articles.review_edition"
    note = forms.CharField(
        label="What should change?", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        edition.send_back(note=self.cleaned_data["note"])

    def reason(self) -> str:
        return f"Sent back: {self.cleaned_data['note']}"


class Approve(Action):
    name = "approve"
    label = "Approve"
    explains = (
        "You say that it may be published as it stands. If your account has clinical credentials, "
        "the page will name you as its reviewer, with today’s date."
    )
    done = "Approved. A publisher can publish it now."
    permission = "articles.review_edition"

    @classmethod
    def blocked_because(cls, edition: Edition, user: User) -> str:
        wrote = edition.was_written_by(user)
        return "You wrote in it, so somebody else approves." if wrote else ""

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        edition.approve(by=user, today=timezone.localdate(now))


class Publish(Action):
    name = "publish"
    label = "Publish"
    explains = (
        "Readers see it from the time you give. Until then they see the edition before it, if any."
    )
    done = "Published. Readers see it now."
    permission = "articles.publish_edition"
    at = LabelledDateTimeField(
        label="From when",
        required=False,
        help_text="Leave both empty to publish it now.",
    )

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        at = self.cleaned_data["at"]
        publish_edition(edition, now, at)
        if at and at > now:
            self.done = f"Scheduled. Readers see it from {_in_words(at)}."


class Unschedule(Action):
    name = "unschedule"
    label = "Take off the schedule"
    explains = "It stays approved and waits to be published."
    done = "Taken off the schedule."
    permission = "articles.publish_edition"


class Expire(Action):
    name = "expire_at"
    label = "Set when it expires"
    explains = (
        "From that time the page is gone, and the edition before it does not come back. To take it "
        "away now, withdraw it: then readers are told why."
    )
    done = "It stays until somebody withdraws it."
    permission = "articles.publish_edition"
    statuses = (EditionStatus.LIVE, EditionStatus.SCHEDULED)
    at = LabelledDateTimeField(
        label="Gone from",
        required=False,
        help_text="Leave both empty to let it stay.",
    )

    def __init__(self, data: QueryDict | None, edition: Edition) -> None:
        super().__init__(data, edition)
        self.initial["at"] = edition.expires_at

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        at = self.cleaned_data["at"]
        edition.expire_at(now, at)
        if at:
            self.done = f"It expires on {_in_words(at)}."

    def reason(self) -> str:
        at = self.cleaned_data["at"]
        return f"Expires on {_in_words(at)}" if at else "Does not expire"


class HandOver(Action):
    name = "hand_over"
    label = "Hand over"
    explains = "It stands in their queue, and they get a mail. What they may do stays as it is."
    permission = "articles.view_edition"
    statuses = (EditionStatus.DRAFT, EditionStatus.IN_REVIEW, EditionStatus.READY)
    to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label="Whose turn is it?",
        empty_label="nobody’s in particular",
    )

    def __init__(self, data: QueryDict | None, edition: Edition) -> None:
        super().__init__(data, edition)
        to = cast(forms.ModelChoiceField, self.fields["to"])
        to.queryset = User.objects.staff_with_perm(self.permission)
        self.initial["to"] = edition.assigned_to

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        edition.assigned_to = self.cleaned_data["to"]
        self.done = f"{self.reason()}."

    def reason(self) -> str:
        to = self.cleaned_data["to"]
        return f"Handed over to {to}" if to else "Handed over to nobody in particular"


class SetReviewDate(Action):
    name = "set_review_date"
    label = "Set the next review"
    explains = (
        "When a draft is to be reviewed next after it was approved, at most three years later. "
        "What readers see can only be called in earlier: a later day is another review."
    )
    done = "The next review has its day."
    permission = "articles.publish_edition"
    statuses = (EditionStatus.DRAFT, EditionStatus.LIVE)
    on = NearDateField(
        label="Next review due",
        widget=AdminDateWidget(format="%Y-%m-%d"),
        error_messages=HOW_TO_WRITE,
    )

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        edition.set_review_date(self.cleaned_data["on"], timezone.localdate(now))

    def reason(self) -> str:
        return f"Next review due on {self.cleaned_data['on']:%Y-%m-%d}"


class SuccessorField(forms.ModelChoiceField):
    """A choice of another public article, by the title that readers see now."""

    def label_from_instance(self, article: Article) -> str:
        return str(getattr(article, "live_title", article))

    def offer(self, edition: Edition, now: datetime) -> None:
        live = Edition.objects.public(now).order_by()
        title = live.filter(article=OuterRef("pk")).values("title")[:1]
        others = Article.objects.exclude(pk=edition.article_id).annotate(live_title=Subquery(title))
        self.queryset = others.exclude(live_title=None).order_by("live_title")


class Withdraw(Action):
    name = "withdraw"
    label = "Withdraw"
    explains = (
        "Readers no longer see this article. At its address they are told why, and where to go "
        "instead. This cannot be undone; a new edition can be written."
    )
    done = "Withdrawn. Readers no longer see it."
    permission = "articles.publish_edition"
    # Not a superseded one: readers would go on seeing the article, in its newer edition.
    statuses = (EditionStatus.LIVE, EditionStatus.EXPIRED)
    reason_for_readers = forms.CharField(
        label="What should readers be told?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    successor = SuccessorField(
        queryset=Article.objects.none(),
        required=False,
        label="Instead of it",
        help_text="An article that readers should see now. May stay empty.",
    )

    def __init__(self, data: QueryDict | None, edition: Edition) -> None:
        super().__init__(data, edition)
        cast(SuccessorField, self.fields["successor"]).offer(edition, timezone.now())

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        edition.withdraw(
            now=now,
            reason=self.cleaned_data["reason_for_readers"],
            successor=self.cleaned_data["successor"],
        )

    def reason(self) -> str:
        return f"Withdrawn: {self.cleaned_data['reason_for_readers']}"


class NewEdition(BeginsDraft):
    name = "new_edition"
    label = "New edition from this one"
    explains = "A draft with the same words and the same questions. Readers notice nothing yet."
    done = "Here is the new draft."
    permission = "articles.add_edition"
    statuses = (
        EditionStatus.SCHEDULED,
        EditionStatus.LIVE,
        EditionStatus.SUPERSEDED,
        EditionStatus.EXPIRED,
        EditionStatus.WITHDRAWN,
    )

    def perform(self, edition: Edition, user: User, now: datetime) -> Edition:
        return edition.new_edition(author=user)


ACTIONS: dict[str, type[Action]] = {
    action.name: action
    for action in (
        Submit,
        TakeBack,
        Approve,
        SendBack,
        Publish,
        Unschedule,
        Expire,
        Withdraw,
        CorrectSmall,
        PublishCorrection,
        UndoCorrection,
        ConfirmReview,
        NewEdition,
        CopyArticle,
        HandOver,
        SetReviewDate,
    )
}


def available_actions(edition: Edition, user: User) -> list[tuple[type[Action], str]]:
    """The actions that are available to `user` now, each with what blocks it, or an empty text."""
    available = (action for action in ACTIONS.values() if action.is_available(edition, user))
    return [(action, action.blocked_because(edition, user)) for action in available]
