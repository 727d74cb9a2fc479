"""The columns of our own tables that the patterns do not read: the note, the id of the walk, the
slope, surface and load, and when the walk was logged and changed."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from journal.exchange.csv_table import short
from journal.exchange.formula_cells import unmark_formula
from journal.exchange.recorded_times import read_moment_of_file
from journal.models.walks import CHOICE_FIELDS, NOTE_MAX, kept_note

STAMPS = ("logged_at", "changed_at")


def read_own_columns(cells: Mapping[str, str], reasons: list[str]) -> dict[str, Any]:
    """The values of these columns by name, as the model takes them; empty cells are left out.

    For a bad cell, the reason is appended to `reasons`.
    """
    found: dict[str, Any] = {}
    readers: dict[str, Callable[[str], Any]] = {"note": _note, "entry": _entry}
    readers |= {name: _word_in(name) for name in CHOICE_FIELDS}
    for name, read in readers.items():
        if cell := cells.get(name, ""):
            try:
                found[name] = read(cell)
            except ValueError as error:
                reasons.append(str(error))
    return found


def read_stamps(cells: Mapping[str, str], start: datetime, now: datetime) -> dict[str, str]:
    """The moments of STAMPS in ISO form, by name.

    Left out is a moment before `start` or after `now`, which cannot be right.
    """
    moments = {name: read_moment_of_file(cells.get(name, "")) for name in STAMPS}
    return {
        name: moment.isoformat()
        for name, moment in moments.items()
        if moment and start <= moment <= now
    }


def _note(cell: str) -> str:
    note = kept_note(unmark_formula(cell))
    if len(note) > NOTE_MAX:
        raise ValueError(f"note has more than {NOTE_MAX} characters")
    return note


def _entry(cell: str) -> str:
    try:
        return str(uuid.UUID(cell))
    except ValueError:
        raise ValueError(f"entry {short(cell)!r} is not the id of a walk") from None


def _word_in(name: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell.lower() not in CHOICE_FIELDS[name]:
            raise ValueError(f"{name} must be one of {', '.join(CHOICE_FIELDS[name])}, or empty")
        return cell.lower()

    return read
