"""Read programmes from CSV: who began which exercises on which day, and since when it has hurt.

The columns `name` and `started_on` are required, and `walker` where the walks are those of several
people; of one person, its cells may be empty. Days are written as 2026-05-14. `hurts_since` may be
empty, which means unknown, or missing as a column.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from journal.exchange.csv_recognition import recognise
from journal.exchange.csv_table import BadRow, CellRow, short
from journal.models.programmes import EARLIEST, EARLIEST_PAIN
from journal.patterns import Programme

REQUIRED = ("name", "started_on")
NAME_LENGTH = 80
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One good row: its line, its walker (empty where there is one person), and the programme."""

    number: int
    walker: str
    programme: Programme


def read_programmes(
    content: bytes, today: date, *, names_walkers: bool = False
) -> Iterator[ProgrammeRow | BadRow]:
    """Each row of the file, good or bad, in order. With `names_walkers`, `walker` is required.

    The second programme that a walker began on the same day is a bad row. Raises FileError where
    the file is not a table with the required columns.
    """
    begun: set[tuple[str, date]] = set()
    required = ("walker", *REQUIRED) if names_walkers else REQUIRED
    for row in recognise(content).rows(required, {}):
        found = row if isinstance(row, BadRow) else _read_programme(row, today)
        if isinstance(found, ProgrammeRow):
            key = found.walker, found.programme.started_on
            if key in begun:
                reason = "the same walker has begun something on this day in an earlier row"
                found = BadRow(found.number, (reason,))
            begun.add(key)
        yield found


def _read_programme(row: CellRow, today: date) -> ProgrammeRow | BadRow:
    walker, name = row.cells.get("walker", ""), row.cells.get("name", "")
    reasons = [
        f"{column} has characters that cannot be printed"
        for column, text in (("walker", walker), ("name", name))
        if not text.isprintable()
    ]
    if not name:
        reasons.append("name is empty")
    if len(name) > NAME_LENGTH:
        reasons.append(f"name is longer than {NAME_LENGTH} characters")
    days: dict[str, date | None] = {}
    for column, first in (("started_on", EARLIEST), ("hurts_since", EARLIEST_PAIN)):
        try:
            days[column] = _day(column, row.cells.get(column, ""), first, today)
        except ValueError as error:
            reasons.append(str(error))
    started_on, hurts_since = days.get("started_on"), days.get("hurts_since")
    if started_on is None and "started_on" in days:
        reasons.append("started_on is empty")
    if started_on and hurts_since and hurts_since > started_on:
        reasons.append("hurts_since is after started_on")
    if reasons or started_on is None:
        return BadRow(row.number, tuple(reasons))
    return ProgrammeRow(row.number, walker, Programme(name, started_on, hurts_since))


def _day(column: str, text: str, first: date, today: date) -> date | None:
    if not text:
        return None
    try:
        if not DAY.fullmatch(text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{column} {short(text)!r} is not a day like 2026-05-14") from None
    if day > today:
        raise ValueError(f"{column} {text!r} is in the future")
    if day < first:
        raise ValueError(f"{column} {text!r} is before the year {first.year}")
    return day
