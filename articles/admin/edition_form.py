"""The form of a draft, and the version of the draft that it was made from."""

from dataclasses import asdict, dataclass, field
from functools import cached_property

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from articles.admin.three_way import Conflict, Content


@dataclass(frozen=True)
class Opened:
    """The draft as a form shows it, and what waits for its person to choose.

    It travels with the form, signed. Kept on the server instead, it would need a row for every look
    at a draft, and answers have no history to read it from.
    """

    SALT = "articles.edition.opened"

    content: Content = field(default_factory=Content)
    conflicts: list[Conflict] = field(default_factory=list)

    def __str__(self) -> str:
        return signing.dumps(asdict(self), salt=self.SALT, compress=True)

    @classmethod
    def read(cls, text: str) -> "Opened":
        """What `str` wrote; of anything else an empty one: then every difference is asked for."""
        try:
            found = signing.loads(text, salt=cls.SALT)
        except signing.BadSignature:
            return cls()
        conflicts = [Conflict(**conflict) for conflict in found["conflicts"]]
        return cls(Content(**found["content"]), conflicts)


class UnlabelledInput(forms.HiddenInput):
    """Hidden: the label that the admin writes for every field must not point to it."""

    def id_for_label(self, id_: str) -> str:
        return ""


class EditionForm(forms.ModelForm):
    made_from = forms.CharField(required=False, widget=UnlabelledInput)

    @cached_property
    def conflicts(self) -> list[Conflict]:
        return Opened.read(self["made_from"].value() or "").conflicts

    def clean(self) -> dict:
        super().clean()
        if self.conflicts:
            raise ValidationError(
                "Somebody else changed the same words while you had this draft open. Nothing is "
                "stored yet and nothing is lost: choose above, then save again."
            )
        return self.cleaned_data
