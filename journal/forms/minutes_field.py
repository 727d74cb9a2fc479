"""Minutes as people type them: a text field, so that the server sees what was typed.

A browser's number field drops a comma or colon without a word, and 22,5 arrives as 225; a wheel or
an arrow key changes the number unseen.
"""

import re
from typing import Any

from django import forms

from journal.models.walks import MINUTES_MAX, MINUTES_MIN

HOURS_AND_MINUTES = re.compile(
    r"(\d{1,2})\s*(?:h|hr|hrs|hours?)\.?(?:\s*(?:and\s+)?(\d{1,2})\s*(?:m|min|mins|minutes?)?\.?)?"
)
UNIT = re.compile(r"(?<=\d)\s*(?:m|mins?|minutes?)\.?$")
CLOCK = re.compile(r"\d+\s*:\s*\d+(\s*:\s*\d+)?")
DECIMAL = re.compile(r"(\d{1,4})[.,](\d+)")
WORDS = {
    "required": "Say how many minutes you walked.",
    "invalid": "Give the minutes as a whole number, such as 20.",
    "min_value": "Give at least 1 minute.",
    "max_value": f"That is too long for one walk: give at most {MINUTES_MAX} minutes.",
}


class MinutesField(forms.CharField):
    """A whole number of minutes; "25 min" and "1 h 5" are that too. What could mean two things is
    refused with both of them."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "size": 6}
        super().__init__(
            label="Minutes walked",
            widget=forms.TextInput(attrs=attrs),
            error_messages=WORDS,
            **kwargs,
        )

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        typed = str(value or "").strip().lower()
        if not typed:
            return None
        if found := HOURS_AND_MINUTES.fullmatch(typed):
            return int(found[1]) * 60 + int(found[2] or 0)
        typed = UNIT.sub("", typed)
        if CLOCK.fullmatch(typed):
            raise forms.ValidationError(
                "This could be hours and minutes, or minutes and seconds. Give the minutes alone: "
                "65 for an hour and five minutes."
            )
        if (found := DECIMAL.fullmatch(typed)) and found[2].strip("0"):
            whole = int(found[1])
            raise forms.ValidationError(f"Give whole minutes: {whole} or {whole + 1}.")
        number = found[1] if found else typed
        if not re.fullmatch(r"\d{1,9}", number):
            raise forms.ValidationError(WORDS["invalid"])
        return int(number)

    def validate(self, value: Any) -> None:
        if value is None:
            if self.required:
                raise forms.ValidationError(WORDS["required"], code="required")
        elif value < MINUTES_MIN:
            raise forms.ValidationError(WORDS["min_value"])
        elif value > MINUTES_MAX:
            raise forms.ValidationError(WORDS["max_value"])
