"""How a walker confirms that the whole journal goes."""

from django import forms
from django.db import transaction

from accounts.models import User
from journal.models import Programme, ShownNudge, Suggestion, Walk


class EraseForm(forms.Form):
    confirm = forms.BooleanField(
        label="Yes, erase my whole journal for good",
        error_messages={"required": "Tick the box if you want to erase your journal."},
    )

    @transaction.atomic
    def erase(self, walker: User) -> None:
        """Delete every walk, those still to be undone included, and all that belongs to them."""
        Walk.objects.filter(walker=walker).delete()
        ShownNudge.objects.filter(walker=walker).delete()
        Suggestion.objects.filter(walker=walker).delete()
        Programme.objects.filter(walker=walker).delete()
