"""Forms about the person: agreement and settings."""

from datetime import datetime
from zoneinfo import available_timezones

from django import forms

from accounts.models import Consent, User


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones a person may live in, grouped by continent for the list on a phone."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        area, _, place = name.partition("/")
        if place and area not in {"Etc", "SystemV", "posix", "right"}:
            groups.setdefault(area, []).append((name, place.replace("_", " ")))
    return [*groups.items(), ("Other", [("UTC", "UTC")])]


class SettingsForm(forms.ModelForm):
    """The zone decides which day and hour a walk belongs to."""

    time_zone = forms.ChoiceField(
        choices=zone_choices,
        label="Your time zone",
        help_text="Times are shown in it. Walks you have logged keep the one they were logged in.",
    )

    class Meta:
        model = User
        fields = ("time_zone",)


class ConsentForm(SettingsForm):
    agree = forms.BooleanField(
        label="I agree that my walks and my pain scores are kept and worked out for me",
        error_messages={
            "required": "Without your agreement we keep no health data, so there is no journal."
        },
    )
    field_order = ("agree", "time_zone")

    def give(self, now: datetime) -> Consent:
        user = self.save()
        return Consent.give(user, now)


class WithdrawConsentForm(forms.Form):
    confirm = forms.BooleanField(
        label="Yes, take back my agreement",
        error_messages={"required": "Tick the box if you want to take back your agreement."},
    )

    def withdraw(self, user: User, now: datetime) -> None:
        Consent.withdraw(user, now)
