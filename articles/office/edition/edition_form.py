"""The form of a draft, and the version of the draft that it was made from."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core import signing
from django.core.exceptions import ValidationError

from accounts.models import AuthenticatedRequest
from articles.models import Answer, Edition
from articles.office.edition.answer_forms import AnswerFormSet
from articles.office.edition.concurrent_edits import Conflict, FormContent


@dataclass(frozen=True)
class BaseSnapshot:
    """The draft as it was when a form was made, and the conflicts that its person has to settle.

    It is a field of the form, signed. To keep it on the server would take a row each time that
    somebody opens a draft, and answers have no history from which it could be read.
    """

    SALT = "articles.edition.opened"

    content: FormContent = field(default_factory=FormContent)
    conflicts: list[Conflict] = field(default_factory=list)
    version: str = ""  # see `stored_version`

    def __str__(self) -> str:
        return signing.dumps(asdict(self), salt=self.SALT, compress=True)

    @classmethod
    def read(cls, text: str) -> "BaseSnapshot":
        """The snapshot in a text made by `str`; an empty one for any other text.

        With an empty one, the person has to choose wherever the form and the stored draft differ.
        """
        try:
            found = signing.loads(text, salt=cls.SALT)
        except signing.BadSignature:
            return cls()
        conflicts = [Conflict(**conflict) for conflict in found["conflicts"]]
        return cls(FormContent(**found["content"]), conflicts, found.get("version", ""))


def stored_version(edition: Edition, answers: Iterable[Answer]) -> str:
    """A digest that stays the same until something that the edition's form shows is stored.

    Answers are saved with their edition, their questions not always: the other wordings can also
    change on the question's own page, and when another draft's question is merged into it.
    """
    questions = sorted(
        (answer.pk, answer.question.anchor, answer.question.drafted_wordings) for answer in answers
    )
    return sha256(repr((edition.updated_at, questions)).encode()).hexdigest()


class UnlabelledInput(forms.HiddenInput):
    """A hidden input to which no label points, although the admin writes one for every field."""

    def id_for_label(self, id_: str) -> str:
        return ""


class EditionForm(forms.ModelForm):
    base = forms.CharField(required=False, widget=UnlabelledInput)

    @cached_property
    def conflicts(self) -> list[Conflict]:
        return BaseSnapshot.read(self["base"].value() or "").conflicts

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.conflicts:
            raise ValidationError(
                "Somebody else changed the same words while you had this draft open. Nothing is "
                "stored yet and nothing is lost: choose above, then save again."
            )
        return self.cleaned_data


def stored_forms(
    office: "ModelAdmin[Edition]", request: AuthenticatedRequest, edition: Edition
) -> tuple[EditionForm, AnswerFormSet]:
    """The edition's form and its answer rows, unbound: as they would be shown now."""
    form_class: Any = office.get_form(request, edition, change=True)
    inlines = office.get_inline_instances(request, edition)
    inline = next(inline for inline in inlines if inline.model is Answer)
    formset_class: Any = inline.get_formset(request, edition)
    rows = formset_class(instance=edition, queryset=inline.get_queryset(request))
    return form_class(instance=edition), rows
