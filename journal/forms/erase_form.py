"""How a walker confirms that the whole journal goes."""

from django import forms
from django.db import transaction

from accounts.models import User
from journal.models.by_person import tables_by_person


class EraseForm(forms.Form):
    confirm = forms.BooleanField(
        label="Yes, erase my whole journal for good",
        error_messages={"required": "Tick the box if you want to erase your journal."},
    )

    @transaction.atomic
    def erase(self, walker: User) -> None:
        """Delete every walk, those still to be undone included, and all else of this person."""
        for table in tables_by_person():
            table._default_manager.filter(walker=walker).delete()
