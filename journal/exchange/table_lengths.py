"""Read the length of a walk as other programs write it: 22,5 or 0:25 or 1h05 or 25 min.

A cell such as `32:10` does not show whether it is hours and minutes or minutes and seconds. Either
a person has chosen it, or the other cells of the column show it, or the walker is asked.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from journal.exchange.file_walks import SECONDS

# A number with three digits after its point is refused: the point may be a thousands separator.
LENGTH = re.compile(
    r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)(:(?P<seconds>[0-5]\d))?"
    r"|(?P<number>\d{1,4}([.,](\d{1,2}|\d{4,9}))?) ?(min|mins|minutes|m|['′’])?"
    r"|(?P<part>\d{1,2}([.,]\d{1,3})?) ?(h|hr|hrs|hour|hours|std)\.?"
    r"|(?P<whole>\d{1,2}) ?(h|hr|hrs|hour|hours|std)\.? ?(?P<more>[0-5]?\d) ?(min|mins|minutes|m)?"
    r"|PT((?P<h>\d{1,2})H)?((?P<m>\d{1,4})M)?((?P<s>\d{1,5})(\.\d+)?S)?",
    re.ASCII | re.IGNORECASE,
)
TWO_PARTS = re.compile(r"(\d{1,3}):[0-5]\d", re.ASCII)
NUMBER = re.compile(r"\d{1,4}([.,]\d{1,9})?", re.ASCII)
PERHAPS_HOURS = (
    "all numbers of its column are below five: if these are hours, make minutes of them in a "
    "spreadsheet first"
)
HOURS, MINUTES = "hours", "minutes"  # the unit of the number before the colon
DAY_HOURS = 24  # a number as large as this before the colon cannot be the hours of one walk
FEW_HOURS = 4  # walks are seldom longer
SAMPLE_ROWS = 100_000


def before_colon(cells: Iterable[str]) -> str:
    """The unit before the colon in a column of lengths: HOURS, MINUTES, or empty if it is unclear.

    One length of DAY_HOURS or more, read as hours, makes all of them minutes and seconds. One that
    would be under a minute, read as minutes, makes them hours and minutes, unless another would be
    more than FEW_HOURS or any has three parts (1:02:10).
    """
    some = list(islice(cells, SAMPLE_ROWS))
    first = [int(found[1]) for found in map(TWO_PARTS.fullmatch, some) if found]
    if any(each >= DAY_HOURS for each in first):
        return MINUTES
    if not first or any(cell.count(":") > 1 for cell in some):
        return ""
    return HOURS if min(first) == 0 and max(first) <= FEW_HOURS else ""


def are_perhaps_hours(cells: Iterable[str]) -> bool:
    """Whether the numbers without a unit seem to be hours.

    That is when none is above FEW_HOURS, and some have a fraction: 0.5, 1.25.
    """
    found = [cell for cell in islice(cells, SAMPLE_ROWS) if NUMBER.fullmatch(cell)]
    numbers = [float(cell.replace(",", ".")) for cell in found]
    has_parts = any(number % 1 for number in numbers)
    return has_parts and max(numbers) <= FEW_HOURS


def said_of_colon(cell: str) -> str:
    """The doubt about a length such as 32:10, in a column that does not show its units."""
    first, last = map(int, cell.split(":"))
    either = f"{first} h {last} min or {first} min {last} s"
    return f"“{cell}” may be {either}: nothing in its column says which"


def read_length(cell: str, colon: str) -> int | None:
    """The length in a cell in seconds; None where it is not a length.

    `colon` is the unit before the colon of a length of two parts; all but MINUTES mean hours.
    """
    found = LENGTH.fullmatch(cell)
    if found is None:
        return None
    if colon == MINUTES and TWO_PARTS.fullmatch(cell):
        return int(found["hours"]) * SECONDS + int(found["minutes"])
    return _seconds(found.groupdict())


def _seconds(parts: Mapping[str, str | None]) -> int:
    for name, unit in (("number", SECONDS), ("part", 60 * SECONDS)):
        if said := parts[name]:
            return round(float(said.replace(",", ".")) * unit)
    if parts["whole"]:
        return (int(parts["whole"]) * 60 + int(parts["more"] or 0)) * SECONDS
    hours, minutes, rest = (
        int(parts[clock] or parts[iso] or 0)
        for clock, iso in (("hours", "h"), ("minutes", "m"), ("seconds", "s"))
    )
    return (hours * 60 + minutes) * SECONDS + rest
