"""Pages of a walker's walks: the journal's first page, a new walk, one walk, deleting and undoing.

Each page reads only the walks of the person who asks; another person's walk gives 404."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import AuthenticatedRequest, User
from accounts.prepared_queries import PreparedQuery
from accounts.short_waits import prompt_transaction
from journal.access import walker_required
from journal.forms.finish_form import FinishForm
from journal.forms.quick_form import WALKS_READ, QuickWalkForm, usual_lengths
from journal.forms.walk_forms import DetailedWalkForm, WalkForm
from journal.interrupted_form import interrupted_form
from journal.looking_back.similar_walks import similar_walks
from journal.models import UnfinishedWalk, Walk
from journal.models.walks import PAIN_MAX, PAIN_MIN
from journal.nudges.updating import lock, update_nudges
from journal.presentation.nudge_cards import nudge_cards
from journal.presentation.programme_cards import programmes_today
from journal.presentation.statements import details_of
from journal.views.after_save import after_save, remember

NOON = 12  # before this hour, the question about the morning's pain comes before the form
MAX_WAITING_READ, MAX_WAITING_SHOWN = 200, 5
WALKS_LISTED = 5
# Only the walks that are listed are read whole (without notes); of the others, only the minutes.
_newest = PreparedQuery(
    lambda walker: Walk.objects.for_user(walker).defer("note")[:WALKS_LISTED], int
)
_lengths = PreparedQuery(
    lambda walker: Walk.objects.for_user(walker).values_list("minutes")[:WALKS_READ], int
)
_unfinished = PreparedQuery(
    lambda walker: UnfinishedWalk.objects.for_user(walker)[:MAX_WAITING_READ], int
)


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def journal_home(request: AuthenticatedRequest) -> HttpResponse:
    """The first page of the journal: the quick form, and below it the last walks."""
    now = timezone.now()
    typed = request.POST or interrupted_form(request)
    form = QuickWalkForm(typed or None, walker=request.user, now=now)
    if request.method == "POST" and form.is_valid():
        return store_and_say(request, form)
    form.offer(usual_lengths(minutes for (minutes,) in _lengths.all(request.user.pk)))
    walks = _newest.all(request.user.pk)
    unfinished = _unfinished.all(request.user.pk)
    going = next((each for each in unfinished if each.minutes is None), None)
    waiting = [each for each in unfinished if each.minutes is not None]
    context = {
        "form": form,
        "after": after_save(request, now),
        "going": going,
        "finish": FinishForm(going=going, now=now) if going else None,
        "waiting": waiting[:MAX_WAITING_SHOWN],
        "waiting_count": _number_waiting(request.user, unfinished),
        "morning": _walk_of_yesterday(request.user, walks, timezone.localdate(now)),
        "is_morning": timezone.localtime(now).hour < NOON,
        "scores": range(PAIN_MIN, PAIN_MAX + 1),
        "walks": walks,
        "nudges": nudge_cards(request.user),
        "programmes_today": programmes_today(request.user, timezone.localdate(now)),
    }
    return render(request, "journal/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def new_walk(request: AuthenticatedRequest) -> HttpResponse:
    typed = request.POST or interrupted_form(request)
    form = DetailedWalkForm(typed or None, walker=request.user, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        return store_and_say(request, form)
    return render(request, "journal/walk_form.html", {"form": form})


def _number_waiting(walker: User, newest: Sequence[UnfinishedWalk]) -> int:
    """How many walks wait for their scores; `newest` are up to MAX_WAITING_READ unfinished ones."""
    if len(newest) == MAX_WAITING_READ:  # a file may bring in thousands
        return UnfinishedWalk.objects.for_user(walker).waiting().count()
    return sum(each.minutes is not None for each in newest)


def _walk_of_yesterday(walker: User, newest: Sequence[Walk], today: date) -> Walk | None:
    """The last walk of yesterday, if its pain of the next morning is not known; else None.

    `newest` are up to WALKS_LISTED walks, the newest first.
    """
    yesterday = today - timedelta(days=1)
    if len(newest) == WALKS_LISTED and newest[-1].local_start.date() > yesterday:
        newest = list(Walk.objects.for_user(walker).defer("note")[:WALKS_READ])  # many today
    last = next((walk for walk in newest if walk.local_start.date() == yesterday), None)
    return last if last is not None and last.pain_next_morning is None else None


def day_and_length(walk: Walk) -> str:
    """Day, time and length of a walk in words, on its own clock."""
    return f"{date_format(walk.clock_start, 'l j F, H:i')}, {walk.length}"


def store_and_say(request: AuthenticatedRequest, form: WalkForm) -> HttpResponse:
    """Store the walk of a valid form, and redirect to a page that says what was done."""
    with prompt_transaction():
        walk, is_new, overlaps = form.store()
        if is_new:
            remember(request, walk, "saved")
    for other in overlaps:
        messages.warning(
            request,
            f"It overlaps another walk in your journal, on {day_and_length(other)}. Both are kept. "
            "If they are one walk, delete one of them.",
        )
    if is_new:
        return HttpResponseRedirect(_home())
    if walk.deleted_at:
        messages.warning(request, "You saved this walk before, and deleted it. It stays deleted.")
        return redirect("journal:walks")
    if form.says_otherwise(walk):
        messages.warning(
            request,
            "This walk was saved already, as you see it here. Choose “Change” to correct it.",
        )
        return redirect(walk)
    messages.success(request, "This walk was saved already; it is not stored twice.")
    return redirect("journal:home")


@cache
def _home() -> str:
    return reverse("journal:home")


@require_safe
@walker_required
def walk_page(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    found = get_object_or_404(Walk.objects.for_user(request.user), entry=entry)
    context = {
        "walk": found,
        "details": details_of(found),
        "similar": similar_walks(found),
        "nudges": nudge_cards(request.user),
        "after": after_save(request, timezone.now()),
    }
    return render(request, "journal/walk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@walker_required
def delete_walk(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    """GET asks, POST deletes; the list offers to bring it back. A second click changes nothing."""
    found = get_object_or_404(Walk.objects.filter(walker=request.user), entry=entry)
    if request.method == "GET" and found.deleted_at is None:
        return render(request, "journal/walk_delete.html", {"walk": found})
    if request.method == "POST":
        _set_deleted(request.user, entry, timezone.now())
        if request.POST.get("back") == "home":
            remember(request, found, "deleted")
            return redirect("journal:home")
    return redirect("journal:walks")


@transaction.atomic
def _set_deleted(walker: User, entry: UUID, now: datetime) -> None:
    lock(walker.pk)
    Walk.objects.for_user(walker).filter(entry=entry).update(deleted_at=now)
    update_nudges(walker, now, is_locked=True)


def _same_as(walk: Walk) -> Walk | None:
    """Another entry of the same walk, for example from a file imported since; None without one."""
    same = {"started_at": walk.started_at, "minutes": walk.minutes}
    return Walk.objects.for_user(walk.walker).filter(**same).first()


@transaction.atomic
def _bring_back(walker: User, entry: UUID, now: datetime) -> bool:
    """Bring a deleted walk back; returns False where it is too late."""
    lock(walker.pk)
    back = Walk.objects.deleted_by(walker, now).filter(entry=entry).update(deleted_at=None)
    update_nudges(walker, now, is_locked=True)
    return bool(back)


@require_POST
@walker_required
def undo_delete(request: AuthenticatedRequest, entry: UUID) -> HttpResponse:
    """Bring a deleted walk back. A second click changes nothing; a late one gets a message."""
    found = get_object_or_404(Walk.objects.filter(walker=request.user), entry=entry)
    if found.deleted_at and (same := _same_as(found)):
        messages.info(
            request, f"This walk is in your journal again already: {day_and_length(same)}."
        )
    elif found.deleted_at is None or _bring_back(request.user, entry, timezone.now()):
        messages.success(request, f"The walk is back. It was on {day_and_length(found)}.")
    else:
        messages.error(request, "You deleted this walk more than a day ago: it is gone for good.")
    return redirect("journal:home" if request.POST.get("back") == "home" else "journal:walks")
