"""A reminder as a calendar file (RFC 5545), for people who want no mail.

Its time is floating: eight in the evening is eight wherever the owner of the calendar is, in summer
as in winter. So the file names no time zone, and no zone in it can get out of date.
"""

from datetime import date, datetime, time

from journal.exchange.calendar_file import content_lines, escaped_text, utc_moment


def calendar_entry(uid: str, at: time, first: date, made_at: datetime, journal: str) -> str:
    """The text of a calendar with one daily entry at `at` from `first` on, with an alarm.

    `journal` is the address of the journal; `made_at` is aware. A file with the same `uid` replaces
    the entry that a calendar has already.
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
