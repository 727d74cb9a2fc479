"""An edition as readers would see it, for those who may see it here."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import PersonRequest
from articles.admin.as_typed import answers_as_typed
from articles.admin.edition_pages import EditionPages
from articles.admin.sent_content import SentRows
from articles.models import Edition
from articles.views import reading


class PreviewPages(EditionPages):
    def get_urls(self):
        return [
            self.page("preview/", "preview"),
            self.page("preview/live/", "live_preview"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The edition as readers would see it."""
        edition = get_object_or_404(Edition.objects.select_related("article__topic"), pk=pk)
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        now = timezone.now()
        context = reading(edition, now) | {"standing": edition.standing(now).label.lower()}
        return TemplateResponse(request, "admin/articles/edition/preview.html", context)

    def live_preview_view(self, request: PersonRequest, pk: int) -> HttpResponse:
        """The draft as it stands in somebody's form; its text goes into a frame without scripts."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        edition = get_object_or_404(Edition.objects.select_related("article__topic"), pk=pk)
        if not self.has_change_permission(request, edition):
            raise PermissionDenied
        form, rows = self.as_stored(request, edition)
        content = SentRows(request.POST, rows).content(form)
        context = reading(edition, timezone.now())
        context["answers"] = answers_as_typed(edition, content, rows)
        return TemplateResponse(request, "admin/articles/edition/live_preview.html", context)
