"""A page of its own for what editors say beside an edition: its notes, and its comments."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from articles.models import Edition
from articles.office.frame import Frame

MAY_SAY = "articles.add_editionnote"  # everybody who works in the office


def said_page(
    frame: Frame, edition: Edition, name: str, form: forms.ModelForm, shown: Mapping[str, Any]
) -> HttpResponse:
    """All of one kind (`name`), and a new one. Scripts take the section from this page."""
    if frame.request.method == "POST":
        if not frame.request.user.has_perm(MAY_SAY):
            raise PermissionDenied
        if form.is_valid():
            form.instance.edition = edition
            form.instance.sign(frame.request.user)
            form.save()
            return frame.to_page(name)
    label = name.capitalize()
    return frame.render(
        "admin/articles/edition/said.html",
        f"{label}: {edition.title}",
        here=label,
        section=f"admin/articles/edition/includes/{name}.html",
        **shown,
    )
