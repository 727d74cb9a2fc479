"""All data of one person as JSON, written one row at a time: docs/files.md describes the format.

The tables that belong to a person, and their fields, are taken from the models, so that a new table
or field is exported automatically. Left out are secrets (the digests of links and of tokens) and
the content of uploaded files.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from accounts.models import Consent, PersonalToken, User
from articles.models import Answer, Edition, Question
from journal.models.by_person import tables_by_person

FORMAT, VERSION = "backsite-journal", 1
ROWS_AT_ONCE = 500  # read from the database
SECRET_FIELDS = frozenset({"digest", "token_digest", "secret", "reading"})

# How a row refers to articles: by values that are the same on another site. For each model, the
# names in the file with the look-ups that give their values.
ARTICLE_ROWS: dict[type[models.Model], dict[str, str]] = {
    Edition: {"article": "article__slug", "edition": "number"},
    Question: {"article": "article__slug", "anchor": "anchor"},
    Answer: {
        "article": "edition__article__slug",
        "edition": "edition__number",
        "anchor": "question__anchor",
    },
}


def table_name(table: type[models.Model]) -> str:
    """The name of a table in the file and on pages: walks, programmes, suggestions …"""
    relation: Any = table._meta.get_field("walker").remote_field
    return str(relation.related_name or table._meta.model_name)


def file_fields(table: type[models.Model]) -> list[models.Field]:
    """The fields that the file has: all but the person, the primary key, secrets and bytes."""
    return [
        field
        for field in table._meta.concrete_fields
        if not field.primary_key
        and field.name != "walker"
        and field.name not in SECRET_FIELDS
        and not isinstance(field, models.BinaryField)
    ]


def journal_as_json(walker: User, now: datetime) -> Iterator[str]:
    """The text of the whole file in pieces: every table of the journal, with deleted walks."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "site": settings.SITE_URL,
        "made_at": now.astimezone(UTC).isoformat(),
        "person": _person(walker),
    }
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "tables": {{'
    separator = "\n"
    for table in tables_by_person():
        yield f"{separator}{json.dumps(table_name(table))}: ["
        yield from _rows(table, walker)
        yield "\n]"
        separator = ",\n"
    yield "\n}}\n"


def _person(walker: User) -> dict[str, Any]:
    consents = Consent.objects.filter(user=walker).order_by("given_at")
    tokens = PersonalToken.objects.for_user(walker)
    return {
        "email": walker.email,
        "name": walker.name,
        "time_zone": walker.time_zone,
        "joined_at": _plain(walker.date_joined),
        "agreements": _named(consents, "wording", "given_at", "withdrawn_at"),
        "tokens": _named(tokens, "name", "created_at", "last_used_on"),
    }


def _named(rows: Iterable[models.Model], *names: str) -> list[dict[str, Any]]:
    return [{name: _plain(getattr(row, name)) for name in names} for row in rows]


def _rows(table: type[models.Model], walker: User) -> Iterator[str]:
    fields = file_fields(table)
    rows = table._default_manager.filter(walker=walker).order_by("pk")
    named = (each for each in fields if isinstance(each, models.ForeignKey))
    for field in named:
        for lookup in ARTICLE_ROWS.get(field.related_model, {}).values():
            rows = rows.select_related(f"{field.name}__{lookup}".rpartition("__")[0])
    separator = "\n"
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        values = {field.name: _value(row, field) for field in fields}
        yield f"{separator}{json.dumps(values, ensure_ascii=False)}"
        separator = ",\n"


def _value(row: models.Model, field: models.Field) -> Any:
    if isinstance(field, models.ForeignKey):
        target = getattr(row, field.name) if field.related_model in ARTICLE_ROWS else None
        if target is None:
            return getattr(row, field.attname)
        lookups = ARTICLE_ROWS[field.related_model]
        return {name: attrgetter(each.replace("__", "."))(target) for name, each in lookups.items()}
    value = getattr(row, field.name)
    if field.name == "started_at" and getattr(row, "time_zone", None):
        return value.astimezone(ZoneInfo(row.time_zone)).isoformat()  # type: ignore[attr-defined]
    return _plain(value)


def _plain(value: Any) -> Any:
    """`value` as JSON can hold it; moments in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str | int | float | list | dict) or value is None:
        return value
    return str(value)  # days and identities
