"""Short records and people that have the words: all kinds asked for in one query.

What is looked through is what the list of each kind looks through (`search_fields` of its admin),
so that “all in their list” shows the same and more.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import (
    Case,
    F,
    IntegerField,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
    URLField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.urls import reverse

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
MAX_COLUMNS = 6
STATES = {"accounts.user": ("", "deactivated")}  # of what is active and of what is not
IN_USE = ("in use", "not in use")
NAME_LENGTH = 120


def kinds_of(request: HttpRequest, site: AdminSite) -> "dict[str, ModelAdmin[Any]]":
    """The kinds of records that this person may see, in the order in which they are shown."""
    offices = {label: site.get_model_admin(apps.get_model(label)) for label in KINDS}
    return {label: each for label, each in offices.items() if each.has_view_permission(request)}


def find_records(
    request: HttpRequest, offices: "dict[str, ModelAdmin[Any]]", typed: Typed
) -> list[FoundGroup]:
    """A group for each of these kinds that has something."""
    if not offices:
        return []
    first, *others = [_rows(request, label, each, typed) for label, each in offices.items()]
    found: dict[str, list[Any]] = {}
    for row in first.union(*others, all=True) if others else first:
        found.setdefault(row[0], []).append(row)
    return [
        FoundGroup(
            title=str(offices[label].opts.verbose_name_plural).capitalize(),
            results=[
                _result(offices[label], row, typed)
                for row in sorted(found[label], key=lambda row: (row[2], row[4].casefold(), row[1]))
            ],
            list_address=reverse(f"{_name(offices[label])}_changelist"),
        )
        for label in offices
        if label in found
    ]


def _name(office: "ModelAdmin[Any]") -> str:
    return f"admin:{office.opts.app_label}_{office.opts.model_name}"


def _columns(office: "ModelAdmin[Any]") -> list[str]:
    return list(office.search_fields)[:MAX_COLUMNS]


def _rows(
    request: HttpRequest, label: str, office: "ModelAdmin[Any]", typed: Typed
) -> "QuerySet[Any, Any]":
    """(kind, key, rank, state, the columns as text) of the best, one more than are shown."""
    rows = office.model._default_manager.all()
    if label == "articles.proposedchange":
        rows = rows.open()
    columns = _columns(office)
    matching, _ = office.get_search_results(request, rows, " ".join(typed.words))
    best = matching.annotate(found_rank=_rank(office, columns, typed)).order_by("found_rank", "pk")
    padded = [*columns, *[None] * (MAX_COLUMNS - len(columns))]
    texts = {f"found_{place}": _as_text(column) for place, column in enumerate(padded)}
    return (
        office.model._default_manager.filter(pk__in=best.values("pk")[: SHOWN + 1])
        .order_by()
        .annotate(
            found_kind=Value(label, TextField()),
            found_rank=_rank(office, columns, typed),
            found_state=_state(label, office.model),
            **texts,
        )
        .values_list("found_kind", "pk", "found_rank", "found_state", *texts)
    )


def _as_text(column: str | None) -> Any:
    if column is None:
        return Value("", TextField())
    return Coalesce(Cast(F(column), TextField()), Value("", TextField()))


def _rank(office: "ModelAdmin[Any]", columns: Sequence[str], typed: Typed) -> Case:
    """0: it is just what was typed; 1: it begins with it; 2: it has the words."""
    is_it, begins = Q(), Q()
    for column in columns:
        if _is_json(office, column):
            continue
        is_it |= Q(**{f"{column}__iexact": typed.exact})
        begins |= Q(**{f"{column}__istartswith": typed.exact})
        if "__" not in column and isinstance(office.opts.get_field(column), URLField):
            is_it |= Q(**{f"{column}__iendswith": typed.exact})
    return Case(When(is_it, then=0), When(begins, then=1), default=2, output_field=IntegerField())


def _is_json(office: "ModelAdmin[Any]", column: str) -> bool:
    return "__" not in column and isinstance(office.opts.get_field(column), JSONField)


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
    _, key, rank, state, *values = row
    texts = list(_texts(office, values))
    name = next((text for _, text in texts if text), str(key))
    return FoundRow(
        rank=rank,
        name=typed.marked(name if len(name) <= NAME_LENGTH else f"{name[:NAME_LENGTH]}…"),
        address=reverse(f"{_name(office)}_change", args=[key]),
        state=state.replace("_", " "),
        line=typed.line(name[:NAME_LENGTH], texts[1:]),
    )


def _texts(office: "ModelAdmin[Any]", values: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(what it is called, its plain words) of each column."""
    for column, value in zip(_columns(office), values, strict=False):
        if "__" in column:
            yield column.rpartition("__")[2], value
            continue
        field = office.opts.get_field(column)
        if isinstance(field, RichTextField):
            value = plain_text(value)
        elif isinstance(field, JSONField):
            value = " ".join(plain_text(text) for _, text, _ in json.loads(value))
        yield str(getattr(field, "verbose_name", column)), value
