"""Notes that editors leave beside an edition for each other; and the page of notes or comments."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from accounts.models import AuthenticatedRequest
from articles.models import Edition, EditionNote
from articles.office.frame import Frame, row_page

MAY_SAY = "articles.add_editionnote"  # everybody who works in the office
NOTES_SHOWN = 20  # the newest; the others fold away


class NoteForm(forms.ModelForm):
    class Meta:
        model = EditionNote
        fields = ("text",)
        labels = {"text": "New note"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


def notes_context(
    request: AuthenticatedRequest, edition: Edition, form: NoteForm | None = None
) -> dict[str, Any]:
    """Context for notes, beside the form or on their own page: the notes, and a form.

    `form` is a form with errors, shown in place of an empty one.
    """
    notes = list(edition.notes.all())
    may_add = request.user.has_perm(MAY_SAY)
    return {
        "older_notes": notes[:-NOTES_SHOWN],
        "notes": notes[-NOTES_SHOWN:],
        "note_form": (form or NoteForm()) if may_add else None,
    }


@row_page()
def notes_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """The page of an edition's notes, with a form. Scripts load the section from this page."""
    form = NoteForm(request.POST or None)
    return notes_or_comments_page(
        frame, edition, "notes", form, notes_context(request, edition, form)
    )


def notes_or_comments_page(
    frame: Frame, edition: Edition, name: str, form: forms.ModelForm, shown: Mapping[str, Any]
) -> HttpResponse:
    """The page of an edition's “notes” or “comments”, as `name` says; a POST stores `form`.

    `shown` is the context of their section. Raises PermissionDenied for a POST by somebody who may
    not add one.
    """
    if frame.request.method == "POST":
        if not frame.request.user.has_perm(MAY_SAY):
            raise PermissionDenied
        if form.is_valid():
            form.instance.edition = edition
            form.instance.sign(frame.request.user)
            form.save()
            return frame.to_page(name)
    return frame.render(
        "admin/articles/edition/said.html",
        here=name.capitalize(),
        section=f"admin/articles/edition/includes/{name}.html",
        **shown,
    )
