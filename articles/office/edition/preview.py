"""An edition as readers would see it, for those who may see it here."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.models import Edition
from articles.office.edition.frame import EditionPages
from articles.office.edition.posted_rows import PostedRows
from articles.office.edition.unsaved_preview import unsaved_answers
from articles.public.views import article_context


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
        context = article_context(edition, now) | {"status": edition.status(now).label.lower()}
        return TemplateResponse(request, "admin/articles/edition/preview.html", context)

    def live_preview_view(self, request: AuthenticatedRequest, pk: int) -> HttpResponse:
        """The draft as it stands in somebody's form; its text goes into a frame without scripts."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        edition = get_object_or_404(Edition.objects.select_related("article__topic"), pk=pk)
        if not self.has_change_permission(request, edition):
            raise PermissionDenied
        form, rows = self.as_stored(request, edition)
        content = PostedRows(request.POST, rows).content(form)
        context = article_context(edition, timezone.now())
        context["answers"] = unsaved_answers(edition, content, rows)
        return TemplateResponse(request, "admin/articles/edition/live_preview.html", context)
