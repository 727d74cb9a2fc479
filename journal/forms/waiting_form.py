"""The form of the page that opens without a connection; the browser checks it and stores walks."""

from django import forms

from journal.forms.walk_fields import PainField


class WaitingWalkForm(forms.Form):
    """Asks the questions of the quick form. It has no data of anybody, and is never posted."""

    minutes = forms.CharField(
        label="Minutes walked",
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "pattern": "[0-9]{1,4}",
                "title": "A whole number, such as 20",
            }
        ),
    )
    pain_before = PainField(label="Pain before")
    pain_after = PainField(label="Pain after")
    started_at = forms.CharField(
        label="When did it begin?",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="Leave it empty if you have just come back.",
    )
