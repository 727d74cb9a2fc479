"""The base of every action of the workflow: a form that knows who may take it, and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, QueryDict
from django.utils import timezone
from django_fsm import can_proceed

from accounts.models import User
from articles.models import Edition
from articles.models.edition_queries import EditionStatus

CHANGED = "This edition has changed since you opened this page. Look at it again first."


class Action(forms.Form):
    """The form of one action with an edition. Subclasses give its texts, permission and fields."""

    name: ClassVar[str]
    label: ClassVar[str]
    explains: ClassVar[str]
    done: str
    permission: ClassVar[str]
    # The statuses in which it is possible; if empty, it is whenever the transition `name` is.
    statuses: ClassVar[tuple[EditionStatus, ...]] = ()
    do_not_call_in_templates = True  # templates list the classes themselves

    # The edition as it was when the form was shown: nobody approves words that they have not seen.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None, edition: Edition) -> None:
        self.edition, self.as_now = edition, edition.updated_at.isoformat()
        super().__init__(data, initial={"seen": self.as_now})

    def clean_seen(self) -> str:
        """Refuse the form if the edition changed since it was shown, or if it names no version."""
        if self.cleaned_data["seen"] != self.as_now:
            raise ValidationError(CHANGED)
        return self.as_now

    @classmethod
    def is_available(cls, edition: Edition, user: User) -> bool:
        """Whether the edition's status allows the action, and `user` has its permission."""
        if not user.has_perm(cls.permission):
            return False
        if cls.statuses:
            return edition.status(timezone.now()) in cls.statuses
        return can_proceed(getattr(edition, cls.name))

    @classmethod
    def blocked_because(cls, edition: Edition, user: User) -> str:
        """Why `user` cannot take the action although it is available, as a sentence; else empty."""
        return ""

    @classmethod
    def is_permitted(cls, edition: Edition, user: User) -> bool:
        return cls.is_available(edition, user) and not cls.blocked_because(edition, user)

    def perform(self, edition: Edition, user: User, now: datetime) -> Edition:
        """Take the action and save; returns the edition to show next."""
        self.change(edition, user, now)
        edition._change_reason = self.reason()[:100]  # type: ignore[attr-defined]
        edition.save()
        return edition

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        getattr(edition, self.name)()

    def reason(self) -> str:
        """The reason to keep in the edition's history."""
        return self.label


def refusal(action: Any, row: Any, user: User, now: datetime) -> str:
    """Why `user` cannot take `action` with `row` now, as a sentence to them; empty if they can."""
    if action.is_permitted(row, user):
        return ""
    why = f"it is {row.status_in_words(now)}."
    if action.is_available(row, user):
        why = action.blocked_because(row, user)
    return f"“{action.label}” is not possible now: {why}"


def action_named(actions: Mapping[str, Any], name: str, user: User) -> Any:
    """The action called `name`, if `user` has its permission.

    Raises:
        Http404: there is no such action.
        PermissionDenied: `user` does not have its permission; the row's state does not matter.
    """
    action = actions.get(name)
    if action is None:
        raise Http404("There is no such action.")
    if not user.has_perm(action.permission):
        raise PermissionDenied
    return action
