"""Views for leaving for a walk, and for finishing or discarding an unfinished walk."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.forms.finish_form import FinishForm
from journal.forms.leaving_form import LeavingForm
from journal.models import UnfinishedWalk, Walk
from journal.nudges.updating import lock
from journal.views.walk_pages import store_and_say


@require_POST
@walker_required
def leave(request: AuthenticatedRequest) -> HttpResponse:
    """Start the timer, with the pain before if it was given. Only one timer can run at a time."""
    form = LeavingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Please press “Leaving now” once more.")
        return redirect("journal:home")
    with transaction.atomic():
        lock(request.user.pk)
        rows = UnfinishedWalk.objects.for_user(request.user)
        is_known = Walk.objects.filter(walker=request.user, entry=form.cleaned_data["entry"])
        if rows.going_on().exists() or is_known.exists():
            messages.info(request, "You have already left for this walk.")
        else:
            form.set_out(request.user, timezone.now())
    return redirect("journal:home")


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def finish_walk(request: AuthenticatedRequest, unfinished: UUID) -> HttpResponse:
    """Ask for the scores and store the walk; sent twice, it is stored once."""
    now = timezone.now()
    going = UnfinishedWalk.objects.for_user(request.user).filter(entry=unfinished).first()
    if going is None:
        walk = get_object_or_404(Walk.objects.for_user(request.user), entry=unfinished)
        messages.info(request, "This walk is in your journal already.")
        return redirect(walk)
    form = FinishForm(request.POST or None, going=going, now=now)
    if request.method == "POST" and form.is_valid():
        return store_and_say(request, form)
    return render(request, "journal/finish.html", {"form": form, "going": going})


@require_POST
@walker_required
def discard_walk(request: AuthenticatedRequest, unfinished: UUID) -> HttpResponse:
    """Delete an unfinished walk that was not a walk after all."""
    going = UnfinishedWalk.objects.for_user(request.user).filter(entry=unfinished)
    get_object_or_404(going)
    going.delete()
    messages.success(request, "Forgotten. Nothing was kept.")
    return redirect("journal:home")
