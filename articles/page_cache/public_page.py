"""What every public page has in common: reading only, the same for everybody, dated, cacheable."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles.page_cache.replica import for_a_public_page
from articles.page_cache.schedule import SECOND, change_schedule
from articles.page_cache.versions import one_version

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """Whether an answer may be kept, and for how long it holds."""

    is_cacheable: bool
    until: datetime
    # In seconds since 1970; None where another state of the page may carry the same second.
    last_modified: int | None


def public_page(view: View | None = None, *, parameters: tuple[str, ...] = ()) -> Any:
    """Reading only; any cache may keep the answer, and asks whether it still holds each time.

    The view sees those `parameters` of the query that it names and no other, so that what it
    answers cannot depend on anything else. `response.cache_info` is for the page cache; a view that
    must run each time says so by `do_not_cache(response)`.
    """
    if view is None:
        return partial(public_page, parameters=parameters)

    @require_safe
    @wraps(view, updated=())
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        query = canonical_query(request.GET, parameters)
        if query != request.META.get("QUERY_STRING"):
            request.GET = QueryDict(query)
            request.META["QUERY_STRING"] = query
        # The version is asked for before the view reads: never newer than what is shown.
        with for_a_public_page(), one_version():
            schedule = change_schedule(now := timezone.now())
            response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        settled = schedule.settled_at <= now
        changed = schedule.last_change + SECOND if settled else schedule.last_change
        modified = int(changed.timestamp())
        response["Last-Modified"] = http_date(modified)
        response.cache_info = CacheInfo(  # type: ignore[attr-defined]
            is_cacheable=getattr(response, "is_cacheable", True),
            until=schedule.next_change
            if settled
            else min(schedule.settled_at, schedule.next_change),
            last_modified=modified if settled else None,
        )
        return response

    # For the page cache, which asks the view of an address.
    wrapped.public_parameters = parameters  # type: ignore[attr-defined]
    return wrapped


def do_not_cache(response: HttpResponse) -> HttpResponse:
    """Mark an answer whose view does more than answer, such as counting: it runs each time."""
    response.is_cacheable = False  # type: ignore[attr-defined]
    return response


def canonical_query(query: QueryDict, parameters: Iterable[str]) -> str:
    """`query` without all other parameters: the same text for whatever comes to the same."""
    return urlencode([(name, value) for name in parameters for value in query.getlist(name)])
