"""Google Fit in Google’s Takeout: one JSON file for each session, and the same session as TCX.

Folder names are in the person’s language. The times in the files are in UTC. Only the name of a
file has the offset of the clock (`2019-07-16T14_34_56.789+02_00_PT9M59.052S_Walking.tcx`), and for
some sessions only the name of the TCX file has it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from journal.exchange.activity_kinds import kind_of
from journal.exchange.file_walks import WALKING, FileWalk, OtherEntry, zone_by_offset
from journal.exchange.recorded_times import read_moment_of_file, read_seconds, whole_seconds

NAMED = re.compile(
    r"(?:^|/)(\d{4}-\d\d-\d\dT\d\d_\d\d_\d\d)([.,]\d+)?(Z|[+-](?:0\d|1[0-4])[_:]?[0-5]\d)[^/]*$",
    re.ASCII,
)
DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)s", re.ASCII)
MAX_SESSION_BYTES = 2 * 2**20
Offsets = Mapping[datetime, timedelta]


def offsets_in_names(names: Iterable[str]) -> dict[datetime, timedelta]:
    """The UTC offset of each session by its start (UTC, whole seconds), from names of files."""
    found = {}
    for name in names:
        if (named := NAMED.search(name)) and (moment := _named_moment(named)):
            found[whole_seconds(moment)] = moment.utcoffset() or timedelta()
    return found


def _named_moment(named: re.Match[str]) -> datetime | None:
    clock, offset = named[1].replace("_", ":"), named[3].replace("_", ":")
    return read_moment_of_file(f"{clock}{named[2] or ''}{offset}")


def read_session(
    content: bytes, name: str, offsets: Offsets, own: ZoneInfo
) -> FileWalk | OtherEntry | None:
    """The session in a JSON file; None where the file holds something else.

    `offsets` as from `offsets_in_names`; `own` is the zone of a session without an offset.
    """
    try:
        said = json.loads(content)
        json.dumps(said, ensure_ascii=False).encode()  # fails for half a character, as \ud83d alone
    except (ValueError, RecursionError):
        return OtherEntry("a JSON file that is damaged or cut off", name)
    if not isinstance(said, dict) or not isinstance(said.get("fitnessActivity"), str):
        return None
    activity = said["fitnessActivity"]
    kind = WALKING if activity.startswith("walking") else kind_of(activity)
    if kind is None:
        return OtherEntry(f"another kind ({activity[:40].lower()})", name)
    start = read_moment_of_file(str(said.get("startTime", "")))
    seconds = _seconds(said, start)
    if start is None or seconds is None:
        return OtherEntry("it does not say when it began or how long it was", name)
    named = NAMED.search(name)
    moment = _named_moment(named) if named else None
    offset = moment.utcoffset() if moment else offsets.get(whole_seconds(start))
    zone = own.key if offset is None else zone_by_offset(start, offset, own)
    return FileWalk(start, zone, seconds, kind, name)


def _seconds(said: Mapping[str, Any], start: datetime | None) -> float | None:
    """The seconds walked: the stated duration; else the walking segments; else start to end.

    None where the session has none of these.
    """
    if found := DURATION.fullmatch(str(said.get("duration", ""))):
        return read_seconds(found[1])
    parts = said.get("segment")
    walked = [_span(each) for each in parts if _is_walked(each)] if isinstance(parts, list) else []
    if walked and None not in walked:
        return sum(each for each in walked if each is not None)
    return _span(said) if start else None


def _is_walked(part: Any) -> bool:
    return isinstance(part, dict) and str(part.get("fitnessActivity", "")).startswith("walking")


def _span(part: Mapping[str, Any]) -> float | None:
    start = read_moment_of_file(str(part.get("startTime", "")))
    end = read_moment_of_file(str(part.get("endTime", "")))
    return (end - start).total_seconds() if start and end else None
