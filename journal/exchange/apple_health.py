"""The workouts of Apple Health’s export, read as a stream whatever its size.

Apple writes every date with the UTC offset of the day of the export: the instant is right, but half
of the hours on the clock are wrong. The time zone of a walk is the workout’s `HKTimeZone`.
Where that is missing, it is the person’s own zone if that had the same offset on the day of the
export (on any day of the walk’s year, if the file does not say when it was made), else a zone with
the offset written. `duration` has no pauses in it; where it is missing,
the pauses are computed from the events of the workout.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import known_time_zones
from journal.exchange.file_walks import (
    HIKING,
    ONLY_ENDS,
    SECONDS,
    WALKING,
    FileWalk,
    Found,
    OtherEntry,
    zone_as_written,
)
from journal.exchange.recorded_times import read_moment_of_file, read_seconds
from journal.exchange.xml_events import XmlWalks

PREFIX = "HKWorkoutActivityType"
KINDS = {"Walking": WALKING, "Hiking": HIKING, "Other": ""}
PAUSED, RESUMED = "HKWorkoutEventTypePause", "HKWorkoutEventTypeResume"
MAX_EVENTS = 1000  # of one workout
SLACK_SECONDS = 90.0  # a duration may exceed the time from start to end by this much
TOO_LONG = "it says {minutes:.0f} minutes, but ended {span:.0f} minutes after it began"


class AppleWorkouts(XmlWalks):
    """Reads the XML of an export, and hands each workout to `found` when its element ends."""

    ROOT_NAME, KIND = "HealthData", "export of Apple Health"

    def __init__(self, own: ZoneInfo, found: Found) -> None:
        super().__init__(own, found)
        self._workout: dict[str, str] | None = None
        self._zone = ""
        self._events: list[tuple[str, str]] = []
        self._own_offset: timedelta | None = None  # on the day of the export, once that is known
        self._number = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "ExportDate":
            exported = read_moment_of_file(attributes.get("value", ""))
            self._own_offset = exported.astimezone(self.own).utcoffset() if exported else None
        elif name == "Workout":
            self._workout, self._zone, self._events = attributes, "", []
            self._number += 1
        elif name == "WorkoutEvent" and self._workout and len(self._events) < MAX_EVENTS:
            self._events.append((attributes.get("type", ""), attributes.get("date", "")))
        elif name == "MetadataEntry" and self._workout and attributes.get("key") == "HKTimeZone":
            self._zone = attributes.get("value", "")

    def end(self, name: str, text: str) -> None:
        if name == "Workout" and self._workout is not None:
            self.found(self._entry(self._workout))
            self._workout = None

    def _entry(self, workout: dict[str, str]) -> FileWalk | OtherEntry:
        place = f"workout {self._number}"
        said = workout.get("workoutActivityType", "").removeprefix(PREFIX)[:40]
        if said and said not in KINDS:
            return OtherEntry(f"another kind ({said.lower()})", place)
        start = read_moment_of_file(workout.get("startDate", ""))
        end = read_moment_of_file(workout.get("endDate", ""))
        seconds = read_seconds(workout.get("duration", ""), workout.get("durationUnit", "min"))
        doubts: tuple[str, ...] = ()
        if seconds is None and start and end:
            paused = self._paused_seconds(end)
            seconds = (end - start).total_seconds() - paused
            doubts = () if paused else (ONLY_ENDS,)
        if start is None or seconds is None:
            return OtherEntry("it does not say when it began or how long it was", place)
        span = (end - start).total_seconds() if end else seconds
        if span > 0 and seconds > span + SLACK_SECONDS:
            doubts = (TOO_LONG.format(minutes=seconds / SECONDS, span=span / SECONDS),)
        kind = KINDS.get(said, "")
        return FileWalk(start, self._zone_of(start), seconds, kind, place, doubts=doubts)

    def _paused_seconds(self, end: datetime) -> float:
        """The total of all pauses; a pause that was never resumed lasts to `end`."""
        total, since = 0.0, None
        for kind, date in (*self._events, (RESUMED, end.isoformat(" "))):
            moment = read_moment_of_file(date)
            if kind == PAUSED:
                since = since or moment
            elif kind == RESUMED and since and moment:
                total += (moment - since).total_seconds()
                since = None
        return total

    def _zone_of(self, start: datetime) -> str:
        if self._zone in known_time_zones():
            return self._zone
        is_own = start.utcoffset() in self._own_offsets(start.year)
        return self.own.key if is_own else zone_as_written(start, self.own)

    def _own_offsets(self, year: int) -> set[timedelta | None]:
        """The offsets that the person's own zone may have had on the day of the export."""
        if self._own_offset is not None:
            return {self._own_offset}
        return {datetime(year, month, 1, tzinfo=self.own).utcoffset() for month in (1, 7)}
