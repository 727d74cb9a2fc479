"""Export of walks as iCalendar (RFC 5545): one event for each walk.

Times are in UTC, which every calendar shows on its own clock. Notes are left out, because calendars
are shared with families and offices.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from journal.models import Walk

LINE_BYTES = 75  # of a content line, without its end (RFC 5545, 3.1)


def walks_as_calendar(walks: Iterable[Walk], now: datetime) -> Iterator[str]:
    """The text of the whole calendar, a few lines at a time. `now` is written as DTSTAMP."""
    yield content_lines(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Backsite//Walks//EN"])
    for walk in walks:
        yield content_lines(_event(walk, now))
    yield content_lines(["END:VCALENDAR"])


def _event(walk: Walk, now: datetime) -> list[str]:
    ends = walk.started_at + timedelta(minutes=walk.minutes)
    pain = f"pain {walk.pain_before} before and {walk.pain_after} after"
    return [
        "BEGIN:VEVENT",
        f"UID:{walk.entry}",
        f"DTSTAMP:{utc_moment(now)}",
        f"DTSTART:{utc_moment(walk.started_at)}",
        f"DTEND:{utc_moment(ends)}",
        f"SUMMARY:{escaped_text(f'Walk of {walk.length}, {pain}')}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def utc_moment(moment: datetime) -> str:
    """An aware moment in UTC, in the form of iCalendar: 20260514T093000Z."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped_text(text: str) -> str:
    """`text` escaped as the value of a property."""
    for character in ("\\", ";", ","):
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def content_lines(lines: Iterable[str]) -> str:
    """The content lines folded and joined, each ended by CR LF."""
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """`line` split into pieces of LINE_BYTES at most. All our lines are ASCII."""
    first, most = line[:LINE_BYTES], LINE_BYTES - 1  # each further piece begins with a space
    rest = (line[at : at + most] for at in range(LINE_BYTES, len(line), most))
    return "\r\n ".join([first, *rest])
