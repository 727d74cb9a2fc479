"""Read Samsung Health’s table of exercises, `com.samsung.shealth.exercise.….csv` in its export.

The line above the heading names the data type. The maker describes the columns with its data types
(developer.samsung.com, “com.samsung.health.exercise”): `start_time` is in UTC, `time_offset` is the
offset of the clock from UTC, and `duration` is in milliseconds, without pauses. Older exports have
the start and the offset as numbers.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

from journal.exchange.csv_table import read_app_table
from journal.exchange.file_error import FileError
from journal.exchange.file_walks import HIKING, WALKING, FileWalk, Found, OtherEntry, zone_by_offset
from journal.exchange.foreign_files import SAMSUNG
from journal.exchange.recorded_times import read_moment_of_file
from journal.exchange.table_times import read_offset

BEGINS = b"com.samsung."
MEMBER = r"(^|/)com\.samsung\.s?health\.exercise\.\d+\.csv$"  # its place in the whole export
DATA_TYPES = ("com.samsung.shealth.exercise", "com.samsung.health.exercise")
PREFIX = "com.samsung.health.exercise."  # of the names of most columns
KINDS = {"1001": WALKING, "13001": HIKING, "13003": HIKING, "15005": "", "0": "", "": ""}
SPORTS = {"1002": "running", "11007": "cycling", "14001": "swimming"}
MAX_DIGITS = 15  # of milliseconds


def is_samsung(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").startswith(BEGINS)


def read_exercises(content: bytes, own: ZoneInfo, found: Found) -> None:
    """Hand each exercise to `found`. Raises FileError where it is another of Samsung's tables.

    `own` is the zone of exercises without an offset.
    """
    lines = StringIO(content.decode("utf-8-sig", errors="replace"), newline="")
    if next(lines, "").split(",")[0].strip() not in DATA_TYPES:
        raise FileError(SAMSUNG)
    for number, cells in read_app_table(lines, "Samsung Health", SAMSUNG):
        said = {name.removeprefix(PREFIX): cell for name, cell in cells.items()}
        found(_entry(said, own, f"row {number + 1}"))


def _entry(cells: Mapping[str, str], own: ZoneInfo, place: str) -> FileWalk | OtherEntry:
    code = cells.get("exercise_type", "")
    if code not in KINDS:
        return OtherEntry(f"another kind ({SPORTS.get(code, f'number {code[:9]}')})", place)
    start, length = _moment(cells.get("start_time", "")), cells.get("duration", "")
    if start is None or not _is_number(length):
        return OtherEntry("it does not say when it began or how long it was", place)
    offset = _offset(cells.get("time_offset", ""))
    zone = own.key if offset is None else zone_by_offset(start, offset, own)
    return FileWalk(start, zone, int(length) / 1000, KINDS[code], place)


def _is_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) <= MAX_DIGITS


def _moment(cell: str) -> datetime | None:
    if not _is_number(cell):
        return read_moment_of_file(cell)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(cell[:14]))
    return read_moment_of_file(moment.isoformat())


def _offset(cell: str) -> timedelta | None:
    """A UTC offset from `UTC+0200`, or from milliseconds; None where it is neither."""
    if _is_number(cell.removeprefix("-")):
        offset = timedelta(milliseconds=int(cell))
        return offset if abs(offset) <= timedelta(hours=14) else None
    return read_offset(cell)
