"""How a walk is typed in: the quick form asks three things, “more detail” the rest."""

import uuid
from datetime import date, datetime, timedelta
from typing import ClassVar, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from journal.models import Programme, Suggestion, Walk
from journal.models.walks import MINUTES_MAX, MINUTES_MIN, NOTE_MAX, PAIN_MAX, PAIN_MIN

PAIN_CHOICES = [(score, str(score)) for score in range(PAIN_MIN, PAIN_MAX + 1)]
YES_NO = [("", "Did not try, or do not know"), ("yes", "Yes"), ("no", "No")]
YES_NO_UNKNOWN = [("", "Do not know"), *YES_NO[1:]]


class PainField(forms.TypedChoiceField):
    """Eleven buttons, 0 to 10, none pressed."""

    widget = forms.RadioSelect

    def __init__(self, *, label: str, required: bool = True, **kwargs) -> None:
        choices = PAIN_CHOICES if required else [*PAIN_CHOICES, ("", "Do not know")]
        super().__init__(
            label=label,
            choices=choices,
            coerce=int,
            empty_value=None,
            required=required,
            error_messages={"required": f"Choose a number from 0 to 10 for “{label}”."},
            **kwargs,
        )


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not known: unknown is never “no”."""

    def __init__(self, *, label: str, choices=YES_NO, **kwargs) -> None:
        super().__init__(
            label=label,
            choices=choices,
            coerce=lambda value: value == "yes",
            empty_value=None,
            required=False,
            **kwargs,
        )

    def prepare_value(self, value):
        return {True: "yes", False: "no", None: ""}.get(value, value)


class ClockTimeField(forms.DateTimeField):
    """A day and time as a clock on the wall shows it: naive, whatever zone the page is in.

    Django's field refuses the hour that a clock repeats or skips when summer time changes; a walk
    in that hour took place all the same. It also takes a day alone for midnight, and drops an
    offset: only the formats that are named are taken here.
    """

    def to_python(self, value) -> datetime | None:
        if value in self.empty_values:
            return None
        return super(forms.DateTimeField, self).to_python(value)


class WalkForm(forms.ModelForm):
    """Minutes, pain before, pain after; the moment is “just now”."""

    entry = forms.UUIDField(widget=forms.HiddenInput)
    minutes = forms.IntegerField(
        label="Minutes walked",
        min_value=MINUTES_MIN,
        max_value=MINUTES_MAX,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Say how many minutes you walked.",
            "invalid": "Give the minutes as a whole number, such as 20.",
            "min_value": "Give at least 1 minute.",
            "max_value": "That is too long for one walk: give at most %(limit_value)s minutes.",
        },
    )
    pain_before = PainField(label="Pain before")
    pain_after = PainField(label="Pain after")

    class Meta:
        model = Walk
        fields = ("minutes", "pain_before", "pain_after")

    def __init__(self, *args, walker, now: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.walker = walker
        self.now = now
        if self.instance._state.adding:
            self.instance.walker = walker
            self.instance.time_zone = walker.time_zone
            self.instance.logged_at = now
            self.initial["entry"] = uuid.uuid4()
        else:
            del self.fields["entry"]
        self.instance.changed_at = now

    def _post_clean(self) -> None:
        if self.instance._state.adding and "entry" in self.cleaned_data:
            self.instance.entry = self.cleaned_data["entry"]
        self._set_start()
        super()._post_clean()  # type: ignore[misc]

    def _set_start(self) -> None:
        """A walk that was just logged began its length ago."""
        if self.instance._state.adding and not self.instance.started_at:
            minutes = self.cleaned_data.get("minutes") or 0
            self.instance.started_at = self.now - timedelta(minutes=minutes)

    def validate_unique(self) -> None:
        """The same form sent twice is no mistake of the walker's: `store` takes it as one."""

    @transaction.atomic
    def store(self) -> tuple[Walk, bool]:
        """Keep the walk once, however often the form is sent; say whether it is new."""
        if not self.instance._state.adding:
            return self.save(), False
        fields = {
            field.attname: getattr(self.instance, field.attname)
            for field in Walk._meta.concrete_fields
            if not field.primary_key and field.attname not in {"walker_id", "entry"}
        }
        return Walk.objects.get_or_create(
            walker=self.walker, entry=self.instance.entry, defaults=fields
        )

    def says_otherwise(self, kept: Walk) -> bool:
        """Whether this form, sent again, was corrected since it became `kept`.

        The quick form's own moment is “just now” and moves with every sending: it is no correction.
        """
        names = self._meta.fields or ()
        return any(getattr(self.instance, name) != getattr(kept, name) for name in names)


