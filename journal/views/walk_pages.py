"""A walker's walks: log, list, look at, change, delete.

Each page starts from the walks of who asks; for anybody else a walk does not exist (404)."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import AuthenticatedRequest, User
from journal.access import walker_required
from journal.forms.walk_forms import DetailedWalkForm, WalkForm
from journal.looking_back.similar_walks import similar_walks
from journal.models import Walk
from journal.nudges.hearing import hear
from journal.presentation.nudge_cards import nudge_cards
from journal.presentation.programme_cards import programmes_today
from journal.presentation.statements import details_of


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def journal_home(request: AuthenticatedRequest) -> HttpResponse:
    """The quick form, and the last walks below it."""
    now = timezone.now()
    form = WalkForm(request.POST or None, walker=request.user, now=now)
    if request.method == "POST" and form.is_valid():
        return _store(request, form)
    walks = Walk.objects.for_user(request.user)
    context = {
        "form": form,
        "walks": walks[:5],
        "count": walks.count(),
        "nudges": nudge_cards(request.user),
        "programmes_today": programmes_today(request.user, timezone.localdate(now)),
    }
    return render(request, "journal/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def new_walk(request: AuthenticatedRequest) -> HttpResponse:
    form = DetailedWalkForm(request.POST or None, walker=request.user, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        return _store(request, form)
    return render(request, "journal/walk_form.html", {"form": form})


def _store(request: AuthenticatedRequest, form: WalkForm) -> HttpResponse:
    walk, is_new = form.store()
    if is_new:
        pain = f"pain {walk.pain_before} before, {walk.pain_after} after"
        messages.success(request, f"Saved: {walk.length}, {pain}.")
    elif walk.deleted_at:
        messages.warning(request, "You saved this walk before, and deleted it. It stays deleted.")
        return redirect("journal:walks")
    elif form.says_otherwise(walk):
        messages.warning(
            request,
            "This walk was saved already, as you see it here. Choose “Change” to correct it.",
        )
        return redirect(walk)
    else:
        messages.success(request, "This walk was saved already; it is not stored twice.")
    return redirect("journal:home")


@require_safe
@walker_required
def walk_page(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    found = get_object_or_404(Walk.objects.for_user(request.user), entry=entry)
    context = {
        "walk": found,
        "details": details_of(found),
        "similar": similar_walks(found),
        "nudges": nudge_cards(request.user),
    }
    return render(request, "journal/walk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def edit_walk(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    found = get_object_or_404(Walk.objects.for_user(request.user), entry=entry)
    form = DetailedWalkForm(
        request.POST or None, instance=found, walker=request.user, now=timezone.now()
    )
    if request.method == "POST" and form.is_valid():
        form.store()
        messages.success(request, "Walk changed.")
        return redirect(found)
    return render(request, "journal/walk_form.html", {"form": form, "walk": found})


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def delete_walk(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    """Ask once, then delete; the list offers to bring it back. A second click changes nothing."""
    found = get_object_or_404(Walk.objects.filter(walker=request.user), entry=entry)
    if request.method == "GET" and found.deleted_at is None:
        return render(request, "journal/walk_delete.html", {"walk": found})
    if request.method == "POST":
        _set_deleted(request.user, entry, timezone.now())
    return redirect("journal:walks")


@transaction.atomic
def _set_deleted(walker: User, entry: UUID, now: datetime) -> None:
    Walk.objects.for_user(walker).filter(entry=entry).update(deleted_at=now)
    hear(walker, now)


@transaction.atomic
def _bring_back(walker: User, entry: UUID, now: datetime) -> bool:
    """Whether it could still be brought back."""
    back = Walk.objects.deleted_by(walker, now).filter(entry=entry).update(deleted_at=None)
    hear(walker, now)
    return bool(back)


@require_POST
@walker_required
def undo_delete(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    """Bring a walk back; a second click changes nothing, and a late one is told so."""
    found = get_object_or_404(Walk.objects.filter(walker=request.user), entry=entry)
    if found.deleted_at is None or _bring_back(request.user, entry, timezone.now()):
        messages.success(request, "The walk is back.")
    else:
        messages.error(request, "You deleted this walk more than a day ago: it is gone for good.")
    return redirect("journal:walks")
