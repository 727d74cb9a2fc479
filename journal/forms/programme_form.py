"""Forms for a programme, chosen from movement cards or named by the walker, and for its ticks."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from articles.models import Answer
from journal.forms.typed_times import TypedDayField
from journal.models import Programme
from journal.presentation.programme_cards import card_reference

NAME_LENGTH = 80
NAMELESS = "Tick what you do, or name the exercises, such as “knee rolls”."


class ProgrammeForm(forms.ModelForm):
    """Exercises that the walker began, on `today` or before; `today` is the walker's own day.

    `cards` are the movement cards to choose from. A programme without a name is named after the
    cards that were ticked.
    """

    movements = forms.MultipleChoiceField(
        label="From the cards of this site",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="One or several. Whatever else you do can be named below.",
        error_messages={"invalid_choice": "One of these cards has gone. Choose again."},
    )
    name = forms.CharField(
        label="Its name, or exercises of your own",
        max_length=NAME_LENGTH,
        required=False,
        help_text="Such as “bridges from the physio”. If you leave it empty, it gets the names "
        "of what you ticked.",
    )

    class Meta:
        model = Programme
        fields = ("movements", "name", "started_on", "hurts_since")
        labels: ClassVar[dict[str, str]] = {
            "started_on": "On which day did you begin?",
            "hurts_since": "Since when has it hurt? (if you know)",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "hurts_since": "A rough date is enough. Pain eases by itself, most of all in its first "
            "weeks. With this day we can allow for that.",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "started_on": {
                "required": "Give the day on which you began.",
                "invalid": "Enter a valid date, such as 2026-05-14.",
            },
            "hurts_since": {"invalid": "Enter a valid date, such as 2026-05-14."},
        }
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {
            "started_on": TypedDayField,
            "hurts_since": TypedDayField,
        }

    def __init__(
        self, *args: Any, walker: User, today: date, cards: Sequence[Answer], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance.walker = walker
        self.today = today
        self.wordings = {card_reference(card): card.wording for card in cards}
        field = cast(forms.MultipleChoiceField, self.fields["movements"])
        # A card that was withdrawn since stays ticked, or saving would remove it silently.
        gone = [each for each in self.instance.movements if each not in self.wordings]
        field.choices = [*self.wordings.items(), *((each, f"{each} (gone)") for each in gone)]
        if not field.choices:
            del self.fields["movements"]

    def clean_started_on(self) -> date:
        started_on = self.cleaned_data["started_on"]
        if started_on > self.today:
            raise ValidationError("This day is in the future. Come back when you have begun.")
        if self.instance.ended_on and started_on > self.instance.ended_on:
            raise ValidationError("This is after the day on which you ended it.")
        return started_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = [
            self.wordings[each] for each in cleaned.get("movements", ()) if each in self.wordings
        ]
        if "name" in cleaned and not cleaned["name"]:
            cleaned["name"] = _joined(chosen)
            if not chosen:
                self.add_error("name", NAMELESS)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"walker"}  # type: ignore[misc]


def _joined(names: Sequence[str]) -> str:
    """The names with commas between them, cut at NAME_LENGTH characters."""
    name = ", ".join(names)
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1] + "…"


class TickForm(forms.Form):
    """The day on which the exercises were done (`day`), or whose tick is taken back (`undo`)."""

    day = forms.DateField(required=False)
    undo = forms.DateField(required=False)

    def __init__(self, *args: Any, programme: Programme, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day = cleaned.get("day") or cleaned.get("undo")
        if not day or not self.programme.has_day(day, self.today):
            raise ValidationError(
                "You cannot tick this day: it is before you began, after you ended, or to come."
            )
        return cleaned

    def store(self) -> tuple[date, bool]:
        """Store or delete the tick; returns the day, and whether it is now ticked."""
        done = self.cleaned_data.get("day")
        day = done or self.cleaned_data["undo"]
        self.programme.set_tick(day, done=bool(done))
        return day, bool(done)
