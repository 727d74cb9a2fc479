"""Choosing an answer's figures, in the order in which readers will see them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.http import HttpRequest

from articles.models import AnswerFigure, Figure
from articles.office.autocomplete import Autocomplete, ChosenField


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
