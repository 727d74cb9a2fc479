"""The quick form, in which a walk of usual length that has just ended takes four taps."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db import models

from journal.forms.minutes_field import WORDS, MinutesField
from journal.forms.typed_times import DayInput, TypedDayField, TypedTimeField
from journal.forms.walk_fields import FixedChoiceField, SharedFields
from journal.forms.walk_forms import WalkForm
from journal.models.walks import MINUTES_MAX, MINUTES_MIN
from journal.saving import CLOCK_SKEW

WALKS_READ = 30  # only the newest walks, because lengths change as people get better
USUAL_LENGTHS = 3
# Buttons for when the exact minute does not matter; the time on the button is stored.
CLOCK_TIMES = ("9:00", "12:30", "15:30", "19:00")


class When(models.TextChoices):
    """The choices for when a walk was."""

    NOW = "now", "Just now"
    TODAY = "today", "Earlier today"
    YESTERDAY = "yesterday", "Yesterday"
    DAY = "day", "Other day"


def usual_lengths(minutes: Iterable[int]) -> list[int]:
    """The USUAL_LENGTHS most frequent lengths, in minutes, the shortest first.

    `minutes` are the lengths of walks, the newest first. Of equally frequent lengths, the one
    walked most recently is taken.
    """
    return sorted(n for n, _ in Counter(minutes).most_common(USUAL_LENGTHS))


class QuickWalkForm(WalkForm):
    """The length by button or typed, two scores, and when; only “Just now” is preselected."""

    minutes = MinutesField(required=False)
    # Any length is valid: the buttons may have changed since the form was made.
    usual = forms.IntegerField(
        label="Minutes walked",
        min_value=MINUTES_MIN,
        max_value=MINUTES_MAX,
        widget=forms.RadioSelect,
        required=False,
    )
    when = FixedChoiceField(
        label="When?",
        choices=When.choices,
        widget=forms.RadioSelect,
        empty_value=When.NOW,
        required=False,
        initial=When.NOW,
    )
    day = TypedDayField(
        label="Which day?",
        required=False,
        widget=DayInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Give the day like 2026-05-14."},
    )
    about = FixedChoiceField(
        label="When did it begin, about?",
        choices=[(each, each) for each in CLOCK_TIMES],
        widget=forms.RadioSelect,
        required=False,
    )
    clock = TypedTimeField(
        label="or at",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "autocomplete": "off"}),
        error_messages={"invalid": "Give the time like 14:30."},
    )
    field_order = ("entry", "usual", "minutes", "when", "day", "about", "clock")
    start_field = "clock"

    def offer(self, lengths: Iterable[int]) -> None:
        """Make buttons for these lengths, and for the one pressed. Call it before rendering."""
        shown = sorted({*lengths, *self._pressed()})
        self.fields["usual"].widget.choices = [(n, str(n)) for n in shown]
        if shown:
            self.fields["minutes"].widget.attrs["placeholder"] = "another"

    def _pressed(self) -> list[int]:
        sent = str(self.data.get("usual", ""))
        return [int(sent)] if sent.isdecimal() and len(sent) < 5 else []

    def clean_minutes(self) -> int | None:
        """The typed minutes, or else those of the button; an error where the two differ."""
        typed, pressed = self.cleaned_data["minutes"], self.cleaned_data.get("usual")
        if typed is None and pressed is None and "usual" not in self.errors:
            raise forms.ValidationError(WORDS["required"], code="required")
        if typed is not None and pressed is not None and typed != pressed:
            self.data = {name: self.data[name] for name in self.data if name != "usual"}
            raise forms.ValidationError(
                f"You pressed {pressed} and typed {typed}. Clear the field for {pressed}, or save "
                f"again for {typed}: now no button is pressed."
            )
        return pressed if typed is None else typed

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("when", When.NOW) != When.NOW:
            cleaned["started_at"] = self._start(cleaned)
        return super().clean()

    def _start(self, cleaned: dict[str, Any]) -> datetime | None:
        """The start by day and time on the walker's clock; None, with an error, without both."""
        zone = ZoneInfo(self.instance.time_zone)
        day = self._day(cleaned, self.now.astimezone(zone).date())
        about = cleaned.get("about")
        clock = cleaned.get("clock") or (time.fromisoformat(about.zfill(5)) if about else None)
        if clock is None and "clock" not in self.errors:
            self.add_error("clock", "Say when it began, by a button or as a time.")
        if day is None or clock is None:
            return None
        start = datetime.combine(day, clock, zone)
        if start > self.now + CLOCK_SKEW:
            self.add_error("clock", "This is in the future. Log a walk afterwards.")
        return start

    def _day(self, cleaned: dict[str, Any], today: date) -> date | None:
        if cleaned["when"] != When.DAY:
            return today - timedelta(days=cleaned["when"] == When.YESTERDAY)
        day = cleaned.get("day")
        if day is None and "day" not in self.errors:
            self.add_error("day", "Say which day it was.")
        if day is not None and day.year < 2000:
            self.add_error("day", "This is before the year 2000. Check the year.")
            return None
        return day


QuickWalkForm.base_fields = SharedFields(QuickWalkForm.base_fields, changed={"usual", "minutes"})
