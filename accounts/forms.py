"""Forms of a person’s account: the agreement (consent), taking it back, and the settings."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.models import Consent, User, known_time_zones


class TimeZoneField(forms.CharField):
    """A time zone, typed as its name or its city; the browser suggests names.

    A list to choose from would add 420 lines to each page.
    """

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "data-time-zone": ""}
        super().__init__(max_length=64, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        name = super().clean(value)
        if name in known_time_zones():
            return name
        fits = _zones_named(name)
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise forms.ValidationError(f"Which of these? {', '.join(fits[:5])}")
        raise forms.ValidationError(
            f"“{name}” is not the name of a time zone. Give continent and city, such as "
            "Europe/London, or a large city nearby."
        )


def _zones_named(typed: str) -> list[str]:
    """The zones whose name or city is `typed`: in any case, and with blanks for underscores."""
    wanted = typed.strip().replace(" ", "_").casefold()
    return sorted(
        name
        for name in known_time_zones()
        if not name.startswith(("posix/", "right/", "SystemV/"))
        and wanted in (name.casefold(), name.rpartition("/")[2].casefold())
    )


class SettingsForm(forms.ModelForm):
    """A person’s settings: the time zone, which decides the day and hour of a walk."""

    time_zone = TimeZoneField(
        label="Your time zone",
        help_text="We show times in this zone. Walks that you have logged keep theirs.",
    )

    class Meta:
        model = User
        fields = ("time_zone",)

    def save(self, commit: bool = True) -> User:
        """Store the zone alone: somebody may have changed the person's rights meanwhile."""
        if commit:
            self.instance.save(update_fields=["time_zone"])
        return self.instance


class ConsentForm(SettingsForm):
    agree = forms.BooleanField(
        label="I agree that my walks and my pain scores are kept and worked out for me",
        error_messages={
            "required": "Without your agreement we keep no health data, so there is no journal."
        },
    )
    field_order = ("agree", "time_zone")

    def give(self, now: datetime) -> Consent:
        return Consent.give(self.save(), now)


class WithdrawConsentForm(forms.Form):
    confirm = forms.BooleanField(
        label="Yes, take back my agreement",
        error_messages={"required": "Tick the box if you want to take back your agreement."},
    )
