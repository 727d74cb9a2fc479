"""Choosing an answer's figures, in the order in which readers will see them."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.http import HttpRequest

from articles.models import AnswerFigure, Figure


class FigureSelect(forms.SelectMultiple):
    """Lists those that are chosen first, in their order, so that saving keeps it."""

    def optgroups(self, name: str, value: list[str], attrs=None):
        chosen = {pk: place for place, pk in enumerate(value)}
        groups = super().optgroups(name, value, attrs)
        groups.sort(key=lambda group: chosen.get(str(group[1][0]["value"]), len(chosen)))
        return groups


class FiguresField(forms.ModelMultipleChoiceField):
    """Cleans to a list, in the order in which the figures were sent."""

    widget = FigureSelect

    def __init__(self, **kwargs) -> None:
        super().__init__(
            Figure.objects.all(),
            required=False,
            help_text="Shown after the answer, in this order: first those already there, then the "
            "ones you add. Hold Ctrl (on a Mac ⌘) to choose several.",
            **kwargs,
        )

    def clean(self, value) -> list[Figure]:  # type: ignore[override]
        by_pk = {str(figure.pk): figure for figure in super().clean(value)}
        return [by_pk[pk] for pk in dict.fromkeys(map(str, value or ()))]

    def has_changed(self, initial, data) -> bool:
        return [str(pk) for pk in initial or ()] != [str(pk) for pk in data or ()]


def figures_field(request: HttpRequest) -> FiguresField:
    """With the plus sign beside it that opens the upload, for those who may."""
    widget = RelatedFieldWidgetWrapper(
        FigureSelect(),
        AnswerFigure._meta.get_field("figure").remote_field,
        admin.site,
        can_add_related=request.user.has_perm("articles.add_figure"),
    )
    return FiguresField(widget=widget)


def figure_choices() -> list[tuple[int, str]]:
    return [(figure.pk, str(figure)) for figure in Figure.objects.all()]
