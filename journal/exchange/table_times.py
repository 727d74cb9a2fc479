"""Read when the walk of a row began and ended, and on which clock.

A moment without an offset is on the walker’s own clock, unless the heading of its column, a zone or
an offset beside it, or the walker’s choice says otherwise. Where this remains unclear, the walker
is asked about the walk.
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
MIDNIGHT = re.compile(r"[Tt ]0?0:00(:00)?$", re.ASCII)  # which a spreadsheet adds to a day alone
SHORT_HOUR = re.compile(r"\d[:.]", re.ASCII)
TIME_ALONE = re.compile(r"\d{1,2}[:.]\d\d([:.]\d\d)?[ \u00a0\u202f]?([AaPp]\.?[Mm]\.?)?", re.ASCII)
# Three digits are refused: -420 may be minutes. So are offsets that no clock has, such as +01:07.
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
# A heading with one of these is probably a column of lengths: the walker has to choose it.
SAYS_LENGTH = re.compile(r"min|durat|length|elapsed|moving|dauer|durée|duur|seconds")


@dataclass(frozen=True, slots=True)
class RowClock:
    """The clock of one row. `reading`: the zone in which moments without an offset are read.
    `zone`: the zone with which the walk is stored. `offset`: the UTC offset of the walk, where the
    table has only that and no zone. `doubts`: what the walker is to be asked about it."""

    reading: tzinfo
    zone: ZoneInfo
    offset: timedelta | None = None
    doubts: tuple[str, ...] = ()

    def zone_at(self, start: datetime, is_named: bool) -> str:
        """The name of the zone with which a walk that began at `start` is stored.

        `is_named`: whether the row names a zone or an offset in a column of its own.
        """
        if self.offset is not None:
            return zone_by_offset(start, self.offset, self.zone)
        is_written = start.tzinfo is not self.reading and not is_named
        return zone_as_written(start, self.zone) if is_written else self.zone.key


def start_and_end(headings: Iterable[str]) -> dict[str, str]:
    """Our column names by the headings of a start and an end, for a table without a column of
    lengths. Empty where there is not exactly one of each, or a heading may be one of lengths."""
    every = list(headings)
    starts, ends, days = (
        [each for each in every if each in HEADINGS[what]] for what in ("start", "end", "day")
    )
    if len(starts) != 1 or len(ends) != 1 or any(map(SAYS_LENGTH.search, every)):
        return {}
    begins = {days[0]: "started_at", starts[0]: TIME_OF_DAY} if days else {starts[0]: "started_at"}
    return begins | {ends[0]: ENDED_AT}


def zone_of_row(cells: Mapping[str, str], own: ZoneInfo, reasons: list[str]) -> ZoneInfo:
    """The zone that a row names, else `own`. An unknown name is appended to `reasons`."""
    name = cells.get("time_zone", "")
    if not name:
        return own
    if name not in known_time_zones():
        reasons.append(f"time_zone {short(name)!r} is not the name of a time zone")
        return own
    return ZoneInfo(name)


def read_offset(cell: str) -> timedelta | None:
    """The UTC offset in a cell such as `UTC+0200`, `+02:00` or `GMT-7`; None where it has none."""
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
    """The clock of the moments in a row; an unknown zone is appended to `reasons`.

    `heading` is the heading of the moments; `clock` is the walker’s choice of CLOCKS, or empty.
    """
    named = IN_HEADING.search(heading)
    offset_of_all = named["offset"] or "" if named and not cells.get("time_zone") else ""
    is_universal = clock == UNIVERSAL or bool(not clock and named and not named["offset"])
    if not (beside := cells.get(OFFSET, "") or offset_of_all):
        zone = zone_of_row(cells, own, reasons)
        is_unsure = not clock and heading == STRAVA_HEADING
        doubts = (STRAVA_CLOCK,) if is_unsure else ()
        return RowClock(UTC if is_universal else zone, zone, doubts=doubts)
    if beside.upper() in UNIVERSAL_NAMES:  # UTC says nothing about the walker’s own clock
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
    """The end of the walk that began at `start`, in UTC; None where its cell is empty.

    It is read on the clock of `start` where the cell has no offset; `dates` is one of FORMS. A time
    of day alone is on the day of the start, or on the next. Raises ValueError.
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
    end = end.astimezone(UTC)  # within one zone, Python ignores that clocks are put forward or back
    if end <= start:
        raise ValueError(f"{ENDED_AT} {short(cell)!r} is not after started_at")
    return end


def is_in_gap(start: datetime) -> bool:
    """Whether `start` (aware) is a local time that was skipped when clocks were put forward."""
    there = start.astimezone(UTC).astimezone(start.tzinfo)
    return there.replace(tzinfo=None) != start.replace(tzinfo=None)


def day_with_clock(day: str, clock: str) -> str:
    """A day and the time of day from the cell beside it, as one cell."""
    if PART_OF_DAY.fullmatch(clock) and day.isdigit():
        return f"{day}{clock[1:]}"
    hour = f"0{clock}" if SHORT_HOUR.match(clock) else clock
    return f"{MIDNIGHT.sub('', day)} {hour}"
