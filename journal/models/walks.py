"""The model of a walk, with the limits of its fields, which other modules take from here."""

import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.encryption import EncryptedTextField
from accounts.fields import CodeCheckedCharField, PrintableCharField, printable
from accounts.models import User, validate_time_zone
from journal import patterns
from journal.models.by_person import known_words, one_of_walker, walker_key
from journal.patterns.number_words import count
from journal.patterns.walk_columns import FIELDS

MINUTES_MIN, MINUTES_MAX = 1, 1440
PAIN_MIN, PAIN_MAX = 0, 10
NOTE_MAX = 1000
STORED_NOTE_MAX = 6000  # characters of an encrypted note of 1,000 characters of four bytes each
# An older walk has a mistyped year (0206, 1026), and would stretch every chart.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
RECORD_FIELDS = FIELDS  # what the patterns read
LATE_AFTER = timedelta(hours=24)
UNDO_FOR = timedelta(hours=24)


def offset_if_twice(local: datetime) -> str:
    """The offset, such as UTC+01:00, of a time in the hour that comes twice in autumn; else empty.

    `local` is aware.
    """
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return ""
    return f"UTC{local.isoformat()[-6:]}"


class OnAClock:
    """A mixin for a walk that began at `started_at` (aware) on the clock of `time_zone`."""

    __slots__ = ()
    started_at: Any
    time_zone: Any

    @property
    def local_start(self) -> datetime:
        """The start, aware, in the zone that the walker was in."""
        local: datetime = self.started_at.astimezone(ZoneInfo(self.time_zone))
        return local

    @property
    def clock_start(self) -> datetime:
        """The start as the walker's clock showed it, naive: what pages print.

        Templates convert an aware time to the zone of the person who asks, and so would show
        another hour than the walk had, once the person has moved.
        """
        return self.local_start.replace(tzinfo=None)

    @property
    def offset_if_twice(self) -> str:
        return offset_if_twice(self.local_start)


def kept_note(text: str) -> str:
    """A note as it is stored, from forms and files alike, so that exports return the same text."""
    breaks = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    return printable(breaks, line_break="\n").strip()


class WalkQuerySet(models.QuerySet["Walk"]):
    def for_user(self, user: User) -> "WalkQuerySet":
        """The walks of one person without deleted ones, the newest first.

        Every page, chart and export starts here.
        """
        return self.filter(walker=user, deleted_at=None).order_by("-started_at", "-pk")

    def deleted_by(self, user: User, now: datetime) -> "WalkQuerySet":
        """The walks that this person deleted and can still bring back, the last deleted first."""
        return self.filter(walker=user, deleted_at__gt=now - UNDO_FOR).order_by("-deleted_at")

    def past_undo(self, now: datetime) -> "WalkQuerySet":
        return self.filter(deleted_at__lte=now - UNDO_FOR)


def pain_field(verbose_name: str, **options: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        verbose_name,
        validators=[MinValueValidator(PAIN_MIN), MaxValueValidator(PAIN_MAX)],
        **options,
    )


def start_field() -> models.DateTimeField:
    return models.DateTimeField(
        "started at",
        validators=[MinValueValidator(EARLIEST, "This is before the year 2000. Check the year.")],
    )


def minutes_field(**options: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        "minutes walked",
        validators=[MinValueValidator(MINUTES_MIN), MaxValueValidator(MINUTES_MAX)],
        **options,
    )


def _yes_no_field(verbose_name: str) -> models.BooleanField:
    return models.BooleanField(verbose_name, null=True, blank=True)


def _within(field: str, low: int, high: int) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__gte": low, f"{field}__lte": high}) | Q(**{field: None}),
        name=f"journal_{field}_{low}_to_{high}",
    )


