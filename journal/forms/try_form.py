"""The form in which somebody without an account types walks to see what they show."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from journal.exchange.repeated_walks import distinct_walks
from journal.exchange.typed_walks import MAX_CHARACTERS, read_typed

FAULTS_SHOWN = 10


class TypedWalksForm(forms.Form):
    """Walks typed or pasted as text; once the form is valid, `log` has them, each once.

    `zone` is the clock of times without an offset.
    """

    walks = forms.CharField(
        label="Your walks, one on each line",
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
        help_text="When, minutes, pain before, pain after (0 to 10): 2026-05-14 09:30, 25, 3, 5",
        error_messages={"required": "Type or paste some walks, or take the example."},
    )

    def __init__(self, *args: object, zone: ZoneInfo, now: datetime) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.zone, self.now = zone, now
        self.log = distinct_walks([])

    def clean_walks(self) -> str:
        text = self.cleaned_data["walks"]
        found = read_typed(text, self.zone, self.now)
        if found.faults:
            further = len(found.faults) - FAULTS_SHOWN
            more = [f"And {further} more."] if further > 0 else []
            raise ValidationError([*found.faults[:FAULTS_SHOWN], *more])
        if not found.log.walks:
            raise ValidationError("Type or paste some walks, or take the example.")
        self.log = found.log
        return text
