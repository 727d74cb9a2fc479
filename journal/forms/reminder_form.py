"""Forms for the reminders of a walker: by mail, or as a calendar file."""

from datetime import datetime, time
from typing import Any

from django import forms

from accounts.models import User
from journal.forms.typed_times import TypedTimeField
from journal.models import Reminder
from journal.models.reminders import DAY_NAMES

USUAL = time(19, 0)


def _time_field(**options: Any) -> forms.TimeField:
    return TypedTimeField(
        label="At what time?",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": "Give a time, such as 19:00.",
            "invalid": "Give a time, such as 19:00.",
        },
        **options,
    )


class ReminderForm(forms.Form):
    """The mails that a walker wants, and at what time on their own clock; none by default."""

    at = _time_field(help_text="Your own time, in summer as in winter.")
    daily = forms.BooleanField(
        label="Remind me by email, on days when I have logged nothing", required=False
    )
    weekly_on = forms.TypedChoiceField(
        label="A summary of my week by email",
        choices=[("", "None"), *enumerate(DAY_NAMES)],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="How many walks and minutes. Pain scores stay on the site.",
    )

    def __init__(self, *args: Any, walker: User, **kwargs: Any) -> None:
        own = Reminder.objects.for_user(walker).first()
        names = ("at", "daily", "weekly_on")
        kwargs["initial"] = {name: getattr(own, name) for name in names} if own else {"at": USUAL}
        super().__init__(*args, **kwargs)
        self.walker = walker

    def store(self, now: datetime) -> bool:
        """Store the choice and when it is due after `now`; returns whether any mail is wanted."""
        own = Reminder.objects.for_user(self.walker)
        chosen = Reminder(walker=self.walker, **self.cleaned_data)
        if not chosen.daily and chosen.weekly_on is None:
            own.delete()
            return False
        chosen.schedule(now)
        kept = {"next_at": chosen.next_at, "time_zone": chosen.time_zone}
        own.update_or_create(walker=self.walker, defaults=self.cleaned_data | kept)
        return True


class CalendarForm(forms.Form):
    """The time of day of a calendar file, from the parameters of its address."""

    at = _time_field(required=False)

    def clean_at(self) -> time:
        return self.cleaned_data["at"] or USUAL

    @property
    def hour(self) -> time:
        """The time asked for, or USUAL where none or no valid one was given."""
        return self.cleaned_data["at"] if self.is_valid() else USUAL
