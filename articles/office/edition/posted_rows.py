"""Conversion of an edition's form to plain values, as it is shown or as it was posted; and back to
posted data.

For `concurrent_edits`, which knows neither forms nor requests.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from articles.office.edition.concurrent_edits import Fields, FormContent, Value

MAX_DIGITS = 18
MAX_NAMES = 50  # of copies and of attempts; our scripts send no more
_NAME = re.compile(r"\b[a-z0-9]{1,40}\b", re.ASCII | re.IGNORECASE)
NOT_CONTENT = {"base", "id", "edition", "position", "DELETE"}


def shown_content(form: forms.ModelForm, rows: forms.BaseInlineFormSet) -> FormContent:
    """What a browser would send back if nobody touched the page."""
    saved = [row for row in rows.forms if row.instance.pk]
    return FormContent(
        _shown_fields(form), {str(row.instance.pk): _shown_fields(row) for row in saved}
    )


def _shown_fields(form: forms.BaseForm) -> Fields:
    return {bound.name: _shown(bound) for bound in form if bound.name not in NOT_CONTENT}


def _shown(bound: forms.BoundField) -> Value:
    widget, value = _widget(bound.field), bound.value()
    if isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets, widget.decompress(value) or (), strict=True)
        return [str(part.format_value(one) or "") for part, one in parts]
    if isinstance(value, (list, tuple)):
        return _in_order(bound.field, [str(getattr(one, "pk", one)) for one in value])
    formatted = widget.format_value(value)
    if isinstance(formatted, list):
        formatted = formatted[0] if formatted else ""
    return "" if formatted is None else str(formatted)


def _in_order(field: forms.Field, values: list[str]) -> list[str]:
    """`values` as they are if their order matters, else sorted, so that equal choices are equal."""
    return values if getattr(field, "is_ordered", True) else sorted(values)


def _widget(field: forms.Field) -> Any:
    return getattr(field.widget, "widget", field.widget)  # the admin wraps widgets of relations


def number_in(text: str) -> int | None:
    """The whole number in `text`; None if it is no number, or too long for a database."""
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None


def names_in(data: QueryDict, field: str) -> list[str]:
    """The names that the browser gave to copies of the form, or to attempts to save it.

    In the order sent; of more than `MAX_NAMES`, only the last ones.
    """
    return _NAME.findall(data.get(field, ""))[-MAX_NAMES:]


def last_name_in(data: QueryDict, field: str) -> str:
    return next(reversed(names_in(data, field)), "")


class PostedRows:
    """The rows of a formset in posted data, whether or not they are valid."""

    def __init__(self, data: QueryDict, rows: forms.BaseInlineFormSet) -> None:
        self.data, self.prefix = data, rows.prefix
        self.fields = rows.empty_form.fields

    def content(self, form: forms.ModelForm) -> FormContent:
        fields = self._fields(form.fields, form.add_prefix(""))
        return FormContent(fields, dict(self._in_order()))

    def _in_order(self) -> list[tuple[str, Fields]]:
        kept = [
            (self._place(index), index) for index in self.indexes() if not self._is_taken_out(index)
        ]
        return [
            (self.key(index), self._fields(self.fields, f"{self.prefix}-{index}-"))
            for _, index in sorted(kept)
        ]

    def indexes(self) -> Iterator[int]:
        total = str(self.data.get(f"{self.prefix}-TOTAL_FORMS", ""))
        yield from range(min(number_in(total) or 0, 1000))

    def key(self, index: int) -> str:
        return self._value(index, "id") or f"new-{index}"

    def _value(self, index: int, name: str) -> str:
        return str(self.data.get(f"{self.prefix}-{index}-{name}", ""))

    def _place(self, index: int) -> int:
        place = number_in(self._value(index, "position"))
        return index if place is None else place

    def _is_taken_out(self, index: int) -> bool:
        return bool(self._value(index, "DELETE"))

    def _fields(self, fields: Mapping[str, forms.Field], prefix: str) -> Fields:
        content = ((name, field) for name, field in fields.items() if name not in NOT_CONTENT)
        return {name: _sent(field, self.data, f"{prefix}{name}") for name, field in content}

    def taken_out(self) -> list[str]:
        return [self.key(index) for index in self.indexes() if self._is_taken_out(index)]

    def with_content(
        self, content: FormContent, stored: FormContent, form: forms.ModelForm
    ) -> QueryDict:
        """The data as if a browser had sent `content` from a page that shows `stored`.

        Rows of `stored` come first, as a formset expects. Those that `content` lacks are marked to
        be deleted; questions that `stored` lacks become new rows.
        """
        data = self.data.copy()
        for name in [name for name in data if name.startswith(f"{self.prefix}-")]:
            del data[name]
        for name, value in content.fields.items():
            _put(data, form.fields[name], form.add_prefix(name), value)
        places = {key: place for place, key in enumerate(content.questions, start=1)}
        keys = [*stored.questions, *(key for key in places if key not in stored.questions)]
        for index, key in enumerate(keys):
            row = f"{self.prefix}-{index}"
            data[f"{row}-id"] = key if key in stored.questions else ""
            data[f"{row}-position"] = str(places.get(key, 0))
            if key not in places:
                data[f"{row}-DELETE"] = "on"
            fields = content.questions.get(key) or stored.questions[key]
            for name, value in fields.items():
                _put(data, self.fields[name], f"{row}-{name}", value)
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(keys))
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(stored.questions))
        return data


def new_key(content: FormContent, stored: FormContent, key: str) -> str:
    """The key that a row of `content` has once it was put into data by `with_content`."""
    if key in stored.questions or key not in content.questions:
        return key
    new = [each for each in content.questions if each not in stored.questions]
    return f"new-{len(stored.questions) + new.index(key)}"


def _sent(field: forms.Field, data: QueryDict, name: str) -> Value:
    value = _widget(field).value_from_datadict(data, {}, name)
    if isinstance(value, (list, tuple)):
        return _in_order(field, ["" if one is None else str(one) for one in value])
    return "" if value is None else str(value)


def _put(data: QueryDict, field: forms.Field, name: str, value: Value) -> None:
    widget = _widget(field)
    if isinstance(widget, forms.MultiWidget):
        for number, one in enumerate(value):
            data[f"{name}_{number}"] = one
    elif isinstance(value, list):
        data.setlist(name, value)
    else:
        data[name] = value
