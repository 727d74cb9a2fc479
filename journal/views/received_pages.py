"""A long file on its way: how far it is, what was found in it, and an end to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.exchange.file_reading import forget_received, found_later
from journal.exchange.walk_file_errors import WalkFileError
from journal.models import ReceivedFile
from journal.views.import_pages import import_preview_page


@require_safe
@walker_required
def received_file(request: AuthenticatedRequest, received: UUID) -> HttpResponse:
    """How far it is; once it has been read, the walks to be ticked."""
    mine = ReceivedFile.objects.for_user(request.user).select_related("walker")
    row = get_object_or_404(mine, key=received)
    reason = row.reason
    if row.state == ReceivedFile.State.READ:
        try:
            return import_preview_page(request, found_later(row), received)
        except WalkFileError as error:
            reason = str(error)
    context = {"row": row, "reason": reason, "is_underway": row.is_underway}
    return render(request, "journal/import_progress.html", context)


@require_POST
@walker_required
def cancel_received(request: AuthenticatedRequest, received: UUID) -> HttpResponse:
    """Throw the file away, read or not. Sent twice, it is gone all the same."""
    mine = ReceivedFile.objects.for_user(request.user)
    forget_received([get_object_or_404(mine, key=received)])
    messages.success(request, "Cancelled. The file is gone, and nothing of it was stored.")
    return redirect("journal:import")
