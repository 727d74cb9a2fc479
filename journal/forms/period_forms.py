"""Forms that filter walks by a period and by their values; every field may be left empty."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.formats import date_format

from journal.forms.typed_times import TypedDayField
from journal.looking_back.periods import FIRST_YEAR, LAST_YEAR, on_days
from journal.models import Walk
from journal.models.walks import MINUTES_MAX, MINUTES_MIN, WalkQuerySet
from journal.patterns.parameters import RISE_THAT_COUNTS

HIGH = 7  # of 10, after a walk
ANY = ("", "any")
# The choices of each field by its name: the words of a choice, and its condition on walks.
CHOICES: dict[str, dict[str, tuple[str, Q]]] = {
    "pain": {
        "rose": (
            f"rose by {RISE_THAT_COUNTS} points or more",
            Q(pain_after__gte=F("pain_before") + RISE_THAT_COUNTS),
        ),
        "not_higher": ("no higher after than before", Q(pain_after__lte=F("pain_before"))),
        "high": (f"{HIGH} or more after the walk", Q(pain_after__gte=HIGH)),
    },
    "legs": {
        "no": ("no", Q(leg_symptoms=Walk.LegSymptoms.NONE)),
        "one": ("one leg", Q(leg_symptoms=Walk.LegSymptoms.ONE)),
        "both": ("both legs", Q(leg_symptoms=Walk.LegSymptoms.BOTH)),
    },
    "painkiller": {"yes": ("yes", Q(painkiller=True)), "no": ("no", Q(painkiller=False))},
    "stopped": {"yes": ("yes", Q(stopped_early=True)), "no": ("no", Q(stopped_early=False))},
}


def _minutes_field(label: str) -> forms.IntegerField:
    wrong = f"Give whole minutes from {MINUTES_MIN} to {MINUTES_MAX:,}."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=MINUTES_MIN,
        max_value=MINUTES_MAX,
        # Not a number field: turning the mouse wheel over it would change the number.
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


def _choice_field(name: str, label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[ANY, *((value, words) for value, (words, _) in CHOICES[name].items())],
        error_messages={"invalid_choice": "Choose one from the list."},
    )


class PeriodForm(forms.Form):
    """The first and the last day of a period; both are optional."""

    use_required_attribute = False

    since = TypedDayField(label="From", required=False)
    until = TypedDayField(label="To", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"Give a day of the years {FIRST_YEAR} to {LAST_YEAR}.")
        if since and until and since > until:
            self.add_error("until", ValidationError("This is before the day that it begins with."))
        return cleaned

    def day(self, name: str) -> date | None:
        """The valid day given for the field `name`, else None.

        An invalid day filters nothing, and the page shows its error. Call `is_valid` before.
        """
        return self.cleaned_data.get(name)


class WalkFilterForm(PeriodForm):
    """The conditions that listed walks must meet."""

    shortest = _minutes_field("At least (minutes)")
    longest = _minutes_field("At most (minutes)")
    pain = _choice_field("pain", "Pain")
    legs = _choice_field("legs", "Legs")
    painkiller = _choice_field("painkiller", "Painkiller before")
    stopped = _choice_field("stopped", "Stopped early because of pain")

    @property
    def is_used(self) -> bool:
        """Whether any field was filled in."""
        return any(self.data.get(name) for name in self.fields)

    @property
    def in_words(self) -> list[str]:
        """The conditions in words, such as “Legs: both legs”, without invalid ones."""
        said = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if not value:
                continue
            if isinstance(value, date):
                value = date_format(value, "j F Y")
            elif name in CHOICES:
                value, _ = CHOICES[name][value]
            said.append(f"{field.label}: {value}")
        return said

    def filtered(self, walks: WalkQuerySet) -> WalkQuerySet:
        """Those of `walks` that meet all valid conditions; call `is_valid` before."""
        chosen = self.cleaned_data
        found = on_days(walks, chosen.get("since"), chosen.get("until"))
        if least := chosen.get("shortest"):
            found = found.filter(minutes__gte=least)
        if most := chosen.get("longest"):
            found = found.filter(minutes__lte=most)
        for name, choices in CHOICES.items():
            if value := chosen.get(name):
                found = found.filter(choices[value][1])
        return found
