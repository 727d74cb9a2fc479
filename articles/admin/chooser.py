"""Choosing an answer's sources: one list for the page, and for each answer only what it has.

Django's own choosers repeat the list for each answer: with twelve answers and five hundred sources
that is a page of a megabyte.
"""

import re
from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError

from articles.models import Source

TYPED = "key:"


class SourceChooser(forms.SelectMultiple):
    """A list of what is chosen, and a text box that takes short names of more.

    The text box completes from the page's list `all-sources`. Scripts make it a search box, and
    the list chips that can be removed.
    """

    template_name = "admin/articles/edition/includes/source_chooser.html"

    def value_from_datadict(self, data, files, name):
        chosen = super().value_from_datadict(data, files, name) or []
        typed = re.split(r"[\s,;]+", data.get(f"{name}_add", ""))
        return [*filter(None, chosen), *(f"{TYPED}{key}" for key in typed if key)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        typed = [str(one) for one in value or () if str(one).startswith(TYPED)]
        context["widget"]["typed"] = " ".join(one.removeprefix(TYPED) for one in typed)
        return context

    def optgroups(self, name, value, attrs=None):
        groups = super().optgroups(name, value, attrs)
        return [group for group in groups if group[1][0]["selected"]]


class SourcesField(forms.ModelMultipleChoiceField):
    """Checks against sources that the formset has read once for all its answers."""

    known: Mapping[str, Source] = {}  # by primary key, and by TYPED with the short name

    def clean(self, value):
        unknown = [str(one) for one in value or () if str(one) not in self.known]
        if unknown:
            named = ", ".join(f"“{one.removeprefix(TYPED)}”" for one in unknown)
            raise ValidationError(f"There is no source {named}: choose one from the list.")
        return list({self.known[str(one)].pk: self.known[str(one)] for one in value or ()}.values())
