"""How a walk is typed in: the quick form asks three things, “more detail” the rest."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction

from accounts.models import User
from journal.forms.walk_fields import YES_NO_UNKNOWN, ClockTimeField, PainField, YesNoField
from journal.models import Walk
from journal.models.walks import MINUTES_MAX, MINUTES_MIN, NOTE_MAX
from journal.nudges.hearing import hear


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

    def __init__(self, *args: Any, walker: User, now: datetime, **kwargs: Any) -> None:
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
        """Keep the walk once, however often the form is sent; say whether it is new.

        With it are kept the nudges that the log calls for then.
        """
        fields = {
            field.attname: getattr(self.instance, field.attname)
            for field in Walk._meta.concrete_fields
            if not field.primary_key and field.attname not in {"walker_id", "entry"}
        }
        if self.instance._state.adding:
            walk, is_new = Walk.objects.get_or_create(
                walker=self.walker, entry=self.instance.entry, defaults=fields
            )
            if is_new:
                hear(self.walker, self.now)
            return walk, is_new
        # Not `save()`, which looks for the key alone: every query of a walk names its person.
        Walk.objects.filter(walker=self.walker, pk=self.instance.pk).update(**fields)
        hear(self.walker, self.now)
        return self.instance, False

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
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
