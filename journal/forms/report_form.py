"""Forms for a report for the clinic: its contents, and for whom a link to it is."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from journal.forms.typed_times import TypedDayField
from journal.models.shared_reports import MAX_DAYS, USUAL_DAYS
from journal.models.walks import EARLIEST
from journal.report.snapshot import PARTS, USUAL_PARTS, Choices

USUAL_PERIOD = timedelta(days=12 * 7 - 1)  # the twelve weeks that a clinic asks about


class ReportForm(forms.Form):
    """The period and parts of a report: by default the last twelve weeks and the usual parts."""

    start = TypedDayField(label="From")
    end = TypedDayField(label="To")
    parts = forms.MultipleChoiceField(
        label="What else to include",
        choices=list(PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="How often, how long and how it hurt is always in it.",
    )
    name = forms.CharField(
        label="Name to put on top",
        max_length=80,
        required=False,
        help_text="For example your name and date of birth. Kept only in what you share.",
    )

    def __init__(self, data: Any, *, today: date) -> None:
        self.today = today
        asked = data if data and "start" in data else None
        super().__init__(asked, initial=usual_choices(today))

    def clean(self) -> None:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and start < EARLIEST.date():
            self.add_error("start", ValidationError("Give a day since the year 2000."))
        elif start and end and end < start:
            self.add_error("end", ValidationError("This is before the first day."))
        if end and end > self.today:
            self.cleaned_data["end"] = self.today  # later days have no walks

    def choices(self) -> Choices:
        """The period and parts chosen, or the usual ones where nothing valid was sent."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else None
        found = given or usual_choices(self.today)
        start = min(found["start"], found["end"])
        return Choices(start, found["end"], tuple(found["parts"]))

    def top_name(self) -> str:
        return self.cleaned_data["name"] if self.is_bound and self.is_valid() else ""


def usual_choices(today: date) -> dict[str, Any]:
    return {"start": today - USUAL_PERIOD, "end": today, "parts": list(USUAL_PARTS), "name": ""}


class ShareReportForm(forms.Form):
    """For whom the link to a report is, and for how many days it is open."""

    for_whom = forms.CharField(
        label="For whom",
        max_length=80,
        help_text="So that you know later whose link it is. They do not see it.",
        error_messages={"required": "Say for whom the link is."},
    )
    days = forms.IntegerField(
        label="Open for how many days",
        min_value=1,
        max_value=MAX_DAYS,
        initial=USUAL_DAYS,
        help_text=f"At most {MAX_DAYS}. You can end it at any time.",
    )
