"""The form fields of a walk: pain as eleven buttons, yes or no or unknown, and the note."""

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from django import forms

from journal.models.walks import PAIN_MAX, PAIN_MIN, kept_note

PAIN_CHOICES = [(score, str(score)) for score in range(PAIN_MIN, PAIN_MAX + 1)]
YES_NO = [("", "Did not try, or do not know"), ("yes", "Yes"), ("no", "No")]
YES_NO_UNKNOWN = [("", "Do not know"), *YES_NO[1:]]


class FixedChoiceField(forms.TypedChoiceField):
    """A field that no form changes, so that all forms share it instead of copying it.

    Copying two fields of eleven buttons for each form took as long as the rest of the form.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> "FixedChoiceField":
        return self


class SharedFields(dict[str, forms.Field]):
    """The fields of a form class, shared by all its forms except those fields named in `changed`.

    Django copies every field for each form, which takes longer than reading the data sent.
    """

    def __init__(self, fields: dict[str, forms.Field], changed: Collection[str]) -> None:
        super().__init__(fields)
        self.changed = changed

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {
            name: deepcopy(field, memo) if name in self.changed else field
            for name, field in self.items()
        }


class PainField(FixedChoiceField):
    """A pain score as eleven buttons, 0 to 10, none of them preselected; gives an int or None."""

    widget = forms.RadioSelect

    def __init__(self, *, label: str, required: bool = True, **kwargs: Any) -> None:
        choices = PAIN_CHOICES if required else [*PAIN_CHOICES, ("", "Do not know")]
        super().__init__(
            label=label,
            choices=choices,
            coerce=int,
            empty_value=None,
            required=required,
            error_messages={"required": f"Choose a number from 0 to 10 for “{label}”."},
            **kwargs,
        )


class YesNoField(FixedChoiceField):
    """Yes, no or not known, as True, False or None: unknown is never “no”."""

    def __init__(
        self, *, label: str, choices: list[tuple[str, str]] = YES_NO, **kwargs: Any
    ) -> None:
        super().__init__(
            label=label,
            choices=choices,
            coerce=lambda value: value == "yes",
            empty_value=None,
            required=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class NoteField(forms.CharField):
    """Text of several lines; a line break, which a form sends as two characters, counts as one."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\0" in text else kept_note(text)  # NUL stays, so that validation refuses it
