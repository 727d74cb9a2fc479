"""Search of short records and people: all kinds in one query.

It searches the same columns as the list of each kind (`search_fields` of its admin), so that the
link “All in the list” shows the same rows and more. The query is written by hand around Django's
queries for the kinds: to let Django build the conditions for fifty columns took three times as long
as the rest of the page.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.db import connection
from django.db.models import (
    Case,
    F,
    JSONField,
    Model,
    QuerySet,
    TextField,
    URLField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.http import HttpRequest
from django.urls import reverse

from articles.models.office_addresses import address_of_key
from articles.office.search_box.results import SHOWN, FoundGroup, FoundRow
from articles.office.search_box.typed import Typed
from articles.text.plain_text import plain_text
from articles.text.rich_text import RichTextField

KINDS = (
    "articles.source",
    "articles.figure",
    "articles.warningsign",
    "articles.caution",
    "journal.nudge",
    "journal.advicerule",
    "articles.topic",
    "articles.synonym",
    "articles.promotedanswer",
    "articles.shortaddress",
    "articles.proposedchange",
    "accounts.user",
)
STATES = {"accounts.user": ("", "deactivated")}  # (active, not active)
IN_USE = ("in use", "not in use")
NAME_LENGTH = 120
# Put around each text of a record, and after a text that is a URL. No text contains them.
BREAK, END_OF_ADDRESS = "\x1f", "\x1e"

Offices = dict[str, "ModelAdmin[Any]"]


def kinds_of(request: HttpRequest, site: AdminSite) -> Offices:
    """The kinds of records that this person may see, in the order in which they are shown."""
    offices = {label: site.get_model_admin(apps.get_model(label)) for label in KINDS}
    return {label: each for label, each in offices.items() if each.has_view_permission(request)}


def find_records(offices: Offices, typed: Typed) -> list[FoundGroup]:
    """A group of results for each of these kinds that has any."""
    found: dict[str, list[FoundRow]] = {}
    for label, *row in sorted(_best(offices, typed), key=_place) if offices else ():
        found.setdefault(label, []).append(_result(offices[label], row, typed))
    return [
        FoundGroup(
            title=str(offices[label].opts.verbose_name_plural).capitalize(),
            results=found[label],
            list_address=reverse(f"admin:{label.replace('.', '_')}_changelist"),
        )
        for label in offices
        if label in found
    ]


def _place(row: Sequence[Any]) -> tuple[int, str, int]:
    """The sort key of a row of `_best`: rank, then the first of its texts, then its primary key."""
    _, key, rank, _, texts = row
    return rank, texts.split(BREAK, 2)[1].casefold(), key


def _best(offices: Offices, typed: Typed) -> list[tuple[Any, ...]]:
    """(kind, key, rank, state, texts) of the best records of each kind, one more than are shown.

    Rank 0: a text is exactly what was typed, or a URL that ends in it; 1: a text begins with it; 2:
    the texts have all of the words. `texts` are joined: see `BREAK`.
    """
    records, values = _all_records(tuple(offices.items()))
    texts = connection.ops.lookup_cast("icontains") % "found_texts"
    contains = connection.operators["icontains"]  # type: ignore[attr-defined]
    like = f"{texts} {contains}"
    statement = f"""
        SELECT found_kind, found_key, found_rank, found_state, found_texts FROM (
          SELECT ranked.*, ROW_NUMBER() OVER (
            PARTITION BY found_kind ORDER BY found_rank, found_key
          ) AS found_place
          FROM (
            SELECT records.*, CASE
              WHEN {like} OR {like} THEN 0 WHEN {like} THEN 1 ELSE 2
            END AS found_rank
            FROM ({records}) records WHERE {" AND ".join([like] * len(typed.roots))}
          ) ranked
        ) best WHERE found_place <= %s
        """  # noqa: S608 (only text of ours)
    escaped = connection.ops.prep_for_like_query
    exact, roots = escaped(typed.exact), map(escaped, typed.roots)
    ranks = (f"{BREAK}{exact}{BREAK}", f"{exact}{END_OF_ADDRESS}", f"{BREAK}{exact}")
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [*_anywhere(ranks), *values, *_anywhere(roots), SHOWN + 1],
        )
        return cursor.fetchall()


def _anywhere(texts: Iterable[str]) -> Iterator[str]:
    return (f"%{text}%" for text in texts)


@lru_cache(maxsize=32)  # an entry for each set of kinds that somebody may see
def _all_records(offices: tuple[tuple[str, "ModelAdmin[Any]"], ...]) -> tuple[str, tuple[Any, ...]]:
    """SQL for the (kind, key, state, texts) of every record of these kinds, and its parameters."""
    parts = [_records(label, each).query.sql_with_params() for label, each in offices]
    values = tuple(value for _, some in parts for value in some)
    return " UNION ALL ".join(sql for sql, _ in parts), values


def _records(label: str, office: "ModelAdmin[Any]") -> "QuerySet[Any, Any]":
    rows = office.model._default_manager.order_by()
    if label == "articles.proposedchange":
        rows = rows.open()
    texts: list[Any] = [Value(BREAK, TextField())]
    for column in office.search_fields:
        is_address = isinstance(_field(office, column), URLField)
        end = Value(f"{END_OF_ADDRESS}{BREAK}" if is_address else BREAK, TextField())
        texts += [Coalesce(Cast(F(column), TextField()), Value("", TextField())), end]
    return rows.annotate(
        found_kind=Value(label, TextField()),
        found_key=F("pk"),
        found_state=_state(label, office.model),
        found_texts=Concat(*texts, output_field=TextField()),
    ).values_list("found_kind", "found_key", "found_state", "found_texts")


def _field(office: "ModelAdmin[Any]", column: str) -> Any:
    """The model's field for `column` of `search_fields`; None for one of a related model."""
    return None if "__" in column else office.opts.get_field(column)


def _state(label: str, model: type[Model]) -> Any:
    names = {field.name for field in model._meta.get_fields()}
    if "is_active" in names:
        active, inactive = STATES.get(label, IN_USE)
        return Case(
            When(is_active=True, then=Value(active)),
            default=Value(inactive),
            output_field=TextField(),
        )
    return Cast(F("state"), TextField()) if "state" in names else Value("", TextField())


def _result(office: "ModelAdmin[Any]", row: Sequence[Any], typed: Typed) -> FoundRow:
    key, rank, state, stored = row
    texts = list(_texts(office, stored))
    name = next((text for _, text in texts if text), str(key))
    return FoundRow(
        rank=rank,
        name=typed.marked(name if len(name) <= NAME_LENGTH else f"{name[:NAME_LENGTH]}…"),
        address=address_of_key(office.model, key),
        state=state.replace("_", " "),
        line=typed.line(name[:NAME_LENGTH], texts[1:]),
    )


def _texts(office: "ModelAdmin[Any]", stored: str) -> Iterator[tuple[str, str]]:
    """(name, plain text) of each searched column; `stored` are the joined texts of `_best`."""
    values = stored[len(BREAK) : -len(BREAK)].split(BREAK)
    for column, value in zip(office.search_fields, values, strict=False):
        field = _field(office, column)
        if isinstance(field, RichTextField):
            value = plain_text(value)
        elif isinstance(field, JSONField):
            value = " ".join(plain_text(text) for _, text, _ in json.loads(value))
        name = getattr(field, "verbose_name", column.rpartition("__")[2])
        yield str(name), value.removesuffix(END_OF_ADDRESS)
