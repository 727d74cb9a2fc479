"""Notes that editors leave beside an edition for each other."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from accounts.models import AuthenticatedRequest
from articles.models import Edition, EditionNote
from articles.office.edition.frame import EditionPages

NOTES_SHOWN = 20  # the newest; the others fold away


class NoteForm(forms.ModelForm):
    class Meta:
        model = EditionNote
        fields = ("text",)
        labels = {"text": "New note"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class NotePages(EditionPages):
    def get_urls(self):
        return [self.page("notes/", "notes"), *super().get_urls()]

    def beside(self, request: AuthenticatedRequest, edition: Edition) -> dict:
        return super().beside(request, edition) | self._notes(request, edition, NoteForm())

    def _notes(self, request: AuthenticatedRequest, edition: Edition, form: NoteForm) -> dict:
        notes = list(edition.notes.all())
        return {
            "older_notes": notes[:-NOTES_SHOWN],
            "notes": notes[-NOTES_SHOWN:],
            "note_form": form if request.user.has_perm("articles.add_editionnote") else None,
        }

    def notes_view(self, request: AuthenticatedRequest, pk: int) -> HttpResponse:
        """All notes of an edition, and a new one. Scripts take the section from this page."""
        edition = get_object_or_404(Edition.objects.select_related("article"), pk=pk)
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        form = NoteForm(request.POST or None)
        if request.method == "POST":
            if not request.user.has_perm("articles.add_editionnote"):
                raise PermissionDenied
            if form.is_valid():
                form.instance.edition = edition
                form.instance.sign(request.user)
                form.save()
                return redirect("admin:articles_edition_notes", edition.pk)
        context = {
            **self.admin_site.each_context(request),
            **self._notes(request, edition, form),
            "title": f"Notes: {edition.title}",
            "original": edition,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/edition/notes.html", context)
