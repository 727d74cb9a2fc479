"""The WSGI application before Django's: answers from what is built, or has Django build it."""

import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import split_domain_port, validate_host
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.http import parse_http_date_safe

from accounts.middleware import PRIVATE_PREFIXES
from articles.page_cache.encodings import chosen
from articles.page_cache.public_page import (
    ANSWERS_CONDITIONS,
    CONDITIONS,
    CacheInfo,
    canonical_query,
)
from articles.page_cache.store import CachedPage, Key, PageStore, Variant
from articles.page_cache.version_reader import ContentVersionReader

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

NEVER_BUILT = (*PRIVATE_PREFIXES, settings.STATIC_URL)
KEPT_STATUS = frozenset({200, 301, 410})
# A stranger can ask for as many pages with a query as they like: those have a quarter.
SHARE_OF_QUERIES = 4


class BuiltPages:
    """Serves public pages from memory; everything else is `application`'s, untouched."""

    def __init__(
        self,
        application: Callable[[Environ, StartResponse], Iterable[bytes]],
        budget_bytes: int,
        read_version: Callable[[], object | None] | None = None,
    ) -> None:
        """With a budget of 0 nothing is kept; what is sent stays the same."""
        self.application = application
        self.read_version = read_version or ContentVersionReader().read
        self.is_keeping = budget_bytes > 0
        of_queries = budget_bytes // SHARE_OF_QUERIES
        self.pages, self.queries = PageStore(budget_bytes - of_queries), PageStore(of_queries)
        self.parameters: dict[str, tuple[str, ...]] = {}  # of each path that was kept

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        is_read = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        path = environ["PATH_INFO"]
        if not is_read or path.startswith(NEVER_BUILT) or environ.get("SCRIPT_NAME"):
            return self.application(environ, start_response)
        version = None
        if self.is_keeping and is_our_host(environ.get("HTTP_HOST", "")):
            version = self.read_version()  # before anything is built from the content
            self.pages.discard_other_versions(version)
            self.queries.discard_other_versions(version)
        if version is not None and (key := self._key(environ, path)):
            shelf = self._shelf(key)
            if page := shelf.get(key, version, time.time()):
                variant = shelf.variant(key, page, _encoding(environ))
                return _answer(environ, start_response, page, variant)
        return self._build(environ, start_response, version)

    def _key(self, environ: Environ, path: str) -> Key | None:
        raw, names = environ.get("QUERY_STRING"), self.parameters.get(path)
        query = ""
        if raw and names is None:  # nobody knows yet which parameters the page there reads
            return None
        if raw and names:
            try:
                query = canonical_query(QueryDict(raw.encode("latin-1")), names)
            except SuspiciousOperation:  # more fields than Django reads: it says so
                return None
        return is_secure(environ), path, query

    def _shelf(self, key: Key) -> PageStore:
        return self.queries if key[2] else self.pages

    def _build(
        self, environ: Environ, start_response: StartResponse, version: object | None
    ) -> Iterable[bytes]:
        conditions = {name: environ[name] for name in CONDITIONS if name in environ}
        environ[ANSWERS_CONDITIONS] = True
        started: list[tuple] = []
        response = self.application(environ, lambda *begun: started.append(begun))
        building = getattr(response, "building", None)
        if not isinstance(response, HttpResponse) or building is None or response.cookies:
            start_response(*started[-1])
            return response
        environ.update(conditions)  # that `public_page` left to us
        page, body = _page(response, started[-1][0], building), response.content
        response.close()
        variant = page.add(_encoding(environ), body)
        if version is not None and building.is_kept and is_for_all(response):
            path = environ["PATH_INFO"]
            key = (is_secure(environ), path, building.query)
            if self._shelf(key).put(key, version, page):
                self.parameters[path] = building.parameters
        return _answer(environ, start_response, page, variant)


def is_for_all(response: HttpResponse) -> bool:
    """Whether the answer may be given to others: a nonce is for one answer, and a cookie's too."""
    is_private = "cookie" in response.get("Vary", "").lower()
    has_nonce = "'nonce-" in response.get("Content-Security-Policy", "")
    return response.status_code in KEPT_STATUS and not is_private and not has_nonce


@lru_cache(maxsize=64)
def is_our_host(host: str) -> bool:
    """Whether Django would answer for this host. Which one it is does not matter to a page."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def is_secure(environ: Environ) -> bool:
    """As `HttpRequest.is_secure`."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, wanted = settings.SECURE_PROXY_SSL_HEADER
        if (value := environ.get(name)) is not None:
            return value.split(",", 1)[0].strip() == wanted
    return environ["wsgi.url_scheme"] == "https"


def _encoding(environ: Environ) -> str:
    return chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))


def _page(response: HttpResponse, status: str, building: CacheInfo) -> CachedPage:
    patch_vary_headers(response, ["Accept-Encoding"])
    if not response.has_header("ETag"):
        set_response_etag(response)  # Django gives none to HEAD, and nobody to an empty body
    changing = ("etag", "content-length")
    return CachedPage(
        status=status,
        headers=[pair for pair in response.items() if pair[0].lower() not in changing],
        etag=response.get("ETag", ""),
        last_modified=response["Last-Modified"],
        has_exact_last_modified=building.has_exact_last_modified,
        until=building.until.timestamp(),
    )


def _answer(
    environ: Environ, start_response: StartResponse, page: CachedPage, variant: Variant
) -> list[bytes]:
    match _condition(environ, page, variant):
        case 304:
            start_response("304 Not Modified", list(variant.headers_unchanged))
            return []
        case 412:
            start_response("412 Precondition Failed", [("Content-Length", "0")])
            return []
    start_response(page.status, list(variant.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]


def _condition(environ: Environ, page: CachedPage, variant: Variant) -> int | None:
    """304 or 412 where the request's own conditions say so, by Django's reading of them."""
    if not page.is_success:
        return None
    if environ.get("HTTP_IF_NONE_MATCH") == variant.etag:
        return 304
    if not any(name in environ for name in CONDITIONS):
        return None
    request = HttpRequest()
    request.method, request.META = "GET", environ
    changed = parse_http_date_safe(page.last_modified) if page.has_exact_last_modified else None
    response = get_conditional_response(request, etag=variant.etag, last_modified=changed)
    return response.status_code if response else None
