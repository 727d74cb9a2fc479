"""The actions that people take with a proposed change of a record, like those with an edition."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.models import User
from articles.workflow.action_form import Action
from articles.workflow.actions import Approve, Publish, SendBack, Submit, TakeBack
from articles.workflow.proposals import outdated_because, publish_change


class SubmitChange(Action):
    name = "submit"
    label = Submit.label
    explains = "It stands still while in review. A reviewer approves it or sends it back."
    done = Submit.done
    permission = Submit.permission
    note = forms.CharField(
        label="What changes, and why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, data: Any, change: Any) -> None:
        super().__init__(data, change)
        self.initial["note"] = change.note

    @classmethod
    def blocked_because(cls, change: Any, user: User) -> str:
        return outdated_because(change)

    def change(self, change: Any, user: User, now: datetime) -> None:
        change.note = self.cleaned_data["note"]
        change.submit()


class TakeBackChange(TakeBack):
    explains = "It becomes a draft again, so that you can go on changing it."


class ApproveChange(Approve):
    explains = (
        "You say that it may be published as it stands. If your account has clinical credentials, "
        "the record is dated as reviewed by you today."
    )

    @classmethod
    def blocked_because(cls, change: Any, user: User) -> str:
        return super().blocked_because(change, user) or outdated_because(change)


class PublishChange(Publish):
    explains = "Readers see it at once."
    at = None  # type: ignore[assignment]  # a record has no schedule

    @classmethod
    def blocked_because(cls, change: Any, user: User) -> str:
        return outdated_because(change)

    def change(self, change: Any, user: User, now: datetime) -> None:
        publish_change(change, now)


class DropChange(Action):
    name = "drop"
    label = "Give it up"
    explains = "The record stays as readers see it. What was proposed stays among the changes."
    done = "Given up. The record stays as it is."
    permission = "articles.view_edition"

    @classmethod
    def is_available(cls, change: Any, user: User) -> bool:
        is_theirs = user.has_perm("articles.publish_edition") or change.was_written_by(user)
        return change.is_open and user.has_perm(cls.permission) and is_theirs


# Any: each takes a proposed change where an edition's action takes an edition.
PROPOSAL_ACTIONS: dict[str, Any] = {
    action.name: action
    for action in (
        SubmitChange,
        TakeBackChange,
        ApproveChange,
        SendBack,
        PublishChange,
        DropChange,
    )
}
