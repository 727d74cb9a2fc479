"""The WSGI application around Django: answers from the page cache, or lets Django build a page."""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from articles.page_cache.encodings import choose_encoding
from articles.page_cache.public_page import canonical_query
from articles.page_cache.store import CachedPage, Headers, Key, PageStore, Variant
from articles.page_cache.versions import DatabaseAway, FileState, VersionQuestion

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

NEVER_CACHED = (*settings.PRIVATE_PREFIXES, settings.STATIC_URL)
CACHED_STATUS = frozenset({200, 301, 410})
CONDITIONS = frozenset(
    {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"}
)
SAYS_HOW_FRESH = frozenset({"cache-control", "expires", "last-modified", "etag"})
FILE_STATE = "page_cache.file_state"  # set in the environ by `at_once`, for the thread that answers
HTML = ("Content-Type", "text/html; charset=utf-8")
MAY_BE_OLD = (
    b'<p class="wrap may-be-old" role="status">This page may be out of date: the site cannot reach '
    b"its database right now.</p>"
)
DESCRIBE_THE_BODY = frozenset({"Content-Type", "Content-Length", "Content-Encoding"})


class PageCache:
    """Serves public pages from memory, and passes all other requests to `application` unchanged."""

    def __init__(
        self,
        application: Callable[[Environ, StartResponse], Iterable[bytes]],
        budget_bytes: int,
        *,
        page_when_away: bytes = b"",
        always_built: Sequence[str] = (),
    ) -> None:
        """`budget_bytes`: memory for pages; with 0 none is kept, but the answers are the same.

        `page_when_away`: the HTML to answer with if the database is away and the page is not in
        memory. `always_built`: paths of pages that are built for each content version even if
        nobody asks for them.
        """
        self.application = application
        self.store = PageStore(budget_bytes)
        self.question = VersionQuestion()
        self.file_state = FileState()
        # A state of the database file, and the content version in it: while the state stays the
        # same, so does the version.
        self.known: tuple[object, object] = (None, None)
        self.page_when_away = page_when_away
        self.always_built = always_built

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if (key := _key(environ)) is None:
            return self.application(environ, start_response)
        page = version = None
        if self.store.budget_bytes and is_our_host(environ.get("HTTP_HOST", "")):
            try:
                version = self.question.ask()  # before anything is read from the content
            except DatabaseAway:
                return self._without_database(key, environ, start_response)
            if (state := environ.get(FILE_STATE)) is not None:
                self.known = (state, version)
            if self.store.discard_other_versions(version):
                self._build_ahead(environ)
        if version is not None:
            page = self.store.get(key, version, time.time())
        if page is None:
            # Without its conditions, so that Django builds the whole page; they are checked below.
            whole = {name: value for name, value in environ.items() if name not in CONDITIONS}
            started: list[tuple] = []
            response = self.application(whole, lambda *begun: started.append(begun))
            is_public = hasattr(response, "cache_info")  # set by `public_page`
            if not isinstance(response, HttpResponse) or not is_public or response.cookies:
                start_response(*started[-1])
                return response
            page = _page(response, started[-1][0])
            response.close()
            if version is not None and is_for_all(response):
                self.store.put(key, version, page)
        status, headers, content = _answer(environ, page)
        start_response(status, headers)
        return [content]

    def at_once(self, environ: Environ) -> tuple[int, Headers, bytes] | None:
        """Status, headers and content of a page that is ready to send; never waits, so the event
        loop may call it.

        None if the page has to be built or compressed, or its ETag compared with a list. None also
        for a page with a query, because reading a long query takes time.
        """
        key = Key(is_secure(environ), environ["PATH_INFO"], environ["QUERY_STRING"])
        is_read = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        if key.query or not is_read or not self.store.has(key):
            return None
        if not is_our_host(environ.get("HTTP_HOST", "")):
            return None
        state = environ[FILE_STATE] = self.file_state.ask()  # before a thread asks for the version
        known_state, version = self.known
        if state is None or state != known_state:
            return None
        page = self.store.get(key, version, time.time())
        if page is None or not _is_ready(environ, page):
            return None
        status, headers, content = _answer(environ, page)
        return int(status[:3]), headers, content

    def _build_ahead(self, environ: Environ) -> None:
        for path in self.always_built:
            ahead = {name: value for name, value in environ.items() if name not in CONDITIONS}
            ahead |= {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": ""}
            self(ahead, lambda *begun: None)

    def _without_database(
        self, key: Key, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer with the page as last built, and a note that it may be old; else with 503."""
        body = self.page_when_away
        status, headers = "503 Service Unavailable", [HTML, ("Retry-After", "30")]
        if page := self.store.last_known(key):
            status = page.status
            headers = [pair for pair in page.headers if pair[0].lower() not in SAYS_HOW_FRESH]
            headers.append(("Warning", '110 - "Response is Stale"'))
            body = page.body.replace(b"<main", MAY_BE_OLD + b"<main", 1)
        start_response(status, [*headers, ("Cache-Control", "no-store")])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _key(environ: Environ) -> Key | None:
    """The key of the public page that the request asks for; None if it asks for none."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    is_read = environ["REQUEST_METHOD"] in ("GET", "HEAD")
    if not is_read or path.startswith(NEVER_CACHED) or environ.get("SCRIPT_NAME"):
        return None
    if (names := parameters_of(path)) is None:
        return None
    try:
        query = query and canonical_query(QueryDict(query.encode("latin-1")), names)
    except SuspiciousOperation:  # more fields than Django reads: leave the error to Django
        return None
    return Key(is_secure(environ), path, query)


@lru_cache(maxsize=4096)
def parameters_of(path: str) -> tuple[str, ...] | None:
    """The query parameters that the public page at `path` reads; None if there is no such page."""
    try:
        return getattr(resolve(path).func, "public_parameters", None)
    except Resolver404:
        return None


def is_for_all(response: HttpResponse) -> bool:
    """Whether `response` may be kept for everybody: it is cacheable, has a status in
    `CACHED_STATUS`, no nonce, and does not depend on a cookie."""
    is_private = "cookie" in response.get("Vary", "").lower()
    has_nonce = "'nonce-" in response.get("Content-Security-Policy", "")
    is_cacheable = response.cache_info.is_cacheable  # type: ignore[attr-defined]
    return is_cacheable and response.status_code in CACHED_STATUS and not (is_private or has_nonce)


@lru_cache(maxsize=64)
def is_our_host(host: str) -> bool:
    """Whether `host` is one of ALLOWED_HOSTS; pages are the same for all of them."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def is_secure(environ: Environ) -> bool:
    """Whether the request came by HTTPS, as `HttpRequest.is_secure` decides it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, wanted = settings.SECURE_PROXY_SSL_HEADER
        if (value := environ.get(name)) is not None:
            return value.split(",", 1)[0].strip() == wanted
    return environ["wsgi.url_scheme"] == "https"


def _page(response: HttpResponse, status: str) -> CachedPage:
    patch_vary_headers(response, ["Accept-Encoding"])
    if not response.has_header("ETag"):
        set_response_etag(response)  # Django sets none for HEAD; an empty body never gets one
    info = response.cache_info  # type: ignore[attr-defined]
    changing = ("etag", "content-length")
    return CachedPage(
        status=status,
        headers=[pair for pair in response.items() if pair[0].lower() not in changing],
        body=response.content,
        etag=response.get("ETag", ""),
        last_modified=info.last_modified,
        until=info.until.timestamp(),
    )


def _answer(environ: Environ, page: CachedPage) -> tuple[str, Headers, bytes]:
    variant = page.variant(choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
    match _status_by_conditions(environ, page, variant):
        case 304:
            left = [pair for pair in variant.headers if pair[0] not in DESCRIBE_THE_BODY]
            return "304 Not Modified", left, b""
        case 412:
            return "412 Precondition Failed", [("Content-Length", "0")], b""
    is_head = environ["REQUEST_METHOD"] == "HEAD"
    return page.status, list(variant.headers), b"" if is_head else variant.body


def _is_ready(environ: Environ, page: CachedPage) -> bool:
    """Whether the answer needs neither compression nor the comparison with a list of ETags."""
    encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if (variant := page.variants.get(encoding)) is None:
        return False
    if CONDITIONS.intersection(environ) <= {"HTTP_IF_MODIFIED_SINCE"}:
        return True
    return environ.get("HTTP_IF_NONE_MATCH") == variant.etag


def _status_by_conditions(environ: Environ, page: CachedPage, variant: Variant) -> int | None:
    """304 or 412 if the conditions of the request require it, as Django reads them; else None."""
    if not page.status.startswith("2") or CONDITIONS.isdisjoint(environ):
        return None
    if environ.get("HTTP_IF_NONE_MATCH") == variant.etag:
        return 304
    request = HttpRequest()
    request.method, request.META = "GET", environ
    response = get_conditional_response(request, variant.etag, page.last_modified)
    return response.status_code if response else None
