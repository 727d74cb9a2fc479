"""The JSON views: list and add walks, read or write one walk, and the session of a device."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from journal.api.caller import api_view
from journal.api.json_body import read_json
from journal.api.problems import FieldErrors, Problem
from journal.api.storing import MAX_UNFINISHED, Stored, add_walk, put_walk
from journal.api.walk_json import read_entry, read_moment, unfinished_json, walk_json
from journal.models import UnfinishedWalk, Walk

WALKS_PER_ANSWER = 100
MAX_SENT = 100  # walks in one request


@api_view("GET", "HEAD", "POST")
def walks(request: HttpRequest, walker: User) -> HttpResponse:
    """GET: a part of the log, the newest walk first. POST: store one walk, or a list of walks."""
    if request.method != "POST":
        return JsonResponse(_part_of_log(request, walker))
    said, now = read_json(request), timezone.now()
    if not isinstance(said, list):
        return _answer(add_walk(walker, said, now))
    if len(said) > MAX_SENT:
        raise Problem(422, "too-many-at-once", f"At most {MAX_SENT} walks at once.")
    results = [_result(walker, each, now) for each in said]
    is_all_stored = all(each["status"] < 400 for each in results)
    return JsonResponse({"results": results}, status=200 if is_all_stored else 207)


@api_view("GET", "HEAD", "PUT")
def one_walk(request: HttpRequest, walker: User, entry: str) -> HttpResponse:
    missing = Problem(404, "no-such-walk", "There is no walk with this id.")
    if (key := read_entry({"entry": entry})) is None:
        raise missing
    if request.method == "PUT":
        return _answer(put_walk(walker, key, read_json(request), timezone.now()))
    if walk := Walk.objects.for_user(walker).filter(entry=key).first():
        return JsonResponse(walk_json(walk))
    if unfinished := UnfinishedWalk.objects.for_user(walker).filter(entry=key).first():
        return JsonResponse(unfinished_json(unfinished))
    raise missing


@api_view("GET", tokens=False)
def device_session(request: HttpRequest, walker: User) -> HttpResponse:
    """The key of the signed-in walker, the form token for sending the walks saved on the device,
    and the server’s time, by which a device can tell how wrong its clock is."""
    now = timezone.now().isoformat()
    said = {"walker": walker.device_key, "form_token": get_token(request), "now": now}
    return JsonResponse(said)


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """The answer 404 in JSON, for a program that asks for a wrong address."""
    return Problem(404, "no-such-address", "There is nothing at this address.").response()


def _answer(stored: Stored) -> HttpResponse:
    where = reverse("journal_api:walk", args=[stored.walk["entry"]])
    return JsonResponse(stored.as_json(), status=stored.status, headers={"Location": where})


def _result(walker: User, said: Any, now: datetime) -> dict[str, Any]:
    """Store one walk of a list and return its result; a refusal concerns that walk alone."""
    try:
        stored = add_walk(walker, said, now)
    except Problem as problem:
        return {"status": problem.status, **problem.body}
    return {"status": stored.status, **stored.as_json()}


def _part_of_log(request: HttpRequest, walker: User) -> dict[str, Any]:
    """At most WALKS_PER_ANSWER walks: changed since `since`, and below the walk `before`.

    Without `before`, also the newest MAX_UNFINISHED of those that wait: as many as a tool may send.
    Both are optional parameters of the address. Raises Problem where one is wrong or unknown.
    """
    if unknown := request.GET.keys() - {"since", "before"}:
        # A misspelt parameter would otherwise return the whole log.
        raise _not_read({name[:60]: ["There is no such parameter."] for name in unknown})
    log = Walk.objects.for_user(walker)
    since, before = request.GET.get("since"), request.GET.get("before")
    if since is not None:
        log = log.filter(changed_at__gte=_since(since))
    if before is not None:
        log = log.filter(_earlier_than(walker, before))
    found = list(log[: WALKS_PER_ANSWER + 1])
    shown = found[:WALKS_PER_ANSWER]
    waiting = UnfinishedWalk.objects.for_user(walker)[:MAX_UNFINISHED]
    return {
        "walks": [walk_json(each) for each in shown],
        "waiting": [] if before is not None else [unfinished_json(each) for each in waiting],
        "before": str(shown[-1].entry) if len(found) > len(shown) else None,
    }


def _not_read(errors: FieldErrors) -> Problem:
    message = "Nothing was read. See what is wrong with each parameter."
    return Problem(422, "invalid", message, errors=errors)


def _since(text: str) -> datetime:
    try:
        # A plus sign that was not written as %2B arrives as a space.
        since = read_moment(text.replace(" ", "+"))
    except ValueError as error:
        raise _not_read({"since": [str(error)]}) from None
    if since.utcoffset() is None:
        raise _not_read({"since": ["Give the offset too: 2026-05-14T09:30:00+01:00."]})
    return since


def _earlier_than(walker: User, before: str) -> Q:
    """The condition for walks below the walk `before` in the list, even if it was deleted since."""
    try:
        last = Walk.objects.filter(walker=walker, entry=UUID(before)).first()
    except ValueError:
        last = None
    if last is None:
        raise _not_read({"before": ["There is no walk with this id. Begin again without it."]})
    return Q(started_at__lt=last.started_at) | Q(started_at=last.started_at, pk__lt=last.pk)
