"""The forms of a walk: minutes and two scores, and in “more detail” all other fields."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from django import forms

from accounts.models import User
from journal.forms.minutes_field import MinutesField
from journal.forms.typed_times import ClockTimeField
from journal.forms.walk_fields import YES_NO_UNKNOWN, NoteField, PainField, YesNoField
from journal.models import Walk
from journal.models.walks import NOTE_MAX
from journal.saving import CLOCK_SKEW, StoredWalk, change_walk, store_walk


class WalkForm(forms.ModelForm):
    """Minutes, pain before and pain after; the base of all forms that store a walk.

    Start and length are checked together: no walk ends after `now`, and a walk without a start
    ended at `now`.
    """

    entry = forms.UUIDField(widget=forms.HiddenInput)
    minutes = MinutesField()
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
            self.initial["base"] = self.instance.changed_at.isoformat()
        self.instance.changed_at = now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        minutes = cleaned.get("minutes")
        if minutes is None or self.start_field in self.errors:
            return cleaned
        length = timedelta(minutes=minutes)
        start = cleaned.get("started_at") or self.now - length
        is_untouched = start == self.instance.started_at and "minutes" not in self.changed_data
        # A start further in the future is refused by the model.
        if start <= self.now + CLOCK_SKEW and not is_untouched:
            end = start + length
            if end > self.now + CLOCK_SKEW:
                clock = end.astimezone(ZoneInfo(self.instance.time_zone))
                self.add_error(
                    self.start_field,
                    f"It would end at {clock:%H:%M}. That is in the future. "
                    "Check when it began, and how long it was.",
                )
            start = min(start, self.now - length)
        cleaned["started_at"] = start
        return cleaned

    @property
    def start_field(self) -> str | None:
        """The name of the field to which errors about the start belong; None without one."""
        return "started_at" if "started_at" in self.fields else None

    def _post_clean(self) -> None:
        if self.instance._state.adding and "entry" in self.cleaned_data:
            self.instance.entry = self.cleaned_data["entry"]
        if self.start_field not in self.errors:
            started_at = self.cleaned_data.get("started_at", self.instance.started_at)
            self.instance.started_at = started_at
        super()._post_clean()  # type: ignore[misc]

    def validate_unique(self) -> None:
        """Check nothing: a form sent twice is not an error, and `store` stores one walk."""

    def store(self) -> StoredWalk:
        """Store the new walk, once however often the form is sent, or the changed walk."""
        if self.instance._state.adding:
            return store_walk(self.instance, self.now)
        change_walk(self.instance, self.now)
        return StoredWalk(self.instance, is_new=False)

    def says_otherwise(self, kept: Walk) -> bool:
        """Whether this form has other values than `kept`, the walk stored when it was sent before.

        The quick form does not compare the start: “just now” is another moment each time.
        """
        names = self._meta.fields or ()
        return any(getattr(self.instance, name) != getattr(kept, name) for name in names)


class DetailedWalkForm(WalkForm):
    """All fields of a walk. Only the minutes and the two scores are required."""

    started_at = ClockTimeField(
        label="When did it begin?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        required=False,
        error_messages={
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
    note = NoteField(
        label="Note",
        required=False,
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For yourself. It is never analysed, so no warning can come from it. If "
        "something in it worries you, see “Get help” at the top.",
    )

    # `changed_at` of the walk as the form showed it, so that no device overwrites another's change.
    base = forms.CharField(required=False, widget=forms.HiddenInput)

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
        if self.instance._state.adding:
            del self.fields["base"]
        if self.instance.started_at:
            self.initial["started_at"] = self.instance.started_at.astimezone(zone).replace(
                tzinfo=None, second=0, microsecond=0
            )
        else:
            self.fields["started_at"].help_text = "Leave it empty if you have just come back."
        if self.instance.time_zone != self.walker.time_zone:
            place = self.instance.time_zone.replace("_", " ")
            self.fields["started_at"].help_text = f"On the clock of {place}, where you logged it."
        for name in ("slope", "surface", "load"):
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", "Do not know"), *list(field.choices)[1:]]  # type: ignore[arg-type]

    def clean_started_at(self) -> datetime | None:
        """The start in the zone that the walk was logged in; its limits are checked by the model.

        Empty, or the same minute as before: the stored start, None for a new walk.
        """
        typed = self.cleaned_data["started_at"]
        if typed is None:
            return self.instance.started_at
        if self.instance.started_at and typed == self.initial["started_at"]:
            return self.instance.started_at  # unchanged: keep the seconds and the right UTC offset
        return typed.replace(tzinfo=ZoneInfo(self.instance.time_zone))

    def clean_leg_symptoms(self) -> str | None:
        return self.cleaned_data["leg_symptoms"] or None
