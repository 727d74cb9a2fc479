"""What every action of the workflow is: a form with who may, when, and what it says."""

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
    """One thing to do. Subclasses name the transition and say how it is called."""

    name: ClassVar[str]
    label: ClassVar[str]
    explains: ClassVar[str]
    done: str
    permission: ClassVar[str]
    # When it is possible; where it names none, when the transition of its name is.
    statuses: ClassVar[tuple[EditionStatus, ...]] = ()
    do_not_call_in_templates = True  # the classes themselves are listed there

    # The edition as it was when the form was shown: nobody approves words that they have not seen.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None, edition: Edition) -> None:
        self.edition, self.as_now = edition, edition.updated_at.isoformat()
        super().__init__(data, initial={"seen": self.as_now})

    def clean_seen(self) -> str:
        """Refused when it is empty, too: then nobody knows which words it is about."""
        if self.cleaned_data["seen"] != self.as_now:
            raise ValidationError(CHANGED)
        return self.as_now

    @classmethod
    def is_available(cls, edition: Edition, user: User) -> bool:
        """Whether the edition's status and this person's permissions lead here."""
        if not user.has_perm(cls.permission):
            return False
        if cls.statuses:
            return edition.status(timezone.now()) in cls.statuses
        return can_proceed(getattr(edition, cls.name))

    @classmethod
    def blocked_because(cls, edition: Edition, user: User) -> str:
        """What keeps this person from it although it is available, said to them; else nothing."""
        return ""

    @classmethod
    def is_permitted(cls, edition: Edition, user: User) -> bool:
        return cls.is_available(edition, user) and not cls.blocked_because(edition, user)

    def perform(self, edition: Edition, user: User, now: datetime) -> Edition:
        """Do it and store it; the edition to show next."""
        self.change(edition, user, now)
        edition._change_reason = self.reason()[:100]  # type: ignore[attr-defined]
        edition.save()
        return edition

    def change(self, edition: Edition, user: User, now: datetime) -> None:
        getattr(edition, self.name)()

    def reason(self) -> str:
        """What the history says of it."""
        return self.label


def refusal(action: Any, row: Any, user: User, now: datetime) -> str:
    """Why this person cannot do this with the row now, said to them; empty where they can."""
    if action.is_permitted(row, user):
        return ""
    why = f"it is {row.status_in_words(now)}."
    if action.is_available(row, user):
        why = action.blocked_because(row, user)
    return f"“{action.label}” is not possible now: {why}"


def action_named(actions: Mapping[str, Any], name: str, user: User) -> Any:
    """The action with this name, for somebody who has its permission.

    Raises:
        Http404: there is none.
        PermissionDenied: it is not for this person, in whatever state the row is.
    """
    action = actions.get(name)
    if action is None:
        raise Http404("There is no such action.")
    if not user.has_perm(action.permission):
        raise PermissionDenied
    return action
