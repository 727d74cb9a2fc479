"""A field for minutes as people type them: a text field, so that the server sees what was typed.

A browser's number field drops a comma or colon silently, so that 22,5 arrives as 225; and a mouse
wheel or an arrow key can change the number unnoticed.
"""

import re
import unicodedata
from fractions import Fraction
from typing import Any

from django import forms

from journal.models.walks import MINUTES_MAX, MINUTES_MIN

MAX_LENGTH = 60  # characters: nobody types more
HALVES = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
HOUR = r"\s*(?:h|hrs?|hours?)\.?"
MINUTE = r"\s*(?:m|mins?|minutes?|['′’])\.?"
SECOND = r"\s*(?:s|secs?|seconds?|[\"″”])\.?"
NUMBER = r"(\d{1,9})?(?:[.,](\d{1,9}))?\s*([½¼¾])?"

ABOUT = re.compile(r"^(?:[~≈+]|about\b|around\b|ca\b\.?|approx\b\.?)\s*")
HOURS_AND_MINUTES = re.compile(rf"(\d{{1,2}})(?:{HOUR}[\s,]*(?:and\s+)?|\s*:\s*)(\d{{1,2}})")
HOURS = re.compile(NUMBER + HOUR)
UNIT = re.compile(rf"(?<=[\d½¼¾.,]){MINUTE}$")
CLOCK = re.compile(r"\d+\s*:\s*\d+(\s*:\s*\d+)?")
WITH_SECONDS = re.compile(rf"\d+(?:{MINUTE}\s*\d+)?{SECOND}")
RANGE = re.compile(r"(\d{1,4})\s*(?:-|–|—|to|or)\s*(\d{1,4})")
SAID = {
    "half an hour": 30,
    "half hour": 30,
    "an hour": 60,
    "one hour": 60,
    "an hour and a half": 90,
    "one and a half hours": 90,
    "two hours": 120,
    "a quarter of an hour": 15,
}
WORDS = {
    "required": "Say how many minutes you walked.",
    "invalid": "Give the minutes in figures, such as 20.",
    "min_value": "Give at least 1 minute.",
    "max_value": f"That is too long for one walk: give at most {MINUTES_MAX} minutes.",
    "two_units": "This could be hours and minutes, or minutes and seconds. Give the minutes alone: "
    "65 for an hour and five minutes.",
    "seconds": "Give whole minutes, without seconds.",
    "hour": "An hour has 60 minutes. Give the minutes alone, such as 65.",
}


class MinutesField(forms.CharField):
    """A whole number of minutes; also accepts “25 min” and “1 h 5”. A text with two possible
    meanings is refused with a message that names both."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "size": 6}
        super().__init__(
            label="Minutes walked",
            widget=forms.TextInput(attrs=attrs),
            error_messages=WORDS,
            **kwargs,
        )

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        return typed_minutes(str(value or ""))

    def validate(self, value: Any) -> None:
        if value is None:
            if self.required:
                raise forms.ValidationError(WORDS["required"], code="required")
        elif value < MINUTES_MIN:
            raise forms.ValidationError(WORDS["min_value"])
        elif value > MINUTES_MAX:
            raise forms.ValidationError(WORDS["max_value"])


def typed_minutes(text: str) -> int | None:
    """The minutes in a typed text, without a check of their range; None where it is empty.

    Raises ValidationError, with a message for the person, where the text could mean two lengths or
    is not a length.
    """
    typed = ABOUT.sub("", without_ornaments(text).lower().strip()).strip()
    if not typed:
        return None
    if len(typed) > MAX_LENGTH:
        raise forms.ValidationError(WORDS["invalid"])
    if typed in SAID:
        return SAID[typed]
    if found := HOURS.fullmatch(typed):
        return _whole(_number(*found.groups()) * 60)
    hours_said = re.fullmatch(rf"(.+?\d)({HOUR})", typed)  # 1:05 h
    without_unit = hours_said[1] if hours_said else UNIT.sub("", typed)
    if found := HOURS_AND_MINUTES.fullmatch(without_unit):
        if ":" in found[0] and not hours_said:
            raise forms.ValidationError(WORDS["two_units"])
        if int(found[2]) >= 60:
            raise forms.ValidationError(WORDS["hour"])
        return int(found[1]) * 60 + int(found[2])
    return _minutes_alone(without_unit)


def without_ornaments(text: str) -> str:
    """`text` without characters that have no meaning in a number, such as emoji."""
    return "".join(
        each
        for each in text
        if each != "\ufe0f" and unicodedata.category(each) not in {"Cf", "So", "Sk"}
    )


def _minutes_alone(typed: str) -> int:
    """Minutes without a unit. Raises ValidationError where they are not one whole number."""
    if CLOCK.fullmatch(typed):
        raise forms.ValidationError(WORDS["two_units"])
    if WITH_SECONDS.fullmatch(typed):
        raise forms.ValidationError(WORDS["seconds"])
    if found := RANGE.fullmatch(typed):
        raise forms.ValidationError(
            f"Give one number: your best guess from {found[1]} to {found[2]}."
        )
    if re.fullmatch(r"[-−]\s*\d+", typed):
        raise forms.ValidationError(WORDS["min_value"])
    if re.fullmatch(r"\d{10,}", typed):
        raise forms.ValidationError(WORDS["max_value"])
    found = re.fullmatch(NUMBER, typed.rstrip(".,"))
    if not found or not found[0]:
        raise forms.ValidationError(WORDS["invalid"])
    whole, part = found[1] or "0", found[2] or ""
    if len(part) == 3 and int(whole) and int(whole + part) <= MINUTES_MAX:
        raise forms.ValidationError(
            f"This could be {int(whole + part)} minutes, or {int(whole)} and a part of one. "
            "Give whole minutes, without a point or comma."
        )
    return _whole(_number(*found.groups()))


def _number(whole: str | None, part: str | None, half: str | None) -> Fraction:
    """A number from its digits before and after the comma, and a “½”, “¼” or “¾” after them.

    Raises ValidationError where it has neither digits nor a fraction, or both kinds of fraction.
    """
    if (whole is None and half is None) or (part and half):
        raise forms.ValidationError(WORDS["invalid"])
    part = part or ""
    number = Fraction(int(whole or 0)) + Fraction(int(part or 0), 10 ** len(part))
    return number + HALVES.get(half or "", Fraction(0))


def _whole(minutes: Fraction) -> int:
    if minutes.denominator != 1:
        below = int(minutes)
        raise forms.ValidationError(
            f"Give whole minutes: {below} or {below + 1}."
            if below
            else "Give whole minutes, at least 1. Half an hour is 30."
        )
    return int(minutes)
