"""The kinds of records whose changes need a second person, and a record's content as plain values.

A record's content is all that an editor can change in it: fields, lists of other records, and rows
that belong to it. Its review is not part of it: only an approval gives one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst

from articles.models import Caution, PromotedAnswer, ProposedChange, Question, WarningSign
from articles.text.rich_text import RichTextField

REVIEW_FIELDS = ("reviewed_on", "reviewer", "credentials")
Values = dict[str, Any]
Words = list[list[Any]]  # [label, text, is rich]


@dataclass(frozen=True)
class RecordKind:
    """Which fields and rows of a model's records a change can propose; no `fields`: all of them."""

    model: type[models.Model]
    fields: tuple[str, ...] = ()
    rows: str = ""  # the related name of rows that belong to it
    is_live: Callable[[Any], bool] = lambda record: True

    def own_fields(self) -> list[models.Field]:
        return [
            field
            for field in self.model._meta.concrete_fields
            if field.editable and not field.primary_key and self._is_content(field.name)
        ]

    def lists(self) -> list[models.ManyToManyField]:
        return [each for each in self.model._meta.many_to_many if self._is_content(each.name)]

    def row_fields(self) -> list[models.Field]:
        """The fields of its rows, without the primary key and the foreign key to the record."""
        model = self.row_model()
        if model is None:
            return []
        theirs = (field for field in model._meta.concrete_fields if not field.primary_key)
        return [field for field in theirs if field.related_model is not self.model]

    def row_model(self) -> type[models.Model] | None:
        relation = self.model._meta.get_field(self.rows) if self.rows else None
        return relation.related_model if relation else None

    def has_field(self, name: str) -> bool:
        try:
            self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        return True

    def _is_content(self, name: str) -> bool:
        return name not in REVIEW_FIELDS and (not self.fields or name in self.fields)


RECORD_KINDS: dict[type[models.Model], RecordKind] = {}


def register_record_kind(model: type[models.Model], **options: Any) -> RecordKind:
    """Register a model whose changes in the office need a second person; `options` are fields."""
    RECORD_KINDS[model] = kind = RecordKind(model, **options)
    return kind


def record_kind_of(change: ProposedChange) -> RecordKind:
    """The kind of the changed record; raises ValidationError if that is registered no more."""
    model = change.kind.model_class()
    if model not in RECORD_KINDS:
        raise ValidationError("There are no such records any more.")
    return RECORD_KINDS[model]


register_record_kind(WarningSign)
register_record_kind(Caution)
register_record_kind(PromotedAnswer)
register_record_kind(
    Question, fields=("also_asked_as",), is_live=lambda question: question.is_public_anchor
)


# --- A record's content -------------------------------------------------------------------------


def record_values(record: models.Model) -> Values:
    """The content of a stored record as plain values, as they are after a round trip through JSON.

    `fields`: values by attribute; `lists`: sorted primary keys by name; `rows`: values of each row.
    """
    kind = RECORD_KINDS[type(record)]
    values = {
        "fields": _values(kind.own_fields(), record),
        "lists": {
            each.name: sorted(row.pk for row in getattr(record, each.name).all())
            for each in kind.lists()
        },
        "rows": [_values(kind.row_fields(), row) for row in _rows(kind, record)],
    }
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def _values(fields: list[models.Field], row: models.Model) -> Values:
    return {field.attname: _as_typed(field.value_from_object(row)) for field in fields}


def _as_typed(value: Any) -> Any:
    """`value` with the line ends of files: browsers send others, and that is no change."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _rows(kind: RecordKind, record: models.Model) -> list[models.Model]:
    return list(getattr(record, kind.rows).all()) if kind.rows else []


def record_words(record: models.Model) -> Words:
    """The content of a stored record in words, for people to compare: labels as on its form."""
    kind = RECORD_KINDS[type(record)]
    said: Words = [
        [capfirst(field.verbose_name), _in_words(field, record), isinstance(field, RichTextField)]
        for field in kind.own_fields()
    ]
    said += [
        [capfirst(each.verbose_name), "\n".join(map(str, getattr(record, each.name).all())), False]
        for each in kind.lists()
    ]
    if (rows := kind.row_model()) is not None:
        name = str(rows._meta.verbose_name_plural).capitalize()
        said.append([name, "\n".join(map(str, _rows(kind, record))), False])
    return said


def _in_words(field: models.Field, record: models.Model) -> str:
    value = _as_typed(field.value_from_object(record))
    if field.is_relation:
        try:
            return str(getattr(record, field.name) or "")
        except ObjectDoesNotExist:
            return ""
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "strftime"):
        return date_format(value, "j F Y")
    return "" if value is None else str(value)


def write_values(record: models.Model, values: Values, *, is_shown: bool = False) -> None:
    """Validate and store this content in `record`. Raises ValidationError.

    It is raised, too, if a list names a row that was deleted since. `is_shown`: only to show it in
    a form, in a transaction that is rolled back. What was deleted is then left out, and its rows
    have negative keys, the same each time, so that a form that is sent finds them again.
    """
    kind = RECORD_KINDS[type(record)]
    for field in kind.own_fields():
        if field.attname in values["fields"]:
            setattr(record, field.attname, field.to_python(values["fields"][field.attname]))
    record.full_clean()
    if is_shown:
        record.skip_history_when_saving = True  # type: ignore[attr-defined]
    record.save()
    for each in kind.lists():
        listed, keys = getattr(record, each.name), values["lists"].get(each.name, ())
        rows = list(listed.model._default_manager.filter(pk__in=keys))
        if len(rows) < len(keys) and not is_shown:
            label = capfirst(each.verbose_name)
            raise ValidationError(f"{label}: one of them was deleted since. Send the change back.")
        listed.set(rows)
    if (model := kind.row_model()) is not None:
        getattr(record, kind.rows).all().delete()
        owner = getattr(type(record), kind.rows).field.name
        for number, row in enumerate(values["rows"], start=1):
            new = model(**{owner: record, "pk": -number if is_shown else None}, **row)
            new.full_clean()
            new.save()
