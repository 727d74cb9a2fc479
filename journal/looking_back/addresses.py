"""Converters of days and months in URLs: an invalid one is a missing page, never an error."""

from datetime import date

from journal.looking_back.periods import FIRST_YEAR, LAST_YEAR


class DayConverter:
    """A day such as 2026-05-14, of a year in which there can be walks."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(value)
        return day

    def to_url(self, day: date) -> str:
        return day.isoformat()


class MonthConverter(DayConverter):
    """A month such as 2026-05, which views get as its first day."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return super().to_python(f"{value}-01")

    def to_url(self, day: date) -> str:
        return f"{day:%Y-%m}"
