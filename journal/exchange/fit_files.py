"""Read FIT, the format of Garmin and others, with fitdecode; a file may hold several sports.

A FIT file has no time zone. Its UTC offset is `activity.local_timestamp` minus
`activity.timestamp`. A watch that never received a satellite counts seconds since it was switched
on. Then only `local_timestamp` is a date, and the start is computed back from it by the counter.
`total_timer_time` has no pauses in it.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import fitdecode

from journal.exchange.file_error import FileError
from journal.exchange.file_walks import (
    HIKING,
    ONLY_ENDS,
    WALKING,
    FileWalk,
    Found,
    OtherEntry,
    in_range,
    zone_by_offset,
)

KINDS = {"walking": WALKING, "hiking": HIKING, "generic": "", None: ""}
MAX_FRAMES = 200_000  # two days of one record a second
MAX_OFFSET = timedelta(hours=15)
BEGINS = (b".FIT", 8, 12)  # the marker of a FIT file, and the bytes between which it stands


def is_fit(head: bytes) -> bool:
    mark, start, end = BEGINS
    return head[start:end] == mark


def read_fit(file: BinaryIO, own: ZoneInfo, found: Found, place: str = "") -> None:
    """Hand each session of a FIT file to `found`. Raises FileError.

    `own` is the zone of a file that shows no offset; `place` names the file in an archive.
    """
    sessions, activity = _messages(file)
    if not sessions:
        raise FileError("This FIT file has no session: it is no recorded activity.")
    for number, session in enumerate(sessions, start=1):
        found(_entry(session, activity, own, place or f"session {number}"))


def _messages(file: BinaryIO) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    sessions: list[dict[str, Any]] = []
    activity: dict[str, Any] = {}
    try:
        with fitdecode.FitReader(file, check_crc=fitdecode.CrcCheck.DISABLED) as reader:
            for number, frame in enumerate(reader):
                if number > MAX_FRAMES:
                    raise FileError("This FIT file has more records than two days give.")
                if not isinstance(frame, fitdecode.FitDataMessage):
                    continue
                if frame.name == "session":
                    sessions.append(_values(frame))
                elif frame.name == "activity":
                    activity = _values(frame)
    except FileError:
        raise
    except Exception:  # whatever the library raises, the uploaded bytes are the reason
        raise FileError("This FIT file is damaged or cut off.") from None
    return sessions, activity


def _values(frame: fitdecode.FitDataMessage) -> dict[str, Any]:
    return {field.name: field.value for field in frame.fields}


def _entry(
    session: dict[str, Any], activity: dict[str, Any], own: ZoneInfo, place: str
) -> FileWalk | OtherEntry:
    sport = session.get("sport")
    if sport not in KINDS:
        return OtherEntry(f"another kind ({str(sport)[:40]})", place)
    timed, elapsed = session.get("total_timer_time"), session.get("total_elapsed_time")
    seconds, doubts = (elapsed, (ONLY_ENDS,)) if timed is None else (timed, ())
    start, zone = session.get("start_time"), own.key
    if not isinstance(seconds, int | float) or start is None:
        return OtherEntry("it does not say when it began or how long it was", place)
    local, stamp = activity.get("local_timestamp"), activity.get("timestamp")
    if not isinstance(start, datetime):
        start = _without_clock(start, local, stamp, own)
        if start is None:
            return OtherEntry("the watch had no clock: nobody can tell when it was", place)
    else:
        start = start.replace(tzinfo=UTC) if start.utcoffset() is None else start
        if not in_range(start):
            return OtherEntry("it does not say when it began", place)
        zone = _zone(start, local, stamp, own)
    return FileWalk(start, zone, float(seconds), KINDS[sport], place, doubts=doubts)


def _zone(start: datetime, local: Any, stamp: Any, own: ZoneInfo) -> str:
    if isinstance(local, datetime) and isinstance(stamp, datetime):
        offset = local.replace(tzinfo=None) - stamp.replace(tzinfo=None)
        minutes = round(offset.total_seconds() / 60 / 15) * 15  # clocks differ by some seconds
        if abs(offset) <= MAX_OFFSET:
            return zone_by_offset(start, timedelta(minutes=minutes), own)
    return own.key


def _without_clock(start: Any, local: Any, stamp: Any, own: ZoneInfo) -> datetime | None:
    """The start of a session of a watch that counts seconds since it was switched on.

    None where the file does not show it.
    """
    if not (isinstance(local, datetime) and isinstance(start, int) and isinstance(stamp, int)):
        return None
    begun = local.replace(tzinfo=own) - timedelta(seconds=stamp - start)
    return begun if in_range(begun) else None
