"""Walks out as iCalendar (RFC 5545): one event a walk, for the calendar that somebody lives by.

Times are in universal time, which every calendar moves to its own clock. Notes stay behind:
calendars are shared with families and offices.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from journal.models import Walk

LINE_BYTES = 75  # of a content line, without its end (RFC 5545, 3.1)


def walks_as_calendar(walks: Iterable[Walk], now: datetime) -> Iterator[str]:
    """The whole calendar, a few lines at a time."""
    yield _lines(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Backsite//Walks//EN"])
    for walk in walks:
        yield _lines(_event(walk, now))
    yield _lines(["END:VCALENDAR"])


def _event(walk: Walk, now: datetime) -> list[str]:
    ends = walk.started_at + timedelta(minutes=walk.minutes)
    pain = f"pain {walk.pain_before} before and {walk.pain_after} after"
    return [
        "BEGIN:VEVENT",
        f"UID:{walk.entry}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(walk.started_at)}",
        f"DTEND:{_moment(ends)}",
        f"SUMMARY:{_escaped(f'Walk of {walk.length}, {pain}')}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for character in ("\\", ";", ","):
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """`line` in pieces of LINE_BYTES at most. All our lines are ASCII."""
    pieces = [line[:LINE_BYTES]]
    rest = line[LINE_BYTES:]
    while rest:
        pieces.append(rest[: LINE_BYTES - 1])
        rest = rest[LINE_BYTES - 1 :]
    return "\r\n ".join(pieces)
