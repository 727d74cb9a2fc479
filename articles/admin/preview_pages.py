"""An edition as readers would see it, for those who may see it here."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.admin.edition_pages import EditionPages
from articles.models import Edition
from articles.views import reading


class PreviewPages(EditionPages):
    def get_urls(self):
        return [self.page("preview/", "preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The edition as readers would see it."""
        edition = get_object_or_404(Edition.objects.select_related("article__topic"), pk=pk)
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        now = timezone.now()
        context = reading(edition, now) | {"standing": edition.standing(now).label.lower()}
        return TemplateResponse(request, "admin/articles/edition/preview.html", context)
