"""Read TCX and GPX, the XML formats of recordings by watches and phones.

TCX knows running and biking; every other activity is “Other”, walks too. In GPX the activity is
optional. Neither has a time zone, and most programs write UTC: then a walk gets its walker’s own
zone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from math import asin, cos, isfinite, radians, sin, sqrt
from statistics import median
from zoneinfo import ZoneInfo

from journal.exchange.activity_kinds import kind_of
from journal.exchange.file_error import FileError
from journal.exchange.file_walks import ONLY_ENDS, FileWalk, Found, OtherEntry, zone_as_written
from journal.exchange.recorded_times import read_moment_of_file, read_seconds
from journal.exchange.xml_events import XmlWalks

MAX_POINTS = 500_000  # five days, once a second
PAUSE_SECONDS, PAUSE_INTERVALS = 60.0, 5
PAUSE_SPEED, RIDE_SPEED = 0.5, 2.8  # metres a second: nobody walks slower or faster for long
EARTH_METRES = 6_371_000.0
KMH = 3.6  # kilometres an hour in one metre a second
NO_TIMES = "it has no times: nobody can tell how long it was"
RIDDEN = "its points are {speed:.0f} km an hour apart on average: a ride may be in it"
NO_CLOCK = "its recorder had no clock: every time in it is {when}"


class TcxActivities(XmlWalks):
    """Reads TCX, and hands each activity to `found`. A lap’s time has no pauses in it."""

    ROOT_NAME, KIND = "TrainingCenterDatabase", "TCX file"

    def __init__(self, own: ZoneInfo, found: Found, place: str = "") -> None:
        super().__init__(own, found, place)
        self._sport, self._count = "", 0
        self._start_of: datetime | None = None
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._seconds: list[float] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Activity":
            self._sport = attributes.get("Sport", "")
            self._start_of = self._first = self._last = None
            self._seconds = []
            self._count += 1
        elif name == "Lap":
            begins = read_moment_of_file(attributes.get("StartTime", ""))
            self._start_of = self._start_of or begins

    def end(self, name: str, text: str) -> None:
        inside = self.path[-1:]
        if name == "TotalTimeSeconds" and inside == ["Lap"]:
            seconds = read_seconds(text)
            self._seconds += [] if seconds is None else [seconds]
        elif name == "Time" and inside == ["Trackpoint"]:
            moment = read_moment_of_file(text)
            self._first, self._last = self._first or moment, moment or self._last
        elif name == "Activity":
            self.found(self._entry())

    def _entry(self) -> FileWalk | OtherEntry:
        place = self.place or f"activity {self._count}"
        kind = kind_of(self._sport)
        if kind is None:
            return OtherEntry(f"another kind ({self._sport[:40].lower()})", place)
        start = self._start_of or self._first
        if start is None:
            return OtherEntry(NO_TIMES, place)
        zone, seconds = zone_as_written(start, self.own), sum(self._seconds)
        if self._seconds or not (self._first and self._last):
            return FileWalk(start, zone, seconds, kind, place)
        seconds = (self._last - self._first).total_seconds()
        return FileWalk(start, zone, seconds, kind, place, doubts=(ONLY_ENDS,))


Point = tuple[datetime, float, float]


class GpxTracks(XmlWalks):
    """Reads GPX, and hands each track to `found`. Only the times of its points are used."""

    ROOT_NAME, KIND = "gpx", "GPX file"

    def __init__(self, own: ZoneInfo, found: Found, place: str = "") -> None:
        super().__init__(own, found, place)
        self._type, self._tracks, self._points = "", 0, 0
        self._segments: list[list[Point]] = []
        self._position = (0.0, 0.0)

    def read(self, chunks: Iterable[bytes]) -> None:
        super().read(chunks)
        if not self._tracks:
            self.found(OtherEntry("there is no track in it", self.place or "the file"))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "trk":
            self._type, self._segments = "", []
            self._tracks += 1
        elif name == "trkseg":
            self._segments.append([])
        elif name == "trkpt":
            self._points += 1
            if self._points > MAX_POINTS:
                raise FileError(f"This file has more than {MAX_POINTS} points.")
            self._position = (_degrees(attributes.get("lat")), _degrees(attributes.get("lon")))

    def end(self, name: str, text: str) -> None:
        inside = self.path[-1:]
        if name == "type" and inside == ["trk"]:
            self._type = text
        elif name == "time" and inside == ["trkpt"] and self._segments:
            if moment := read_moment_of_file(text):
                self._segments[-1].append((moment, *self._position))
        elif name == "trk":
            self.found(self._entry())

    def _entry(self) -> FileWalk | OtherEntry:
        place = self.place or f"track {self._tracks}"
        kind = kind_of(self._type)
        if kind is None:
            return OtherEntry(f"another kind ({self._type[:40].lower()})", place)
        times = [moment for segment in self._segments for moment, _, _ in segment]
        if not times:
            return OtherEntry(NO_TIMES, place)
        start = min(times)
        if max(times) - start < timedelta(seconds=1) and len(times) > 1:
            return OtherEntry(NO_CLOCK.format(when=f"{start:%Y-%m-%d %H:%M}"), place)
        zone = zone_as_written(start, self.own)
        seconds, metres = _moved(self._segments)
        doubts: tuple[str, ...] = ()
        if seconds and (speed := metres / seconds) > RIDE_SPEED:
            doubts = (RIDDEN.format(speed=speed * KMH),)
        return FileWalk(start, zone, seconds, kind, place, doubts=doubts)


def _degrees(text: str | None) -> float:
    try:
        found = float(text or "nan")
    except ValueError:
        return float("nan")
    return found if isfinite(found) else float("nan")


def _moved(segments: Iterable[list[Point]]) -> tuple[float, float]:
    """The seconds and metres walked in all segments, without pauses.

    A long gap between two points is a pause, unless the distance fits the speed of a walk.
    """
    total, metres = 0.0, 0.0
    for segment in segments:
        pairs = list(pairwise(segment))
        steps = [(later[0] - first[0]).total_seconds() for first, later in pairs]
        usual = median(steps) if steps else 0.0
        for step, (first, later) in zip(steps, pairs, strict=True):
            is_gap = step > max(PAUSE_SECONDS, PAUSE_INTERVALS * usual)
            way = _metres(first, later)
            is_walked = PAUSE_SPEED * step <= way <= RIDE_SPEED * step
            if step > 0 and (is_walked or not is_gap):
                total += step
                metres += way
    return total, metres


def _metres(one: Point, other: Point) -> float:
    """The metres between two points along the Earth’s surface.

    0 where a position is unknown, so that a gap there counts as a pause.
    """
    north, east, north_2, east_2 = map(radians, (*one[1:], *other[1:]))
    half = sin((north_2 - north) / 2) ** 2
    half += cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(min(1.0, half))) if isfinite(half) else 0.0
