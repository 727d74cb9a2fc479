"""Choosing sources, figures or a question: one list of each for the page, and in each field only
what is chosen.

Django's own widgets repeat the list for each answer: with twelve answers and five hundred sources
that is a page of a megabyte.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from articles.models import AnswerFigure, Figure, Source

TYPED = "key:"

Known = TypeVar("Known", Source, Figure)


class Autocomplete(forms.SelectMultiple):
    """A list of what is chosen, and a text box that takes short names of more.

    The text box completes from the page's list, such as `all-sources`. Scripts make it a search
    box, and the list chips that can be removed.
    """

    template_name = "admin/articles/edition/includes/autocomplete.html"
    is_single = False

    def __init__(self, what: str, is_ordered: bool = False, takes_files: bool = False) -> None:
        super().__init__()
        self.what, self.is_ordered, self.takes_files = what, is_ordered, takes_files

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name) or []
        typed = re.split(r"[\s,;]+", data.get(f"{name}_add", ""))
        return [*filter(None, chosen), *(f"{TYPED}{key}" for key in typed if key)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = [str(one) for one in value or () if str(one).startswith(TYPED)]
        context["widget"] |= {
            "typed": " ".join(one.removeprefix(TYPED) for one in typed),
            "what": self.what,
            "is_ordered": self.is_ordered,
            "is_single": self.is_single,
            "takes_files": self.takes_files,
        }
        return context

    def optgroups(
        self, name: str, value: list[str], attrs: dict[str, Any] | None = None
    ) -> list[Any]:
        """Only what is chosen, in its order, so that saving keeps it."""
        places = {pk: place for place, pk in enumerate(value)}
        groups = super().optgroups(name, value, attrs)
        chosen = [group for group in groups if group[1][0]["selected"]]
        return sorted(chosen, key=lambda group: places[str(group[1][0]["value"])])


class SingleAutocomplete(Autocomplete):
    """The same for one: what is typed takes the place of what was chosen."""

    is_single = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        return chosen[-1] if chosen else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, [value] if value else [], attrs)
        context["widget"]["attrs"]["aria-label"] = f"Chosen {self.what}"
        return context

    def id_for_label(self, id_: str, index: str = "") -> str:
        """The field's label is that of the search box."""
        return f"{id_}_add"


class ChosenField(forms.ModelMultipleChoiceField):
    """Checks against what the formset has read once for all its answers; cleans to a list."""

    known: Mapping[str, Source | Figure] = {}  # by primary key, and by TYPED with the short name
    what = "source"
    is_ordered = False  # whether another order says something else

    def clean(self, value: Any) -> Any:
        unknown = [str(one) for one in value or () if str(one) not in self.known]
        if unknown:
            named = ", ".join(f"“{one.removeprefix(TYPED)}”" for one in unknown)
            raise ValidationError(f"There is no {self.what} {named}: choose one from the list.")
        return list({self.known[str(one)].pk: self.known[str(one)] for one in value or ()}.values())


class FiguresField(ChosenField):
    what = "figure"
    is_ordered = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Figure.objects.all(),
            required=False,
            help_text="Shown after the answer, in this order. Type part of a caption or a short "
            "name, and choose. The plus sign uploads a new one; several files can be dropped on "
            "the question.",
            **{"widget": Autocomplete("figure", is_ordered=True), **kwargs},
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(pk) for pk in initial or ()] != [str(pk) for pk in data or ()]


def figures_field(request: HttpRequest) -> FiguresField:
    """With the plus sign that opens the upload, and a place for files, for those who may."""
    may_add = request.user.has_perm("articles.add_figure")
    widget = RelatedFieldWidgetWrapper(
        Autocomplete("figure", is_ordered=True, takes_files=may_add),
        AnswerFigure._meta.get_field("figure").remote_field,
        admin.site,
        can_add_related=may_add,
    )
    return FiguresField(widget=widget)


def known_by_key(records: Iterable[Known]) -> dict[str, Known]:
    """`records` by what a browser may send for each."""
    found: dict[str, Known] = {}
    for record in records:
        found[f"{TYPED}{record.key}"] = found[str(record.pk)] = record
    return found
