"""Read and write a walk as JSON: fields are named as in the model and in CSV files.

All errors of a walk are reported at once.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User, known_time_zones
from journal.models import UnfinishedWalk, Walk
from journal.models.walks import (
    CHOICE_FIELDS,
    DETAIL_FIELDS,
    EARLIEST,
    MINUTES_MAX,
    MINUTES_MIN,
    NOTE_MAX,
    PAIN_MAX,
    PAIN_MIN,
    RECORD_FIELDS,
    kept_note,
)
from journal.patterns.walk_columns import SCORES, YES_NO
from journal.saving import CLOCK_SKEW

YEARS = range(1900, 2200)  # far outside of them, sums of times fail
UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
TIME_FORM = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):?[0-5]\d)?",
    re.ASCII | re.IGNORECASE,
)
WORDS = {  # the words of each field; unknown is None in the first field, "" in the others
    "leg_symptoms": Walk.LegSymptoms.values,
    **CHOICE_FIELDS,
}
OF_UNFINISHED = ("minutes", "pain_before")
DETAILS = (*RECORD_FIELDS, *DETAIL_FIELDS)


@dataclass(slots=True)
class SentWalk:
    """One walk as it was sent: its values as the model takes them, and its errors by field."""

    entry: uuid.UUID
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        return self.values.get("pain_after") is not None

    def refuse(self, name: str, message: str) -> None:
        self.errors.setdefault(name, []).append(message)


def read_entry(said: Mapping[str, Any]) -> uuid.UUID | None:
    """The walk's own id; None where it is missing or not a UUID."""
    entry = said.get("entry")
    is_one = isinstance(entry, str) and UUID_FORM.fullmatch(entry)
    return uuid.UUID(str(entry)) if is_one else None


def read_walk(said: Mapping[str, Any], walker: User, now: datetime) -> SentWalk:
    """Read a walk field by field; null or a missing field means unknown. Does not raise.

    `values` then has every field that could be read, and `logged_at`; `errors` has the rest. A walk
    without an id gets a new one.
    """
    sent = SentWalk(read_entry(said) or uuid.uuid4())
    if said.get("entry") is not None and read_entry(said) is None:
        sent.refuse("entry", "Give a UUID such as 6f9619ff-8b86-4d01-b42d-00cf4fc964ff.")
    for name in said.keys() - READERS.keys() - {"entry"}:
        sent.refuse(name[:60], "There is no such field.")
    for name, read in READERS.items():
        value = said.get(name)
        try:
            sent.values[name] = None if value is None else read(value)
        except ValueError as error:
            sent.refuse(name, str(error))
    _check_completeness(sent)
    _set_moments(sent, walker, now)
    return sent


def _check_completeness(sent: SentWalk) -> None:
    if "pain_after" in sent.errors:
        return
    if sent.is_finished:
        for name in ("minutes", "pain_before"):
            if sent.values.get(name, 0) is None:
                sent.refuse(name, "A walk with pain_after needs this too.")
        return
    for name in DETAILS:
        if name not in OF_UNFINISHED and sent.values.get(name) is not None:
            sent.refuse(name, "Only a walk with pain_after can say this.")


def _set_moments(sent: SentWalk, walker: User, now: datetime) -> None:
    """Set the start, the zone and `logged_at` as they are stored; no walk ends after `now`.

    Without `started_at`, the walk ended when it was saved.
    """
    values = sent.values
    zone = ZoneInfo(values.get("time_zone") or walker.time_zone)
    values["time_zone"] = zone.key
    saved = min(_aware(values.pop("saved_at", None), zone) or now, now)
    length = timedelta(minutes=values.get("minutes") or 0)
    start = _aware(values.get("started_at"), zone) or saved - length
    if start < EARLIEST:
        sent.refuse("started_at", "This is before the year 2000. Check the year.")
    if start + length > now + CLOCK_SKEW:
        sent.refuse("started_at", "This walk would end in the future. Check start and minutes.")
    values["started_at"] = min(start, now - length)
    values["logged_at"] = max(saved, values["started_at"])


def _aware(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """`moment` as an aware one: without an offset it is on the clock of the walk's zone."""
    return moment.replace(tzinfo=zone) if moment and moment.utcoffset() is None else moment


def _whole_number(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or value != value // 1 or not low <= value <= high:
            raise ValueError(f"Give a whole number from {low} to {high}.")
        return int(value)

    return read


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("Give true, false, or null where it is not known.")
    return value


def _word_of(words: list[str]) -> Callable[[Any], str | None]:
    def read(value: Any) -> str | None:
        if value == "":
            return None
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"Give one of: {', '.join(words)}.")
        return value

    return read


def _note(value: Any) -> str | None:
    if not isinstance(value, str):
        raise ValueError("Give a text.")
    if len(value) > NOTE_MAX:
        raise ValueError(f"At most {NOTE_MAX} characters; these are {len(value)}.")
    return kept_note(value) or None


def _time_zone(value: Any) -> str:
    if not isinstance(value, str) or value not in known_time_zones():
        raise ValueError("Give the name of a time zone, such as Europe/London.")
    return value


def read_moment(value: Any) -> datetime:
    """A moment, aware if it has an offset, else naive. Raises ValueError with words for people."""
    example = "Give a time such as 2026-05-14T09:30:00+01:00."
    if not isinstance(value, str) or not TIME_FORM.fullmatch(value):
        raise ValueError(example)
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        raise ValueError(f"There is no such day or hour. {example}") from None
    if moment.year not in YEARS:
        raise ValueError("Check the year.")
    return moment


READERS: dict[str, Callable[[Any], Any]] = {
    "started_at": read_moment,
    "saved_at": read_moment,
    "time_zone": _time_zone,
    "minutes": _whole_number(MINUTES_MIN, MINUTES_MAX),
    **dict.fromkeys(SCORES, _whole_number(PAIN_MIN, PAIN_MAX)),
    **dict.fromkeys(YES_NO, _yes_or_no),
    **{name: _word_of(words) for name, words in WORDS.items()},
    "note": _note,
    "changed_at": read_moment,
}


def walk_json(walk: Walk) -> dict[str, Any]:
    """All fields of a stored walk as JSON; `started_at` is on the walk's own clock."""
    return {
        "entry": str(walk.entry),
        "state": "stored",
        "started_at": walk.local_start.isoformat(),
        "time_zone": walk.time_zone,
        **{name: _known(getattr(walk, name)) for name in DETAILS},
        "changed_at": walk.changed_at.isoformat(),
    }


def unfinished_json(walk: UnfinishedWalk) -> dict[str, Any]:
    """The fields of an unfinished walk as JSON; `minutes` is null while it is going on."""
    return {
        "entry": str(walk.entry),
        "state": "waiting",
        "started_at": walk.local_start.isoformat(),
        "time_zone": walk.time_zone,
        "minutes": walk.minutes,
        "pain_before": walk.pain_before,
        "changed_at": walk.changed_at.isoformat(),
    }


def _known(value: Any) -> Any:
    """`value`, or None for an empty text: in JSON both are null."""
    return None if value == "" else value
