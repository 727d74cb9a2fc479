"""Views with which a walker marks a nudge as read, or answers its question."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.models import ShownNudge


@require_POST
@walker_required
def mark_read(request: AuthenticatedRequest, nudge: int) -> HttpResponse:
    """Mark a nudge as read, unless it still needs an answer. A second click changes nothing."""
    found = get_object_or_404(ShownNudge.objects.for_user(request.user), pk=nudge)
    if not found.asks:
        unread = ShownNudge.objects.for_user(request.user).filter(pk=nudge, read_at=None)
        unread.update(read_at=timezone.now())
    return _back(request)


@require_POST
@walker_required
def answer_nudge(request: AuthenticatedRequest, nudge: int) -> HttpResponse:
    """Store the first answer to a nudge. “no” also marks it as read; “yes” keeps it shown, as an
    emergency."""
    found = get_object_or_404(ShownNudge.objects.for_user(request.user), pk=nudge)
    answer = request.POST.get("answer")
    if found.asks and answer in ("yes", "no"):
        now = timezone.now()
        waiting = ShownNudge.objects.for_user(request.user).filter(pk=nudge, answer="")
        waiting.update(answer=answer, read_at=now if answer == "no" else None)
        if answer == "no":
            messages.success(
                request,
                "Noted, and you will not be asked again at every walk. If one of the signs comes, "
                "do what the list “When to get help” says, whatever your log shows.",
            )
    return _back(request)


def _back(request: AuthenticatedRequest) -> HttpResponse:
    """Redirect to the page that showed the nudge."""
    return redirect(
        "journal:patterns" if request.POST.get("back") == "patterns" else "journal:home"
    )
