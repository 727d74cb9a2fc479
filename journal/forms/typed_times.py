"""Fields for days and times as people type them, where a browser has no such field of its own.

A browser's own field always sends 2026-05-14 or 09:30. Of texts typed by hand, those with one
meaning are accepted; a text that could mean two days is refused with a message that names both.
"""

import calendar
import re
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms

NO_SUCH_DAY = "There is no such day. Check day and month."
NO_SUCH_TIME = "There is no such time: hours go from 0 to 23, minutes to 59."
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4})|[/.](\d{2}))")
MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})")
MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{1,2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?P<half>[ap])?(?(half)\.?m\.?)"
)
DIGITS = re.compile(r"(\d{1,2})(\d{2})")  # 930, 0930
MOMENT = re.compile(r"(.+)(?:t|\s)(\d.*)")


def typed_day(text: str) -> date | None:
    """The day in a typed text; None where the text is not in the form of a day.

    Raises ValidationError where there is no such day, or where it could be two days.
    """
    typed = " ".join(text.lower().split())
    if found := YEAR_FIRST.fullmatch(typed):
        return _day(*map(int, found.groups()))
    if found := YEAR_LAST.fullmatch(typed):
        year = int(found[3]) if found[3] else 2000 + int(found[4])
        return _day_of_either_order(int(found[1]), int(found[2]), year)
    if (found := DAY_MONTH.fullmatch(typed)) and found[2] in MONTHS:
        return _day(int(found[3]), MONTHS[found[2]], int(found[1]))
    if (found := MONTH_DAY.fullmatch(typed)) and found[1] in MONTHS:
        return _day(int(found[3]), MONTHS[found[1]], int(found[2]))
    return None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise forms.ValidationError(NO_SUCH_DAY) from None


def _day_of_either_order(first: int, second: int, year: int) -> date:
    if first > 12 or first == second:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    one, other = _day(year, second, first), _day(year, first, second)
    raise forms.ValidationError(
        f"This could be {one.day} {one:%B} or {other.day} {other:%B}. "
        f"Write {one.isoformat()} or {other.isoformat()}."
    )


def typed_clock(text: str) -> time | None:
    """The time of day in a typed text; None where the text is not in the form of a time.

    Raises ValidationError where there is no such time.
    """
    typed = text.lower().strip()
    found = CLOCK.fullmatch(typed)
    if found and (found["minute"] or found["half"]):
        hour, half = int(found["hour"]), found["half"]
        if half and not 1 <= hour <= 12:
            raise forms.ValidationError(NO_SUCH_TIME)
        hour = hour % 12 + 12 * (half == "p") if half else hour
        return _time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    if found := DIGITS.fullmatch(typed):
        return _time(int(found[1]), int(found[2]))
    return None


def _time(hour: int, minute: int, second: int = 0) -> time:
    try:
        return time(hour, minute, second)
    except ValueError:
        raise forms.ValidationError(NO_SUCH_TIME) from None


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TypedDayField(forms.DateField):
    """A day, sent by a browser's own date field or typed by hand."""

    widget = DayInput
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": "Give a day such as 2026-05-14."}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        if (day := typed_day(str(value))) is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class TypedTimeField(forms.TimeField):
    """A time of day, sent by a browser's own time field or typed by hand."""

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        if (clock := typed_clock(str(value))) is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return clock


class ClockTimeField(forms.DateTimeField):
    """A day and time as a clock on the wall shows it: a naive datetime, without a zone.

    Django's field refuses the hour that is repeated or skipped when clocks change, though a walk
    can take place in it. Django's also reads a day alone as midnight, and drops an offset; here
    both are refused.
    """

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        found = MOMENT.fullmatch(" ".join(str(value).lower().split()))
        day, clock = (
            (typed_day(found[1].rstrip(",")), typed_clock(found[2])) if found else (None, None)
        )
        if day is None or clock is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return datetime.combine(day, clock)
