"""The check list of an edition: a page of its own, which the edition's page takes in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.checklist.load import check_list
from articles.models import Edition
from articles.office.edition.frame import EditionPages


class CheckPages(EditionPages):
    def get_urls(self):
        return [self.page("checks/", "checks"), *super().get_urls()]

    def checks_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        edition = get_object_or_404(Edition.objects.select_related("article"), pk=pk)
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": edition.title,
            "edition": edition,
            "check_list": check_list(edition, timezone.now()),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/edition/checks.html", context)
