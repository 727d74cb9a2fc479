"""Fields to choose sources, figures or a question: the page has one list of all options, and each
field only what is chosen in it.

Django's own widgets repeat all options for each answer: with twelve answers and five hundred
sources that is a page of a megabyte.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.form_renderer import plain_select
from articles.models import Figure, Source

TYPED = "key:"

Known = TypeVar("Known", Source, Figure)


class Autocomplete(forms.SelectMultiple):
    """A list of the chosen records, and a text box for the short names of more.

    The text box is completed from the page's list, such as `all-sources`. Scripts turn it into a
    search box, and the list into chips that can be removed.
    """

    template_name = "admin/articles/edition/includes/autocomplete.html"
    is_single = False
    known: Mapping[str, Source | Figure] = {}  # the same as `known` of its `ChosenField`

    def __init__(self, what: str, is_ordered: bool = False, may_add: bool = False) -> None:
        """`what` is the name of the records' model. `may_add` adds the plus sign that opens a form
        for a new record, and for figures a place to drop files: Django's scripts find the lists to
        add it to by `data-context`."""
        super().__init__({"data-context": "available-source"} if may_add else None)
        self.what, self.is_ordered, self.may_add = what, is_ordered, may_add

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name) or []
        typed = re.split(r"[\s,;]+", data.get(f"{name}_add", ""))
        return [*filter(None, chosen), *(f"{TYPED}{key}" for key in typed if key)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = [str(one) for one in value or () if str(one).startswith(TYPED)]
        described = ("aria-describedby", "aria-invalid")  # for the box, too: scripts hide the list
        context["widget"] |= {
            "box_attrs": {each: attrs[each] for each in described if attrs and each in attrs},
            "typed": " ".join(one.removeprefix(TYPED) for one in typed),
            "what": self.what,
            "is_ordered": self.is_ordered,
            "is_single": self.is_single,
            "may_add": self.may_add,
            "add_page": f"admin:articles_{self.what}_add",
        }
        context["select"] = plain_select(context["widget"])
        return context

    def chosen(self, value: list[str]) -> list[tuple[object, str]]:
        """(primary key, name) of the chosen records, in their order, so that a save keeps it."""
        keys = (one for one in dict.fromkeys(value) if not one.startswith(TYPED))
        return [(known.pk, str(known)) for key in keys if (known := self.known.get(key))]

    def optgroups(
        self, name: str, value: list[str], attrs: dict[str, Any] | None = None
    ) -> list[Any]:
        self.choices = self.chosen(value)
        return super().optgroups(name, value, attrs)


class SingleAutocomplete(Autocomplete):
    """`Autocomplete` for one record: what is typed replaces what was chosen."""

    is_single = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        return chosen[-1] if chosen else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        named = {**(attrs or {}), "aria-label": f"Chosen {self.what}"}
        return super().get_context(name, [value] if value else [], named)

    def id_for_label(self, id_: str, index: str = "") -> str:
        """The id of the text box, so that the field's label belongs to it."""
        return f"{id_}_add"


class ChosenField(forms.Field):
    """A field that cleans to a list of records out of `known`, which the formset reads once."""

    what: ClassVar[str]
    is_ordered: ClassVar[bool] = False  # whether the order of the records matters
    known: Mapping[str, Source | Figure] = {}  # by primary key, and by TYPED with the short name

    def __init__(self, help_text: str, may_add: bool) -> None:
        widget = Autocomplete(self.what, self.is_ordered, may_add)
        super().__init__(required=False, help_text=help_text, widget=widget)

    def know(self, known: Mapping[str, Source | Figure]) -> None:
        self.known = self.widget.known = known

    def prepare_value(self, value: Any) -> list[Any]:
        return [getattr(one, "pk", one) for one in value or ()]

    def clean(self, value: Any) -> Any:
        unknown = [str(one) for one in value or () if str(one) not in self.known]
        if unknown:
            named = ", ".join(f"“{one.removeprefix(TYPED)}”" for one in unknown)
            raise ValidationError(f"There is no {self.what} {named}: choose one from the list.")
        return list({self.known[str(one)].pk: self.known[str(one)] for one in value or ()}.values())

    def has_changed(self, initial: Any, data: Any) -> bool:
        before, after = (list(map(str, self.prepare_value(each))) for each in (initial, data))
        return before != after if self.is_ordered else set(before) != set(after)


class SourcesField(ChosenField):
    what = "source"

    def __init__(self, may_add: bool = False) -> None:
        super().__init__(
            "Type part of a title, a publisher or a short name, and choose. The plus sign adds a "
            "source that nobody has entered yet.",
            may_add,
        )


class FiguresField(ChosenField):
    what = "figure"
    is_ordered = True

    def __init__(self, may_add: bool = False) -> None:
        """`may_add`: see `Autocomplete`."""
        super().__init__(
            "Shown after the answer, in this order. Type part of a caption or a short name, and "
            "choose. The plus sign uploads a new one; several files can be dropped on the "
            "question.",
            may_add,
        )


def known_by_key(records: Iterable[Known]) -> dict[str, Known]:
    """`records` by what a browser may send for each: its primary key, or `TYPED` with its key."""
    found: dict[str, Known] = {}
    for record in records:
        found[f"{TYPED}{record.key}"] = found[str(record.pk)] = record
    return found


def options_of(records: Iterable[Source | Figure]) -> SafeString:
    """HTML options of the page's list of `records`, in which the text boxes search."""
    return format_html_join(
        "",
        '<option value="{}" data-id="{}">{}</option>',
        ((record.key, record.pk, record) for record in records),
    )