class Walk(OnAClock, models.Model):
    """One walk of one person. Unknown is None and never “no”; a missing day is not a good day."""

    class LegSymptoms(models.TextChoices):
        NONE = "none", "No"
        ONE = "one", "One leg"
        BOTH = "both", "Both legs"

    class Slope(models.TextChoices):
        FLAT = "flat", "Mostly flat"
        HILLY = "hilly", "Up and down"

    class Surface(models.TextChoices):
        FIRM = "firm", "Pavement or road"
        SOFT = "soft", "Grass, sand or forest floor"
        UNEVEN = "uneven", "Uneven"
        TREADMILL = "treadmill", "Treadmill"

    class Load(models.TextChoices):
        NONE = "none", "Nothing"
        LIGHT = "light", "A light bag"
        HEAVY = "heavy", "Something heavy, or a child"

    walker = walker_key("walks")
    # Made with the form, not with the row: the same form sent twice is the same walk.
    entry = models.UUIDField(default=uuid.uuid4, editable=False)
    started_at = start_field()
    time_zone = CodeCheckedCharField(max_length=64, validators=[validate_time_zone])
    minutes = minutes_field()
    pain_before = pain_field("pain before")
    pain_after = pain_field("pain after")
    pain_next_morning = pain_field("pain the next morning", null=True, blank=True)
    eased_by_sitting = _yes_no_field("eased by sitting")
    eased_by_leaning_forward = _yes_no_field("eased by leaning forward")
    eased_by_standing_still = _yes_no_field("eased by standing still")
    eased_by_lying = _yes_no_field("eased by lying down")
    leg_symptoms = PrintableCharField(
        "leg symptoms", max_length=4, choices=LegSymptoms, null=True, blank=True
    )
    stopped_early = _yes_no_field("stopped early because of pain")
    painkiller = _yes_no_field("painkiller before the walk")
    slope = PrintableCharField(max_length=10, choices=Slope, blank=True)
    surface = PrintableCharField(max_length=10, choices=Surface, blank=True)
    load = PrintableCharField("carried", max_length=10, choices=Load, blank=True)
    note = EncryptedTextField(
        max_length=NOTE_MAX, blank=True, validators=[MaxLengthValidator(NOTE_MAX)]
    )
    logged_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[WalkQuerySet] = WalkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        # All start with the person: the cost of a page depends on that person's log alone, and the
        # table can be partitioned by person (docs/decisions/0001-journal-tables-by-person.md).
        indexes = (models.Index(fields=["walker", "-started_at"]),)
        constraints = (
            one_of_walker("walk_by_person", "id"),
            one_of_walker("walk_once", "entry"),
            _within("minutes", MINUTES_MIN, MINUTES_MAX),
            _within("pain_before", PAIN_MIN, PAIN_MAX),
            _within("pain_after", PAIN_MIN, PAIN_MAX),
            _within("pain_next_morning", PAIN_MIN, PAIN_MAX),
            models.CheckConstraint(
                condition=Q(started_at__lte=F("changed_at")),
                name="journal_walk_not_in_future",
                violation_error_message="A walk that has not begun yet cannot be logged.",
            ),
            models.CheckConstraint(
                condition=Q(started_at__gte=EARLIEST), name="journal_walk_not_before_2000"
            ),
            models.CheckConstraint(
                condition=Q(leg_symptoms__in=["none", "one", "both"]) | Q(leg_symptoms=None),
                name="journal_leg_symptoms_known_word",
            ),
            known_words("slope_known_word", "slope", "", "flat", "hilly"),
            known_words("surface_known_word", "surface", "", "firm", "soft", "uneven", "treadmill"),
            known_words("load_known_word", "load", "", "none", "light", "heavy"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("note"), STORED_NOTE_MAX),
                name="journal_note_length",
            ),
        )

    def __str__(self) -> str:
        return f"{self.length}, {self.pain_before} to {self.pain_after}"

    def get_absolute_url(self) -> str:
        return reverse("journal:walk", args=[self.entry])

    def clean(self) -> None:
        self.leg_symptoms = self.leg_symptoms or None
        if self.started_at and self.started_at > timezone.now():
            raise ValidationError({"started_at": "This is in the future. Log a walk afterwards."})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Validate all constraints except the ranges of single fields, which validators check.

        Django makes a query for each constraint, and the database checks them all at the save.
        """
        left_out = {*(exclude or ()), *RANGES}
        if any(field.name not in left_out for field in self._meta.concrete_fields):
            super().validate_constraints(left_out)

    @cached_property
    def clock_words(self) -> str:
        """The start as lists of walks print it; cached, as a page may list one walk many times."""
        local = self.local_start
        words = f"{local:%a} {local.day} {local:%b %Y, %H:%M}"  # in a tenth of `date_format`'s time
        offset = offset_if_twice(local)
        return f"{words} ({offset})" if offset else words

    @cached_property
    def address(self) -> str:
        """The same as `get_absolute_url`, faster, for long lists."""
        return _sample_address().replace(str(SAMPLE), str(self.entry))

    @property
    def length(self) -> str:
        return count(self.minutes, "minute")

    @property
    def rise(self) -> int:
        return self.pain_after - self.pain_before

    @property
    def is_late(self) -> bool:
        """Whether it was logged more than a day after its end, and so from memory."""
        return self.logged_at - self.started_at - timedelta(minutes=self.minutes) > LATE_AFTER

    def as_record(self) -> patterns.Walk:
        """The walk as a plain value for the statistics, without the note."""
        return patterns.Walk(
            key=str(self.entry),
            started_at=self.local_start,
            **{field: getattr(self, field) for field in RECORD_FIELDS},
        )


@cache
def _sample_address() -> str:
    return reverse("journal:walk", args=[SAMPLE])


# The fields that no pattern reads: those with a choice of words, with their words, and all names.
CHOICE_FIELDS = {
    "slope": Walk.Slope.values,
    "surface": Walk.Surface.values,
    "load": Walk.Load.values,
}
DETAIL_FIELDS = (*CHOICE_FIELDS, "note")
SAMPLE = uuid.UUID(int=0)
RANGES = ("minutes", "pain_before", "pain_after", "pain_next_morning")
