"""The check list of an edition: a page of its own, which the edition's page includes."""

from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.checklist.load import check_list
from articles.models import Edition
from articles.office.frame import Frame, row_page


@row_page()
def checks_page(request: AuthenticatedRequest, edition: Edition, frame: Frame) -> HttpResponse:
    """What keeps the edition from being published, and what is worth a look."""
    found = check_list(edition, timezone.now())
    return frame.render(
        "admin/articles/edition/checks.html", edition.title, here="Check list", check_list=found
    )