class DetailedWalkForm(WalkForm):
    """All that can be said of a walk. Everything beyond the first three may stay unknown."""

    started_at = ClockTimeField(
        label="When did it begin?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={
            "required": "Say when the walk began.",
            "invalid": "Give day and time like 2026-05-14T09:30.",
        },
    )
    stopped_early = YesNoField(
        label="Did you stop early because of the pain?", choices=YES_NO_UNKNOWN
    )
    leg_symptoms = forms.ChoiceField(
        label="Pain, tingling, numbness or weakness below the buttock?",
        choices=[("", "Do not know"), *Walk.LegSymptoms.choices],
        required=False,
    )
    eased_by_sitting = YesNoField(label="Did sitting down ease it?")
    eased_by_leaning_forward = YesNoField(label="Did leaning forward ease it?")
    eased_by_standing_still = YesNoField(label="Did just standing still ease it?")
    eased_by_lying = YesNoField(label="Did lying down ease it?")
    pain_next_morning = PainField(
        label="Pain the next morning", required=False, help_text="You can add this tomorrow."
    )
    painkiller = YesNoField(
        label="Did you take a painkiller before the walk?", choices=YES_NO_UNKNOWN
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For yourself. It is never analysed.",
    )

    class Meta(WalkForm.Meta):
        fields = (  # type: ignore[assignment]
            "started_at",
            "minutes",
            "pain_before",
            "pain_after",
            "stopped_early",
            "leg_symptoms",
            "eased_by_sitting",
            "eased_by_leaning_forward",
            "eased_by_standing_still",
            "eased_by_lying",
            "pain_next_morning",
            "painkiller",
            "slope",
            "surface",
            "load",
            "note",
        )
        labels: ClassVar[dict[str, str]] = {
            "slope": "Was it flat or hilly?",
            "surface": "What did you walk on?",
            "load": "What did you carry?",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        zone = ZoneInfo(self.instance.time_zone)
        start = self.instance.started_at or self.now - timedelta(minutes=30)
        self.initial["started_at"] = start.astimezone(zone).replace(
            tzinfo=None, second=0, microsecond=0
        )
        if self.instance.time_zone != self.walker.time_zone:
            place = self.instance.time_zone.replace("_", " ")
            self.fields["started_at"].help_text = f"On the clock of {place}, where you logged it."
        for name in ("slope", "surface", "load"):
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", "Do not know"), *list(field.choices)[1:]]  # type: ignore[arg-type]

    def clean_started_at(self) -> datetime:
        """The moment meant, in the zone the walk was logged in. Its limits are the model's."""
        typed = self.cleaned_data["started_at"]
        if self.instance.started_at and typed == self.initial["started_at"]:
            return self.instance.started_at  # untouched: keep the seconds, and which of two hours
        return typed.replace(tzinfo=ZoneInfo(self.instance.time_zone))

    def clean_leg_symptoms(self) -> str | None:
        return self.cleaned_data["leg_symptoms"] or None


class ProgrammeForm(forms.ModelForm):
    """Exercises that the walker began; the day may be the walker's own today at the latest."""

    class Meta:
        model = Programme
        fields = ("name", "started_on")
        labels: ClassVar[dict[str, str]] = {
            "name": "Which exercises?",
            "started_on": "On which day did you begin?",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "name": {"required": "Name the exercises, such as “knee rolls”."},
            "started_on": {"required": "Give the day on which you began."},
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "started_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }

    def __init__(self, *args, walker, today: date, **kwargs) -> None:
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


class EraseForm(forms.Form):
    confirm = forms.BooleanField(
        label="Yes, erase my whole journal for good",
        error_messages={"required": "Tick the box if you want to erase your journal."},
    )

    @transaction.atomic
    def erase(self, walker) -> None:
        """Delete every walk, those still to be undone included, and all that belongs to them."""
        Walk.objects.filter(walker=walker).delete()
        Suggestion.objects.filter(walker=walker).delete()
        Programme.objects.filter(walker=walker).delete()
