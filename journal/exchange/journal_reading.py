"""Restore a person's journal from their own JSON file; rows that exist already are not changed.

The whole file is taken or nothing of it. Rows that refer to an article which this site does not
have are left out and counted; so are links and tokens, whose secrets are not in the file.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from accounts.models import User
from journal.exchange.file_error import FileError
from journal.exchange.journal_file import (
    ARTICLE_ROWS,
    FORMAT,
    SECRET_FIELDS,
    VERSION,
    file_fields,
    table_name,
)
from journal.models import Walk
from journal.models.by_person import tables_by_person
from journal.nudges.updating import lock, update_nudges

MAX_BYTES = 20 * 2**20  # of a file: twenty years of walks have about five MB
MAX_ROWS = 100_000
MAX_NUMBER = 32_767  # of an edition
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Restored:
    """The numbers of rows of a file by what happened to them, each by the name of the table."""

    stored: Counter[str]
    known: Counter[str]  # there already
    left_out: Counter[str]


def read_journal_file(content: bytes) -> dict[str, list[Any]]:
    """The rows of a file by the name of their table, not yet checked.

    Raises FileError where the content is not such a file, or has more than MAX_ROWS rows.
    """
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
        json.dumps(
            found, ensure_ascii=False
        ).encode()  # fails for half a character, as \ud83d alone
    except UnicodeDecodeError:
        raise FileError("This is not a JSON file in UTF-8.") from None
    except (ValueError, RecursionError):
        raise FileError("This is not a whole JSON file.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise FileError("This is not a file that this site’s “everything” made.")
    if found.get("version") != VERSION:
        raise FileError(f"This site reads version {VERSION} of this file only.")
    tables = found.get("tables")
    if not isinstance(tables, dict) or not all(isinstance(each, list) for each in tables.values()):
        raise FileError("Nothing in this file is a table of a journal.")
    if sum(len(rows) for rows in tables.values()) > MAX_ROWS:
        raise FileError(f"This file has more than {MAX_ROWS} rows.")
    return tables


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def restore_journal(walker: User, tables: dict[str, list[Any]], now: datetime) -> Restored:
    """Store the rows that `walker` does not have yet, in one transaction.

    Raises FileError where a row is not possible in a journal; then nothing is stored.
    """
    result = Restored(Counter(), Counter(), Counter())
    try:
        with transaction.atomic():
            lock(walker.pk)
            for table in tables_by_person():
                if rows := tables.get(table_name(table)):
                    _restore_table(table, walker, rows, result)
            update_nudges(walker, now, is_locked=True)
    except (DatabaseError, OverflowError):  # a rule of the table; the row is not named
        raise FileError("Something in this file is not possible in a journal.") from None
    return result


def _restore_table(
    table: type[models.Model], walker: User, rows: Iterable[Any], result: Restored
) -> None:
    name = table_name(table)
    if not _can_come_back(table):
        result.left_out[name] += len(list(rows))
        return
    known, articles = _KnownRows(table, walker), _Articles()
    new = []
    for number, row in enumerate(rows, start=1):
        try:
            found = _read_row(table, row, articles)
        except ValidationError as error:
            raise FileError(f"{name}, row {number}: {_in_words(error)}") from None
        if found is None:
            result.left_out[name] += 1
            continue
        found.walker = walker  # type: ignore[attr-defined]
        if known.add(found):
            new.append(found)
        else:
            result.known[name] += 1
    table._default_manager.bulk_create(new, batch_size=ROWS_AT_ONCE)
    result.stored[name] += len(new)


def _can_come_back(table: type[models.Model]) -> bool:
    """Whether the file has all fields of this table: not where secrets or bytes were left out."""
    return not any(
        field.name in SECRET_FIELDS or isinstance(field, models.BinaryField)
        for field in table._meta.concrete_fields
    )


class _KnownRows:
    """The rows of a table that one person has already, by each unique key of the table."""

    def __init__(self, table: type[models.Model], walker: User) -> None:
        self.keys = [
            tuple(_column(table, name) for name in each.fields if name != "walker")
            for each in table._meta.total_unique_constraints
            if each.fields and "id" not in each.fields
        ]
        mine = table._default_manager.filter(walker=walker)
        self.seen = {key: set(mine.values_list(*(key or ["pk"]))) for key in self.keys}
        if self.seen.get(()):
            self.seen[()] = {()}  # a person can have only one such row, and has it
        self.spans: set[tuple[datetime, int]] = set()
        if table is Walk:  # two entries that begin and last alike are one, as long as it stands
            self.spans.update(mine.filter(deleted_at=None).values_list("started_at", "minutes"))

    def add(self, row: models.Model) -> bool:
        """Add `row` to the known ones. False where it was known before."""
        values = {key: tuple(getattr(row, name) for name in key) for key in self.keys}
        span = None
        if isinstance(row, Walk) and row.deleted_at is None:
            span = (row.started_at, row.minutes)
        if span in self.spans or any(values[key] in self.seen[key] for key in self.keys):
            return False
        if span:
            self.spans.add(span)
        for key in self.keys:
            self.seen[key].add(values[key])
        return True


def _column(table: type[models.Model], name: str) -> str:
    return next(each.attname for each in table._meta.concrete_fields if each.name == name)


class _Articles:
    """Finds the article rows of this site that a file refers to, with one query for each."""

    def __init__(self) -> None:
        self.found: dict[tuple[Any, ...], models.Model | None] = {}

    def find(self, field: models.ForeignKey, value: Any) -> models.Model | None:
        target = field.related_model
        if not isinstance(value, dict) or target not in ARTICLE_ROWS:
            return None
        lookups = {lookup: value.get(name) for name, lookup in ARTICLE_ROWS[target].items()}
        article, edition, anchor = (value.get(name) for name in ("article", "edition", "anchor"))
        if not isinstance(article, str) or not isinstance(anchor, str | None):
            return None
        if not isinstance(edition, int | None) or (edition or 0) > MAX_NUMBER:
            return None
        key = (target, *lookups.values())
        if key not in self.found:
            self.found[key] = target._default_manager.filter(**lookups).first()
        return self.found[key]


def _read_row(table: type[models.Model], row: Any, articles: _Articles) -> models.Model | None:
    """The row as an unsaved model; None where it refers to an article that is not here.

    Raises ValidationError where the row is not possible.
    """
    if not isinstance(row, dict):
        raise ValidationError("This part of the file is damaged.")
    found = table()
    for field in file_fields(table):
        if field.name not in row:
            continue
        value = row[field.name]
        if isinstance(field, models.ForeignKey):
            target = articles.find(field, value)
            if target is None and value is not None:
                return None
            setattr(found, field.name, target)
        elif value is None and not field.null:
            raise ValidationError(f"{field.name} is empty.")
        else:
            setattr(found, field.attname, _to_python(field, value))
    keys = [each.name for each in table._meta.fields if isinstance(each, models.ForeignKey)]
    found.clean_fields(exclude={"walker", *keys, *_unknown(found)})
    found.clean()
    return found


def _in_words(error: ValidationError) -> str:
    """The messages of `error`, each with its field, since two fields may have the same message."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())


def _to_python(field: models.Field, value: Any) -> Any:
    if isinstance(value, dict | list) and not isinstance(field, models.JSONField):
        raise ValidationError(f"{field.name} must be one value only.")
    if isinstance(field, models.IntegerField) and isinstance(value, bool | float):
        raise ValidationError(f"{field.name} must be a whole number.")
    is_of_time = isinstance(field, models.DateField | models.TimeField)
    if is_of_time and not isinstance(value, str | None):
        raise ValidationError(f"{field.name} must be a day or a time, as a text.")
    found = field.to_python(value)
    if isinstance(found, datetime) and found.utcoffset() is None:
        raise ValidationError(f"{field.name} does not say which time zone it is in.")
    return found


def _unknown(row: models.Model) -> list[str]:
    """The names of fields that are empty in `row` and may be, though a form would ask for them."""
    return [
        each.name
        for each in row._meta.concrete_fields
        if getattr(row, each.attname) in ([], {})
        or (each.null and getattr(row, each.attname) is None)
    ]
