"""When the walk of a row began and ended, and on which clock.

A moment without an offset is on its walker's own clock, unless the table says otherwise: in the
name of its column, in a zone or an offset beside it, or because its walker chose so. Where it may
be meant otherwise, the walk is asked about.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from accounts.models import known_time_zones
from journal.exchange.csv_recognition import as_moment
from journal.exchange.csv_table import short
from journal.exchange.file_walks import in_range, zone_as_written, zone_by_offset
from journal.exchange.walk_csv import read_time
from journal.exchange.words_of_apps import HEADINGS

MAX_OFFSET = timedelta(hours=14)
TIME_OF_DAY = "time_of_started_at"
ENDED_AT = "ended_at"
OFFSET = "offset_of_started_at"
OWN_CLOCK, UNIVERSAL = "own", "utc"
CLOCKS = (OWN_CLOCK, UNIVERSAL)
PART_OF_DAY = re.compile(r"0[.,]\d{1,12}", re.ASCII)  # a time, as a spreadsheet's day numbers
MIDNIGHT = re.compile(r"[Tt ]0?0:00(:00)?$", re.ASCII)  # what a spreadsheet adds to a day
SHORT_HOUR = re.compile(r"\d[:.]", re.ASCII)
TIME_ALONE = re.compile(r"\d{1,2}[:.]\d\d([:.]\d\d)?[ \u00a0\u202f]?([AaPp]\.?[Mm]\.?)?", re.ASCII)
# Three digits are none: -420 may be minutes. Nor is what no clock has, such as +01:07.
OFFSET_CELL = re.compile(
    r"(?:UTC|GMT)? ?(?P<sign>[+-])"
    r"(?:(?P<hours>\d{1,2})(?::(?P<minutes>00|15|30|45))?|(?P<h>\d\d)(?P<m>00|15|30|45))",
    re.ASCII | re.IGNORECASE,
)
IN_HEADING = re.compile(r"(utc|gmt|zulu)(?![a-z]) ?(?P<offset>[+\u2212-]\d[\d:]{0,4})?", re.ASCII)
UNIVERSAL_NAMES = ("UTC", "GMT", "Z")
STRAVA_HEADING = "activity date"  # of Strava's activities.csv
GAP = "there was no such hour that day: the clocks were put forward"
STRAVA_CLOCK = "Strava’s table has universal time (UTC), as far as is known: choose its clock"
EITHER_CLOCK = (
    "a zone stands beside its time, which may be of that zone or universal time (UTC): choose"
)
UNKNOWN_ZONE = "its time zone “{}” is not known here: your own clock was taken"
# Where one of these stands in a heading, a column says how long it was, and has to be chosen.
SAYS_LENGTH = re.compile(r"min|durat|length|elapsed|moving|dauer|durée|duur|seconds")


@dataclass(frozen=True, slots=True)
class RowClock:
    """`reading`: what moments without an offset are on. `zone`: the clock that the walk is kept on;
    `offset`: what that is from universal time, where a table says no more."""

    reading: tzinfo
    zone: ZoneInfo
    offset: timedelta | None = None
    doubts: tuple[str, ...] = ()

    def zone_at(self, start: datetime, is_named: bool) -> str:
        """The name of the zone in which a walk is kept that began then."""
        if self.offset is not None:
            return zone_by_offset(start, self.offset, self.zone)
        is_written = start.tzinfo is not self.reading and not is_named
        return zone_as_written(start, self.zone) if is_written else self.zone.key


def start_and_end(headings: Iterable[str]) -> dict[str, str]:
    """Our names by the headings of a start and an end, in a table that has nothing else to say how
    long a walk was; empty where they are not clear."""
    every = list(headings)
    starts, ends, days = (
        [each for each in every if each in HEADINGS[what]] for what in ("start", "end", "day")
    )
    if len(starts) != 1 or len(ends) != 1 or any(map(SAYS_LENGTH.search, every)):
        return {}
    begins = {days[0]: "started_at", starts[0]: TIME_OF_DAY} if days else {starts[0]: "started_at"}
    return begins | {ends[0]: ENDED_AT}


def zone_of_row(cells: Mapping[str, str], own: ZoneInfo, reasons: list[str]) -> ZoneInfo:
    """The zone that a row names, else `own`; what is none is added to the reasons."""
    name = cells.get("time_zone", "")
    if not name:
        return own
    if name not in known_time_zones():
        reasons.append(f"time_zone {short(name)!r} is not the name of a time zone")
        return own
    return ZoneInfo(name)


def read_offset(cell: str) -> timedelta | None:
    """Of `UTC+0200`, `+02:00` or `GMT-7`; None where it is none."""
    if cell.upper() in UNIVERSAL_NAMES:
        return timedelta()
    found = OFFSET_CELL.fullmatch(cell)
    if found is None:
        return None
    hours, minutes = found["hours"] or found["h"], found["minutes"] or found["m"] or 0
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return (-offset if found["sign"] == "-" else offset) if offset <= MAX_OFFSET else None


def clock_of_row(
    cells: Mapping[str, str], heading: str, clock: str, own: ZoneInfo, reasons: list[str]
) -> RowClock:
    """`heading`: that of the moments; `clock`: what was chosen for them, or empty."""
    named = IN_HEADING.search(heading)
    offset_of_all = named["offset"] or "" if named and not cells.get("time_zone") else ""
    is_universal = clock == UNIVERSAL or bool(not clock and named and not named["offset"])
    if not (beside := cells.get(OFFSET, "") or offset_of_all):
        zone = zone_of_row(cells, own, reasons)
        is_unsure = not clock and heading == STRAVA_HEADING
        doubts = (STRAVA_CLOCK,) if is_unsure else ()
        return RowClock(UTC if is_universal else zone, zone, doubts=doubts)
    if beside.upper() in UNIVERSAL_NAMES:  # which says nothing of anybody’s clock
        return RowClock(UTC, own)
    is_sure = clock or is_universal or beside == offset_of_all
    doubts = () if is_sure else (EITHER_CLOCK,)
    if beside in known_time_zones():
        zone = ZoneInfo(beside)
        return RowClock(UTC if is_universal else zone, zone, doubts=doubts)
    if (offset := read_offset(beside)) is not None:
        return RowClock(UTC if is_universal else timezone(offset), own, offset, doubts)
    unknown = (UNKNOWN_ZONE.format(short(beside)),)
    return RowClock(UTC if is_universal else own, own, doubts=unknown)


def read_end(cells: Mapping[str, str], start: datetime, dates: str) -> datetime | None:
    """When the walk ended that began then, on the clock of its start where the cell names none.

    None where the cell is empty. Raises ValueError.
    """
    cell = cells.get(ENDED_AT, "")
    if not cell:
        return None
    if TIME_ALONE.fullmatch(cell):
        moment = as_moment(f"{start:%Y-%m-%d} {cell}", "year_first")
    else:
        moment = cell if dates == "iso" else as_moment(cell, dates)
    end = read_time(ENDED_AT, moment or cell)
    end = end.replace(tzinfo=start.tzinfo) if end.utcoffset() is None else end
    if not in_range(end):
        raise ValueError(f"{ENDED_AT} {short(cell)!r} is out of range")
    if TIME_ALONE.fullmatch(cell) and end < start:  # past midnight
        end += timedelta(days=1)
    end = end.astimezone(UTC)  # within one zone, Python counts the hours on the wall
    if end <= start:
        raise ValueError(f"{ENDED_AT} {short(cell)!r} is not after started_at")
    return end


def is_in_gap(start: datetime) -> bool:
    """Whether the clocks of its zone left this moment out."""
    there = start.astimezone(UTC).astimezone(start.tzinfo)
    return there.replace(tzinfo=None) != start.replace(tzinfo=None)


def day_with_clock(day: str, clock: str) -> str:
    """A day and the time of day that stands beside it, as one cell would have both."""
    if PART_OF_DAY.fullmatch(clock) and day.isdigit():
        return f"{day}{clock[1:]}"
    hour = f"0{clock}" if SHORT_HOUR.match(clock) else clock
    return f"{MIDNIGHT.sub('', day)} {hour}"
