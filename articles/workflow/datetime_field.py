"""A day and a time of day, typed apart: each box with a name of its own, and with what to write."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime

# Django's own say that a time is not valid, and not what a valid one looks like.
HOW_TO_WRITE = {
    "invalid_date": "Write the date as 2026-05-31.",
    "invalid_time": "Write the time as 14:30.",
    "invalid": "Write the date as 2026-05-31.",
}


class LabelledDateTimeWidget(AdminSplitDateTime):
    """Django's own leaves the second box without a name for screen readers."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(self.widgets, ("date", "time"), strict=True):
            widget.attrs["aria-label"] = name.capitalize()


class LabelledDateTimeField(forms.SplitDateTimeField):
    widget = LabelledDateTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages=HOW_TO_WRITE, **kwargs)
