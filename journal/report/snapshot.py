"""The data of a report: the chosen part of one person's log, as it stood at one moment.

A shared report keeps a snapshot and does not read the log: whoever has the link sees what was
chosen when it was made, and nothing that was logged, changed or written since. It is kept as JSON.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from journal.exchange.repeated_walks import distinct_walks
from journal.looking_back.periods import on_days
from journal.models import Programme, ShownNudge, Walk
from journal.models.nudges import CareLevel
from journal.patterns import Programme as ProgrammeRecord
from journal.patterns import Walk as WalkRecord

MAX_NOTES, NOTE_SHOWN = 12, 200  # notes, and characters of one: two pages hold no more
PARTS = {
    "charts": "Pictures over time",
    "patterns": "What the log shows, with how sure that is",
    "signs": "Remarks on warning signs, and what you answered",
    "programmes": "Exercises that you began",
    "notes": "Your notes: the newest, shortened",
}
USUAL_PARTS = ("charts", "patterns", "signs", "programmes")


@dataclass(frozen=True)
class Choices:
    """The period, both days counted, and which of PARTS the report shows."""

    start: date
    end: date
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """The chosen part of a log. All fields are plain values for JSON; dates are ISO 8601 text."""

    start: str
    end: str
    as_of: str
    time_zone: str
    parts: list[str]
    walks: list[dict[str, Any]]
    late: int = 0  # walks that were logged more than a day afterwards
    repeated: int = 0  # entries left out, which repeat another one
    programmes: list[dict[str, Any]] = field(default_factory=list)
    signs: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    notes_left_out: int = 0

    def to_text(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> "Snapshot":
        return cls(**json.loads(text))

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.start)

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.end)

    @property
    def days(self) -> int:
        """The number of days of the period, both ends counted."""
        return (self.last_day - self.first_day).days + 1

    @property
    def moment(self) -> datetime:
        """When it was taken, in its walker's time zone."""
        return datetime.fromisoformat(self.as_of).astimezone(ZoneInfo(self.time_zone))

    def walk_records(self) -> list[WalkRecord]:
        """The walks in order of time; `started_at` has the UTC offset of where each was logged."""
        return [
            WalkRecord(**{**row, "started_at": datetime.fromisoformat(row["started_at"])})
            for row in self.walks
        ]

    def programme_records(self) -> list[ProgrammeRecord]:
        return [
            ProgrammeRecord(
                each["name"],
                date.fromisoformat(each["started_on"]),
                date.fromisoformat(each["hurts_since"]) if each["hurts_since"] else None,
            )
            for each in self.programmes
        ]


def take_snapshot(walker: User, choices: Choices, now: datetime) -> Snapshot:
    """The chosen part of the log as it is at `now`. What was not chosen is not in it."""
    with_notes = "notes" in choices.parts
    rows = on_days(Walk.objects.for_user(walker), choices.start, choices.end)
    walks = list(rows if with_notes else rows.defer("note"))
    log = distinct_walks(walk.as_record() for walk in reversed(walks))
    kept = set(log.walks.keys.tolist())
    noted = [walk for walk in walks if with_notes and walk.note]
    return Snapshot(
        start=choices.start.isoformat(),
        end=choices.end.isoformat(),
        as_of=now.isoformat(),
        time_zone=walker.time_zone,
        parts=[part for part in PARTS if part in choices.parts],
        walks=[_walk(each) for each in log.walks],
        late=sum(walk.is_late for walk in walks if str(walk.entry) in kept),
        repeated=len(log.repeats),
        programmes=_programmes(walker, choices),
        signs=_signs(walker, choices) if "signs" in choices.parts else [],
        notes=[_note(walk) for walk in noted[:MAX_NOTES]],
        notes_left_out=len(noted[MAX_NOTES:]),
    )


def _walk(record: WalkRecord) -> dict[str, Any]:
    known = {name: getattr(record, name) for name in WalkRecord.__slots__ if name != "instant"}
    known |= {"started_at": record.started_at.isoformat()}
    return {name: value for name, value in known.items() if value is not None}


def _programmes(walker: User, choices: Choices) -> list[dict[str, Any]]:
    if not {"programmes", "patterns"} & set(choices.parts):
        return []
    begun: Iterable[Programme] = Programme.objects.for_user(walker).filter(
        started_on__lte=choices.end
    )
    return [
        {
            "name": each.name,
            "started_on": each.started_on.isoformat(),
            "hurts_since": each.hurts_since and each.hurts_since.isoformat(),
            "paused_on": each.paused_on and each.paused_on.isoformat(),
            "ended_on": each.ended_on and each.ended_on.isoformat(),
        }
        for each in begun
    ]


def _signs(walker: User, choices: Choices) -> list[dict[str, Any]]:
    shown = ShownNudge.objects.for_user(walker).filter(day__gte=choices.start, day__lte=choices.end)
    return [
        {
            "day": each.day.isoformat(),
            "level": CareLevel(each.level).label,
            "words": each.words,
            "signs": each.sign_list,
            "answer": each.get_answer_display() if each.signs else "",
        }
        for each in shown.order_by("day", "pk")
    ]


def _note(walk: Walk) -> dict[str, Any]:
    text = " ".join(walk.note.split())
    shown = text if len(text) <= NOTE_SHOWN else f"{text[:NOTE_SHOWN].rstrip()}…"
    return {"day": walk.local_start.date().isoformat(), "text": shown}
