"""A reminder as a calendar file (RFC 5545), for those who want no mail.

Its time is floating: eight in the evening is eight wherever the calendar's owner is, and in summer
as in winter. No zone has to be named, and none can be out of date.
"""

from datetime import UTC, date, datetime, time

LINE_OCTETS = 75
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar_file(uid: str, at: time, first: date, made_at: datetime, journal: str) -> str:
    """A repeating entry each day at `at` from `first` on, with an alarm. `journal`: its address.

    The same `uid` again changes the entry that a calendar has already.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Backsite//Reminder//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{datetime.combine(first, at):%Y%m%dT%H%M%S}",
        "DURATION:PT5M",
        "RRULE:FREQ=DAILY",
        "SUMMARY:Journal",
        "DESCRIPTION:" + f"If there was something to log: {journal}".translate(ESCAPED),
        f"URL:{journal}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:PT0S",
        "DESCRIPTION:Journal",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def folded(line: str) -> str:
    """A line as the format wants it: 75 octets at most, what goes on begins with a space."""
    parts, part, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE_OCTETS:
            parts.append(part)
            part, size = " ", 1
        part += character
        size += width
    return "\r\n".join([*parts, part])
