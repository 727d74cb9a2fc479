"""Read the cells of walks in CSV: one row for each walk, columns named as the fields of a walk.

`started_at`, `minutes`, `pain_before` and `pain_after` are required; the others are optional and
may be empty, which means unknown. Yes and no are `yes`/`no`, `true`/`false` or `1`/`0`. A number
or a time in any other form is refused and never converted: `22,5` might mean 225, and 05/06 is the
fifth of June or the sixth of May.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from journal.exchange.csv_table import BadRow, CellRow, short
from journal.models.walks import EARLIEST, MINUTES_MAX, MINUTES_MIN, PAIN_MAX, PAIN_MIN
from journal.patterns import Walk
from journal.patterns.walk_columns import YES_NO

REQUIRED = ("started_at", "minutes", "pain_before", "pain_after")
WHOLE_NUMBERS = ("minutes", "pain_before", "pain_after", "pain_next_morning")
WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
UNKNOWN = {"", "unknown", "did not try", "not tried", "na", "n/a", "none given"}
LEGS = {"no": "none", "one leg": "one", "both legs": "both"}
LEGS |= {word: word for word in ("none", "one", "both")}
Parser = Callable[[str, str], Any]  # takes a column's name and a cell's text, returns its value
DIGITS = 9  # no count of minutes has more, and very long numbers are slow to read

DAY = re.compile(r"\d{4}-?\d\d-?\d\d", re.ASCII)
NOT_A_TIME = "is not a time like 2026-05-14T09:30 or 2026-05-14T09:30+01:00"
TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ](?P<hour>\d\d):\d\d(:\d\d([.,]\d{1,9})?)?"
    r"( ?([Zz]|[+-](0\d|1[0-4]):?[0-5]\d))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One good row: its line, its walker (empty where there is one person), and the walk."""

    number: int
    walker: str
    walk: Walk


def read_walk_row(
    row: CellRow, walker: str, parsers: Mapping[str, Parser], wrong: Sequence[str]
) -> Row | BadRow:
    """The walk of a row, or a bad row with everything that is wrong with it.

    `wrong` are the reasons found before. The key of the walk is the number of the row.
    """
    reasons: list[str] = []
    fields: dict[str, Any] = {}
    for name, parse in parsers.items():
        try:
            fields[name] = parse(name, row.cells.get(name, ""))
        except ValueError as error:
            reasons.append(str(error))
    if empty := [name for name in REQUIRED if fields.get(name, "") is None]:
        reasons.append(f"{', '.join(empty)} is empty")
    if reasons or wrong:
        return BadRow(row.number, (*reasons, *wrong))
    return Row(row.number, walker, Walk(key=str(row.number), **fields))


def cell_parsers(zone: tzinfo, now: datetime) -> Mapping[str, Parser]:
    """The parser of each column: it returns None for unknown, and raises ValueError for a bad cell.

    `zone` is the clock of times without an offset; a time after `now` is bad.
    """
    return {
        "started_at": lambda _, text: _moment(text, zone, now),
        **dict.fromkeys(WHOLE_NUMBERS, _whole),
        **dict.fromkeys(YES_NO, _yes_no),
        "leg_symptoms": _legs,
    }


def _moment(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    if not text:
        return None
    if DAY.fullmatch(text):
        raise ValueError(f"started_at {text!r} has a day but no time")
    aware = read_time("started_at", text)
    aware = aware.replace(tzinfo=zone) if aware.utcoffset() is None else aware
    try:
        aware.timestamp()
        aware.astimezone(zone)
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"started_at {text!r} is out of range") from None
    if aware > now:
        raise ValueError(f"started_at {text!r} is in the future")
    if aware < EARLIEST:
        raise ValueError(f"started_at {text!r} is before the year 2000")
    return aware


def read_time(name: str, text: str) -> datetime:
    """A moment, aware if it has an offset, else naive. Raises ValueError with the column’s name."""
    found = TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"{name} {short(text)!r} {NOT_A_TIME}")
    try:
        if found["hour"] == "24":  # some versions of Python take it for the next day
            raise ValueError
        return datetime.fromisoformat(f"{text[:10]}T{text[11:].replace(' ', '')}".upper())
    except ValueError:
        raise ValueError(f"{name} {text!r} {NOT_A_TIME}: no such day or hour") from None


def _whole(name: str, text: str) -> int | None:
    if text.lower() in UNKNOWN:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS:
        raise ValueError(f"{name} must be a whole number, not {short(text)!r}")
    least, most = (MINUTES_MIN, MINUTES_MAX) if name == "minutes" else (PAIN_MIN, PAIN_MAX)
    number = int(text)
    if not least <= number <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}, not {number}")
    return number


def _yes_no(name: str, text: str) -> bool | None:
    if text.lower() in UNKNOWN:
        return None
    if text.lower() not in WORDS:
        raise ValueError(f"{name} must be yes, no or empty, not {short(text)!r}")
    return WORDS[text.lower()]


def _legs(name: str, text: str) -> str | None:
    if text.lower() in UNKNOWN:
        return None
    if text.lower() not in LEGS:
        raise ValueError(f"{name} must be none, one, both or empty, not {short(text)!r}")
    return LEGS[text.lower()]
