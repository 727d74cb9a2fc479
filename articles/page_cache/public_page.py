"""The decorator of public pages: reading only, the same for everybody, dated and cacheable."""

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
    """Whether a response may be cached, and until when it is valid."""

    is_cacheable: bool
    until: datetime
    # In seconds since 1970; None if the page may still change within the same second.
    last_modified: int | None


def public_page(view: View | None = None, *, parameters: tuple[str, ...] = ()) -> Any:
    """Decorate a view as a public page: it allows only GET and HEAD, and any cache may keep its
    response but has to revalidate it each time.

    The view sees only those `parameters` of the query that are named here, so that its response
    cannot depend on others. Sets `response.cache_info` for the page cache. A view that has to run
    each time returns `do_not_cache(response)`.
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
        # The version is read before the view reads, so it is never newer than what is shown.
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

    # For the page cache, which looks up the view of an address.
    wrapped.public_parameters = parameters  # type: ignore[attr-defined]
    return wrapped


def do_not_cache(response: HttpResponse) -> HttpResponse:
    """Mark `response` as not cacheable: its view does more, such as counting, and has to run."""
    response.is_cacheable = False  # type: ignore[attr-defined]
    return response


def canonical_query(query: QueryDict, parameters: Iterable[str]) -> str:
    """`query` with only the given parameters, in their order: equal texts for equal queries."""
    return urlencode([(name, value) for name in parameters for value in query.getlist(name)])
