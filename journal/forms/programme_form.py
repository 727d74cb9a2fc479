"""How a programme is typed in."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from journal.models import Programme


class ProgrammeForm(forms.ModelForm):
    """Exercises that the walker began; the day may be the walker's own today at the latest."""

    class Meta:
        model = Programme
        fields = ("name", "started_on", "hurts_since")
        labels: ClassVar[dict[str, str]] = {
            "name": "Which exercises?",
            "started_on": "On which day did you begin?",
            "hurts_since": "Since when has it hurt? (if you know)",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "hurts_since": "About will do. Pain eases by itself, most of all in its first weeks: "
            "without this day the two cannot be told apart.",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "name": {"required": "Name the exercises, such as “knee rolls”."},
            "started_on": {"required": "Give the day on which you began."},
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "started_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "hurts_since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, walker: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.walker = walker
        self.today = today

    def clean_started_on(self) -> date:
        started_on = self.cleaned_data["started_on"]
        if started_on > self.today:
            raise ValidationError("This is in the future. Say so once you have begun.")
        return started_on

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"walker"}  # type: ignore[misc]
