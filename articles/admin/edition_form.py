"""The form of a draft: two people who save it at the same time do not undo each other unseen."""

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

# Django's own say that a time is not valid, and not what a valid one looks like.
HOW_TO_WRITE = {
    "invalid_date": "Write the date as 2026-05-31.",
    "invalid_time": "Write the time as 14:30.",
    "invalid": "Write the date as 2026-05-31.",
}


class EditionForm(forms.ModelForm):
    """Carries which save it was made from, and stops once where there is a later one."""

    made_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["made_from"] = self.instance.updated_at.isoformat()

    def clean(self) -> dict:
        super().clean()
        stored = str(self.initial.get("made_from", ""))
        if self.cleaned_data.get("made_from", stored) not in ("", stored):
            # The next save is from somebody who has read the message: it goes through.
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("made_from")] = stored
            self.data = data
            raise ValidationError(
                "%(who)s saved this draft while you had it open. Yours stands below and is not "
                "stored yet. See in the history what they changed; saving again puts yours in its "
                "place.",
                params={"who": self._last_person()},
            )
        return self.cleaned_data

    def _last_person(self) -> str:
        last = self.instance.history.select_related("history_user").first()
        return str(last.history_user) if last and last.history_user else "Somebody"
