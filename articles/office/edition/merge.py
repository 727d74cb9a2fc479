"""Merging a question that a draft asks twice, or that another page answers already."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.models import Edition
from articles.office.edition.duplicates import find_duplicates
from articles.office.edition.frame import EditionPages


class MergePages(EditionPages):
    def get_urls(self):
        return [self.page("merge/", "merge"), *super().get_urls()]

    @transaction.atomic
    def merge_view(self, request: AuthenticatedRequest, pk: int) -> HttpResponse:
        """Show every two that may be one, with both texts; merge the two that are sent."""
        edition = get_object_or_404(Edition.objects.select_for_update(), pk=pk)
        if not self.has_change_permission(request, edition):
            raise PermissionDenied
        pairs = find_duplicates(edition, timezone.now())
        if request.method == "POST":
            self._merge(request, edition, pairs)
            return redirect("admin:articles_edition_merge", edition.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Questions asked twice: {edition.title}",
            "edition": edition,
            "pairs": pairs,
            "seen": edition.updated_at.isoformat(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/edition/merge.html", context)

    def _merge(self, request: AuthenticatedRequest, edition: Edition, pairs) -> None:
        """Only two that were offered, and only as they were shown."""
        ways = {
            (str(out.pk), str(into.pk)): (out, into) for pair in pairs for out, into in pair.ways
        }
        sent = ways.get((request.POST.get("out", ""), request.POST.get("into", "")))
        if sent is None or request.POST.get("seen") != edition.updated_at.isoformat():
            message = "This draft has changed since you saw it. Nothing was merged: look again."
            self.message_user(request, message, level="warning")
            return
        out, into = sent
        if not request.user.has_perm("articles.change_question"):
            raise PermissionDenied
        out.merge_into(into.question, into.wording)
        edition.save()  # who merged has written in it, and others who have it open are told
        self.message_user(request, f"“{out.wording}” is now another wording of “{into.wording}”.")
