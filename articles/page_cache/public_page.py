"""What every public page has in common: reading only, the same for everybody, dated, cacheable."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from articles.page_cache.schedule import SECOND, moments
from articles.page_cache.versions import one_version

View = Callable[..., HttpResponse]

# Set in the environment of a request by whoever serves the whole page again and so has to answer
# these headers by itself (articles.page_cache).
ANSWERS_CONDITIONS = "backsite.answers_conditions"
CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
)


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """How an answer was built, and so to what it is the answer, and for how long."""

    parameters: tuple[str, ...]  # what of the query the page reads
    query: str  # what they were
    is_kept: bool
    until: datetime
    has_exact_last_modified: (
        bool  # whether `Last-Modified` tells it from every other state of the page
    )


def public_page(view: View | None = None, *, parameters: tuple[str, ...] = ()) -> Any:
    """Reading only; any cache may keep the answer, and asks whether it still holds each time.

    The view sees those `parameters` of the query that it names and no other, so that what it
    answers cannot depend on anything else. `response.building` says how it was built; a view that
    must run each time says so by `keep_nothing(response)`.
    """
    if view is None:
        return partial(public_page, parameters=parameters)

    @require_safe
    @wraps(view, updated=())
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        query = canonical_query(request.GET, parameters)
        request.GET = QueryDict(query)
        request.META["QUERY_STRING"] = query
        if ANSWERS_CONDITIONS in request.META:
            for name in CONDITIONS:
                request.META.pop(name, None)
        with one_version():  # before the view reads: rather too old than new
            around = moments(now := timezone.now())
            response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        settled = around.settles <= now
        changed = around.last + SECOND if settled else around.last
        response["Last-Modified"] = http_date(int(changed.timestamp()))
        response.building = CacheInfo(  # type: ignore[attr-defined]
            parameters=parameters,
            query=query,
            is_kept=getattr(response, "is_kept", True),
            until=around.next if settled else min(around.settles, around.next),
            has_exact_last_modified=settled,
        )
        return response

    return wrapped


def do_not_cache(response: HttpResponse) -> HttpResponse:
    """Mark an answer whose view does more than answer, such as counting: it runs each time."""
    response.is_kept = False  # type: ignore[attr-defined]
    return response


def canonical_query(query: QueryDict, parameters: Iterable[str]) -> str:
    """`query` without all other parameters: the same text for whatever comes to the same."""
    if not query:
        return ""
    left = QueryDict(mutable=True)
    for name in parameters:
        if name in query:
            left.setlist(name, query.getlist(name))
    return left.urlencode()
