"""A reminder as a calendar file (RFC 5545), for those who want no mail.

Its time is floating: eight in the evening is eight wherever the calendar's owner is, and in summer
as in winter. No zone has to be named, and none can be out of date.
"""

from datetime import date, datetime, time

from journal.exchange.calendar_file import content_lines, escaped_text, utc_moment


def calendar_entry(uid: str, at: time, first: date, made_at: datetime, journal: str) -> str:
    """A repeating entry each day at `at` from `first` on, with an alarm. `journal`: its address.

    The same `uid` again changes the entry that a calendar has already.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Backsite//Reminder//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{utc_moment(made_at)}",
        f"DTSTART:{datetime.combine(first, at):%Y%m%dT%H%M%S}",
        "DURATION:PT5M",
        "RRULE:FREQ=DAILY",
        "SUMMARY:Journal",
        f"DESCRIPTION:{escaped_text(f'If there was something to log: {journal}')}",
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
    return content_lines(lines)
