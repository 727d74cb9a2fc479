"""Notes that editors leave beside an edition for each other."""

from typing import Any

from django import forms
from django.http import HttpResponse

from accounts.models import AuthenticatedRequest
from articles.models import Edition, EditionNote
from articles.office.edition.said_page import MAY_SAY, said_page
from articles.office.frame import Frame, row_page

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
    """Beside the form, and on a page of its own: the notes, and a form for one more."""
    notes = list(edition.notes.all())
    may_add = request.user.has_perm(MAY_SAY)
    return {
        "older_notes": notes[:-NOTES_SHOWN],
        "notes": notes[-NOTES_SHOWN:],
        "note_form": (form or NoteForm()) if may_add else None,
    }


@row_page()
def notes_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """All notes of an edition, and a new one. Scripts take the section from this page."""
    form = NoteForm(request.POST or None)
    return said_page(frame, edition, "notes", form, notes_context(request, edition, form))
