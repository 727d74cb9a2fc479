"""Forms about the person: agreement and settings."""

from datetime import datetime
from typing import Any, cast

from django import forms

from accounts.models import Consent, User, known_time_zones


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones a person may live in, grouped by continent for the list on a phone."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(known_time_zones()):
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A zone that the list leaves out (GB, Etc/UTC) must not turn into the list's first one.
        field = cast(forms.ChoiceField, self.fields["time_zone"])
        own = self.instance.time_zone
        groups = zone_choices()
        if not any(own == name for _, zones in groups for name, _ in zones):
            field.choices = [("As it is", [(own, own)]), *groups]


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
