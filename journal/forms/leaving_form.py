"""Leaving for a walk: the pain before, if it was given."""

from datetime import datetime

from django import forms

from accounts.models import User
from journal.forms.walk_fields import PainField
from journal.models import UnfinishedWalk


class LeavingForm(forms.Form):
    """What the quick form says when somebody sets out."""

    entry = forms.UUIDField()
    pain_before = PainField(label="Pain before", required=False)

    def set_out(self, walker: User, now: datetime) -> None:
        UnfinishedWalk.objects.get_or_create(
            walker=walker,
            entry=self.cleaned_data["entry"],
            defaults={
                "started_at": now,
                "time_zone": walker.time_zone,
                "pain_before": self.cleaned_data["pain_before"],
            },
        )
