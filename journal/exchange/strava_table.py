"""Read Strava’s table of activities, `activities.csv` in its export, if its headings are English.

A recording says more than its row and is read instead; an activity that was typed in has no
recording. No page of Strava’s says on which clock `Activity Date` is. Programs that read it take it
for UTC, so it is read as UTC, and the walker is asked about each walk. Both lengths are in seconds.
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from journal.exchange.activity_kinds import kind_of
from journal.exchange.csv_recognition import as_moment
from journal.exchange.csv_table import read_app_table
from journal.exchange.file_walks import FileWalk, Found, OtherEntry
from journal.exchange.foreign_files import NO_WALKS
from journal.exchange.recorded_times import read_moment_of_file, read_seconds

NAME = r"^activities\.csv$"  # in the archive
NEEDED = frozenset(("activity id", "activity date", "activity type"))
LENGTHS = ("moving time", "elapsed time")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_FIRST = re.compile(
    r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}), (?P<year>\d{4})(?P<rest>.*)"
)
DAY_FIRST = re.compile(r"(?P<day>\d{1,2}) (?P<month>[A-Za-z]{3,9})\.? (?P<year>\d{4})(?P<rest>.*)")
CLOCK_DOUBT = "Strava’s table has universal time (UTC), as far as is known: check the hour"
NOT_IN_ENGLISH = "of Strava’s only the English one is read; what was typed in stands there alone"
RECORDINGS_SAY_MORE = (
    "the whole zip of this export has recordings, which say more: choose it if you have it"
)


def is_strava(content: bytes) -> bool:
    first = content[:2000].decode("utf-8-sig", errors="replace").partition("\n")[0]
    return {each.strip(' "\r').lower() for each in first.split(",")} >= NEEDED


def read_activities(
    content: bytes, own: ZoneInfo, found: Found, recorded: Collection[str] = ()
) -> None:
    """Hand each activity to `found`, except those with a recording whose name is in `recorded`.

    Raises FileError where the table cannot be read.
    """
    lines = StringIO(content.decode("utf-8-sig", errors="replace"), newline="")
    for number, cells in read_app_table(lines, "Strava", NO_WALKS):
        name = cells.get("filename", "")
        if not name or name not in recorded:
            found(_entry(cells, own, f"row {number}"))


def _entry(cells: Mapping[str, str], own: ZoneInfo, place: str) -> FileWalk | OtherEntry:
    said = cells.get("activity type", "")
    kind = kind_of(said)
    if kind is None:
        return OtherEntry(f"another kind ({said[:40].lower()})", place)
    start = _moment(cells.get("activity date", ""))
    lengths = (read_seconds(cells.get(name, "")) for name in LENGTHS)
    seconds = next((each for each in lengths if each), None)
    if start is None or seconds is None:
        return OtherEntry("it does not say when it began or how long it was", place)
    return FileWalk(start, own.key, seconds, kind, place, doubts=(CLOCK_DOUBT,))


def _moment(cell: str) -> datetime | None:
    """A moment in UTC from `May 1, 2026, 8:30:00 AM` or `1 May 2026, 08:30:00`; else None."""
    found = MONTH_FIRST.fullmatch(cell) or DAY_FIRST.fullmatch(cell)
    if found is None or found["month"][:3].lower() not in MONTHS:
        return None
    month = MONTHS.index(found["month"][:3].lower()) + 1
    text = as_moment(f"{found['year']}-{month}-{found['day']}{found['rest']}", "year_first")
    return read_moment_of_file(text) if text else None
