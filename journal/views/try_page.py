"""Show somebody without an account what their walks show; nothing is stored or logged.

No session is read and no cookie set. Nothing is done in anybody's name, so the form needs no CSRF
token. The walks are in the body of a POST, which is in no log, browser history or referrer.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import AuthenticatedRequest, User
from articles.page_cache.public_page import public_page
from journal import starter
from journal.access import walker_required
from journal.advice.fitting import cards_fitting
from journal.exchange.repeated_walks import DistinctWalks
from journal.forms.try_form import TypedWalksForm
from journal.models import Nudge, Walk
from journal.models.walks import RECORD_FIELDS
from journal.nudges.events import Event, RecentLog
from journal.nudges.onsets import FORTNIGHT, once_a_fortnight, onsets
from journal.nudges.updating import walk_row
from journal.patterns import Walk as WalkRecord
from journal.patterns import read
from journal.patterns.number_words import count
from journal.presentation.first_sight import first_sight
from journal.presentation.statements import by_badge, statements_of
from journal.presentation.unknown_yet import unknown_of
from journal.saving import store_walks


@cache
def example_walks() -> str:
    """The text of an invented log."""
    return Path(starter.__file__).with_name("example_walks.csv").read_text(encoding="utf-8")


@csrf_exempt
@sensitive_post_parameters("walks")
@require_http_methods(["GET", "HEAD", "POST"])
def try_page(request: HttpRequest) -> HttpResponse:
    """GET: the form, a public page. POST: what the walks that were sent show."""
    if request.method != "POST":
        return _try_form(request)
    response = _tried(request)
    add_never_cache_headers(response)
    return response


@public_page
def _try_form(request: HttpRequest) -> HttpResponse:
    return render(request, "journal/try.html", {"form": _form(None)})


def _form(given: dict[str, str] | None) -> TypedWalksForm:
    return TypedWalksForm(given, zone=ZoneInfo(settings.TIME_ZONE), now=timezone.now())


def _tried(request: HttpRequest) -> HttpResponse:
    is_example = "example" in request.POST
    typed = example_walks() if is_example else request.POST.get("walks", "")
    form = _form({"walks": typed})
    if not form.is_valid():
        return render(request, "journal/try.html", {"form": form})
    now = timezone.now()
    reading = read(form.log.walks, now.astimezone(form.zone))
    statements = statements_of(reading, {})
    context = {
        "form": form,
        "typed": typed,
        "is_example": is_example,
        "reading": reading,
        "repeats": len(form.log.repeats),
        "first": first_sight(statements, reading),
        "groups": by_badge(statements),
        "unknown": unknown_of(statements),
        "cards": cards_fitting(reading, now),
        "remarks": _remarks(form.log),
    }
    return render(request, "journal/tried.html", context)


def _remarks(log: DistinctWalks) -> list[Nudge]:
    """The nudges that a journal with these walks would show now, each once.

    `log` must have a walk.
    """
    rows = list(map(walk_row, sorted(log.walks, key=lambda walk: walk.instant)))
    nudges = {Event(nudge.event): nudge for nudge in Nudge.objects.in_use()}
    numbers = {event: nudge.threshold or 0 for event, nudge in nudges.items()}
    since = rows[-1].day - FORTNIGHT
    found = once_a_fortnight(onsets(RecentLog(rows), numbers, since), [])
    return [nudges[each] for each in dict.fromkeys(onset.event for onset in found)]


@require_POST
@walker_required
def take_tried(request: AuthenticatedRequest) -> HttpResponse:
    """Store walks that were tried in this browser in the journal of the person now signed in."""
    now = timezone.now()
    form = TypedWalksForm(request.POST, zone=request.user.zone, now=now)
    if not form.is_valid():
        messages.error(request, "We could not take these walks in. Nothing was stored.")
        return redirect("journal:home")
    walks = [_as_walk(each, request.user, now) for each in form.log.walks]
    taken = len(store_walks(walks, request.user, now))
    messages.success(request, f"{count(taken, 'walk')} taken into your journal.")
    return redirect("journal:walks")


def _as_walk(record: WalkRecord, walker: User, now: datetime) -> Walk:
    return Walk(
        walker=walker,
        started_at=record.started_at,
        # The zone that its line names; an offset alone is none.
        time_zone=getattr(record.started_at.tzinfo, "key", walker.time_zone),
        logged_at=now,
        changed_at=now,
        **{name: getattr(record, name) for name in RECORD_FIELDS},
    )
