"""Merging a question that a draft asks twice, or that another page answers already."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.models import DraftRevision, Edition
from articles.office.edition.duplicates import DuplicatePair, find_duplicates
from articles.office.frame import Frame, row_page


@row_page("change", locked=True)
def merge_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """Show every two that may be one, with both texts; merge the two that are sent."""
    pairs = find_duplicates(edition, timezone.now())
    if request.method == "POST":
        _merge(request, edition, pairs)
        return frame.to_page("merge")
    return frame.render(
        "admin/articles/edition/merge.html",
        f"Questions asked twice: {edition.title}",
        here="Questions asked twice",
        pairs=pairs,
        seen=edition.updated_at.isoformat(),
    )


def _merge(request: AuthenticatedRequest, edition: Edition, pairs: list[DuplicatePair]) -> None:
    """Only two that were offered, and only as they were shown."""
    offered = {
        (str(out.pk), str(into.pk)): (out, into)
        for pair in pairs
        for out, into in pair.merge_options
    }
    sent = offered.get((request.POST.get("out", ""), request.POST.get("into", "")))
    if sent is None or request.POST.get("seen") != edition.updated_at.isoformat():
        messages.warning(
            request, "This draft has changed since you saw it. Nothing was merged: look again."
        )
        return
    out, into = sent
    if not request.user.has_perm("articles.change_question"):
        raise PermissionDenied
    DraftRevision.objects.record_base(edition)
    out.merge_into(into.question, into.wording)
    edition.save()  # who merged has written in it, and others who have it open are told
    DraftRevision.objects.record(edition, request.user, f"Merged “{out.wording}”")
    said = f"“{out.wording}” is now another wording of “{into.wording}”."
    if into.question.next_also_asked_as is not None:
        said += (
            " Search finds it once the next edition of that page is published, or a change of the "
            "question on its own page."
        )
    messages.info(request, said)
