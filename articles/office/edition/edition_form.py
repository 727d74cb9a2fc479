"""The form of a draft, and the version of the draft that it was made from."""

from dataclasses import asdict, dataclass, field
from functools import cached_property

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from articles.office.edition.concurrent_edits import Conflict, FormContent


@dataclass(frozen=True)
class BaseSnapshot:
    """The draft as a form shows it, and what waits for its person to choose.

    It travels with the form, signed. Kept on the server instead, it would need a row for every look
    at a draft, and answers have no history to read it from.
    """

    SALT = "articles.edition.opened"

    content: FormContent = field(default_factory=FormContent)
    conflicts: list[Conflict] = field(default_factory=list)

    def __str__(self) -> str:
        return signing.dumps(asdict(self), salt=self.SALT, compress=True)

    @classmethod
    def read(cls, text: str) -> "BaseSnapshot":
        """What `str` wrote; of anything else an empty one: then every difference is asked for."""
        try:
            found = signing.loads(text, salt=cls.SALT)
        except signing.BadSignature:
            return cls()
        conflicts = [Conflict(**conflict) for conflict in found["conflicts"]]
        return cls(FormContent(**found["content"]), conflicts)


class UnlabelledInput(forms.HiddenInput):
    """Hidden: the label that the admin writes for every field must not point to it."""

    def id_for_label(self, id_: str) -> str:
        return ""


class EditionForm(forms.ModelForm):
    base = forms.CharField(required=False, widget=UnlabelledInput)

    @cached_property
    def conflicts(self) -> list[Conflict]:
        return BaseSnapshot.read(self["base"].value() or "").conflicts

    def clean(self) -> dict:
        super().clean()
        if self.conflicts:
            raise ValidationError(
                "Somebody else changed the same words while you had this draft open. Nothing is "
                "stored yet and nothing is lost: choose above, then save again."
            )
        return self.cleaned_data
