"""Change a walk, so that a change or deletion by another device meanwhile is not lost either."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.forms.walk_forms import DetailedWalkForm
from journal.interrupted_form import interrupted_form
from journal.models import Walk
from journal.nudges.updating import lock
from journal.presentation.statements import details_of
from journal.views.after_save import remember_change, values_of
from journal.views.walk_pages import day_and_length


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
@transaction.atomic
def edit_walk(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    """Change a walk. If it was changed or deleted since the form was made, show that and ask."""
    now = timezone.now()
    if request.method == "POST":  # two requests of one person take turns
        lock(request.user.pk)
    found = _walk_to_change(request, entry, now)
    before, changed_at = values_of(found), found.changed_at
    typed = request.POST or interrupted_form(request)
    form = DetailedWalkForm(typed or None, instance=found, walker=request.user, now=now)
    context: dict[str, object] = {"form": form, "walk": found}
    if request.method != "POST" or not form.is_valid():
        return render(request, "journal/walk_form.html", context)
    is_stale = form.cleaned_data["base"] not in ("", changed_at.isoformat())
    if found.deleted_at is not None and "bring_back" not in request.POST:
        return render(request, "journal/walk_form.html", context | {"is_deleted": True})
    if is_stale and values_of(found) != before:
        there = Walk.objects.get(walker=request.user, entry=entry)
        # When it is sent again, the person has seen the stored walk, so the form now overwrites it.
        form.data = {**request.POST.dict(), "base": changed_at.isoformat()}
        clash = {"there": there, "details": details_of(there)}
        return render(request, "journal/walk_form.html", context | clash)
    found.deleted_at = None
    form.store()
    messages.success(request, f"Changed: {day_and_length(found)}.")
    remember_change(request, found, before)
    return redirect(found)


def _walk_to_change(request: AuthenticatedRequest, entry: UUID, now: datetime) -> Walk:
    """The walk of this person; on POST also a deleted one that can be brought back. Else 404."""
    found = get_object_or_404(Walk.objects.filter(walker=request.user), entry=entry)
    can_be_brought_back = Walk.objects.deleted_by(request.user, now).filter(entry=entry)
    if found.deleted_at is None:
        return found
    if request.method == "POST" and can_be_brought_back.exists():
        return found
    raise Http404
