"""Walks in CSV: one row a walk, columns named as the fields of a walk.

`started_at`, `minutes`, `pain_before` and `pain_after` are required; the others are optional and
may be empty, which means unknown. Yes and no are `yes`/`no`, `true`/`false` or `1`/`0`.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TextIO

from journal.patterns import Walk

REQUIRED = ("started_at", "minutes", "pain_before", "pain_after")
WHOLE_NUMBERS = ("minutes", "pain_before", "pain_after", "pain_next_morning")
YES_NO = (
    "eased_by_sitting",
    "eased_by_leaning_forward",
    "eased_by_standing_still",
    "eased_by_lying",
    "stopped_early",
    "painkiller",
)
WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
UNKNOWN = {"", "unknown", "did not try", "not tried", "na", "n/a", "none given"}
LEGS = {"none": "none", "no": "none", "one": "one", "one leg": "one", "both": "both"} | {
    "both legs": "both"
}


DIGITS = 9  # more of them is no number of minutes, and long ones are slow to read
SHOWN = 80  # characters of a cell in a message
BYTE_ORDER_MARK = "\ufeff"


class FileError(ValueError):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One good row: whose walk it is (empty where the file has one person), and the walk."""

    number: int
    walker: str
    walk: Walk


@dataclass(frozen=True, slots=True)
class BadRow:
    number: int  # the line of the file on which the row ends, the heading being line 1
    reason: str


def read_rows(
    file: TextIO, zone: tzinfo, now: datetime, walker_column: str | None = None
) -> Iterator[Row | BadRow]:
    """Each row of the file, good or bad, in its order.

    A time without an offset is read on the clock of `zone`. A walk's `key` is its line number.

    Raises:
        FileError: no heading, a required column missing, or not text at all.
    """
    reader = csv.DictReader(file, skipinitialspace=True, strict=True)
    try:
        names = list(reader.fieldnames or ())
        names[:1] = [name.removeprefix(BYTE_ORDER_MARK) for name in names[:1]]
        reader.fieldnames = [name.strip().lower() for name in names]
        _check_columns(reader.fieldnames, walker_column)
        for cells in reader:
            if not any(cells.values()):
                continue
            yield _read_row(reader.line_num, cells, zone, now, walker_column)
    except (csv.Error, UnicodeDecodeError) as error:
        after = f" after line {reader.line_num}" if reader.line_num else ""
        raise FileError(f"This is not a CSV file in UTF-8{after}: {error}.") from error


def _check_columns(columns: Sequence[str], walker_column: str | None) -> None:
    wanted = [*REQUIRED, *([walker_column.lower()] if walker_column else [])]
    if not any(columns):
        raise FileError("The file is empty. Its first line must name the columns.")
    if missing := [name for name in wanted if name not in columns]:
        found = _short(", ".join(columns))
        hint = " Separate the cells by commas." if len(columns) == 1 and ";" in columns[0] else ""
        raise FileError(
            f"The first line names no column {', '.join(missing)}. Found: {found}.{hint}"
        )
    if twice := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise FileError(f"The first line names {_short(', '.join(twice))} more than once.")


def _read_row(
    number: int,
    cells: Mapping[str | None, str | list[str] | None],
    zone: tzinfo,
    now: datetime,
    walker_column: str | None,
) -> Row | BadRow:
    if None in cells:
        return BadRow(number, "more cells than columns")
    texts = {str(name): (cell or "").strip() for name, cell in cells.items()}  # type: ignore[union-attr]
    walker = texts[walker_column.lower()] if walker_column else ""
    if walker_column and not walker:
        return BadRow(number, f"{walker_column} is empty")
    if not walker.isprintable():  # it is printed to a terminal, which would obey what is in it
        return BadRow(number, f"{walker_column} has signs that cannot be printed")
    try:
        return Row(number, walker, _walk(str(number), texts, zone, now))
    except ValueError as error:
        return BadRow(number, str(error))


def _walk(key: str, texts: Mapping[str, str], zone: tzinfo, now: datetime) -> Walk:
    started_at = _moment(texts["started_at"], zone)
    if started_at > now:
        raise ValueError(f"started_at {_short(texts['started_at'])} is in the future")
    if empty := [name for name in REQUIRED if not texts[name]]:
        raise ValueError(f"{', '.join(empty)} is empty")
    fields: dict[str, object] = {
        name: _whole(name, texts[name]) for name in WHOLE_NUMBERS if name in texts
    }
    fields |= {name: _yes_no(name, texts[name]) for name in YES_NO if name in texts}
    return Walk(
        key=key,
        started_at=started_at,
        leg_symptoms=_legs(texts.get("leg_symptoms", "")),
        **fields,  # type: ignore[arg-type]
    )


def _moment(text: str, zone: tzinfo) -> datetime:
    if not text:
        raise ValueError("started_at is empty")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"started_at {_short(text)!r} is not a time like 2026-05-14T09:30 "
            "or 2026-05-14T09:30+01:00"
        ) from None
    if len(text) <= len("2026-05-14"):
        raise ValueError(f"started_at {text!r} has a day but no time")
    aware = found.replace(tzinfo=zone) if found.utcoffset() is None else found
    try:
        aware.timestamp()
        aware.astimezone(zone)
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"started_at {text!r} is out of range") from None
    return aware


def _whole(name: str, text: str) -> int | None:
    if text.lower() in UNKNOWN:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS:
        raise ValueError(f"{name} must be a whole number, not {_short(text)!r}")
    return int(text)


def _yes_no(name: str, text: str) -> bool | None:
    if text.lower() in UNKNOWN:
        return None
    if text.lower() not in WORDS:
        raise ValueError(f"{name} must be yes, no or empty, not {_short(text)!r}")
    return WORDS[text.lower()]


def _legs(text: str) -> str | None:
    if text.lower() in UNKNOWN:
        return None
    if text.lower() not in LEGS:
        raise ValueError(f"leg_symptoms must be none, one, both or empty, not {_short(text)!r}")
    return LEGS[text.lower()]


def _short(text: str) -> str:
    """Enough of a cell to find it by, and nothing that a terminal would obey."""
    text = "".join(sign if sign.isprintable() else "?" for sign in text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
