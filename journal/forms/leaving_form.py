"""The form with which a walker starts the timer of a walk."""

from datetime import datetime

from django import forms

from accounts.models import User
from journal.forms.walk_fields import PainField
from journal.models import UnfinishedWalk


class LeavingForm(forms.Form):
    """The fields of the quick form that count when somebody leaves: the id and the pain before."""

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
