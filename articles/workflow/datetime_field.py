"""Form fields for days and times: every box has a label, and messages show how to write a value."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError

# Django's own messages say that a time is not valid, but not what a valid one looks like.
HOW_TO_WRITE = {
    "invalid_date": "Write the date as 2026-05-31.",
    "invalid_time": "Write the time as 14:30.",
    "invalid": "Write the date as 2026-05-31.",
}


YEARS = range(1900, 2200)  # far outside of them, adding days fails and files cannot be read again
FIRST_YEARS = f"Give a day between the years {YEARS[0]} and {YEARS[-1]}."


def refuse_far_day(day: date | None) -> None:
    """Raise ValidationError for a day outside of `YEARS`; None is accepted."""
    if day is not None and day.year not in YEARS:
        raise ValidationError(FIRST_YEARS)


class NearDateField(forms.DateField):
    """A day between 1900 and 2199."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        refuse_far_day(value)


class LabelledDateTimeWidget(AdminSplitDateTime):
    """Two boxes, each with a label for screen readers: Django's own leaves the second without."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(self.widgets, ("date", "time"), strict=True):
            widget.attrs["aria-label"] = name.capitalize()
        self.widgets[0].format = "%Y-%m-%d"  # as the message says that a date is written


class LabelledDateTimeField(forms.SplitDateTimeField):
    widget = LabelledDateTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages=HOW_TO_WRITE, **kwargs)

    def compress(self, data_list: Any) -> Any:
        """Refuse far days before combining day and time: near the first and the last day of the
        calendar, time zone arithmetic fails."""
        refuse_far_day(data_list[0] if data_list else None)
        return super().compress(data_list)
