"""The fields of a walk: pain as eleven buttons, yes or no or unknown, a clock's time."""

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from django import forms

from journal.models.walks import PAIN_MAX, PAIN_MIN, kept_note

PAIN_CHOICES = [(score, str(score)) for score in range(PAIN_MIN, PAIN_MAX + 1)]
YES_NO = [("", "Did not try, or do not know"), ("yes", "Yes"), ("no", "No")]
YES_NO_UNKNOWN = [("", "Do not know"), *YES_NO[1:]]


class FixedChoiceField(forms.TypedChoiceField):
    """A field that no form changes: all forms share it, and none has a copy.

    Copied for each, eleven buttons twice took as long as the rest of the form.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> "FixedChoiceField":
        return self


class SharedFields(dict[str, forms.Field]):
    """The fields of a class of forms, which all of them share but for those named `changed`.

    Each form of Django's has copies of its own, which take longer than reading what was sent.
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
    """Eleven buttons, 0 to 10, none pressed."""

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
    """Yes, no, or not known: unknown is never “no”."""

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
    """Text of several lines. A form sends each line break as two characters; it counts as one."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\0" in text else kept_note(text)  # NUL is refused
