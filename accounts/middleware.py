"""Pages behind a login: never stored by a browser or proxy, and in the person's own time."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin

from accounts.short_waits import short_transaction

RENEWED_AT = "renewed_at"  # seconds since 1970, in the session
RENEWED_EVERY = 24 * 60 * 60  # seconds


def _renew_session(request: HttpRequest) -> None:
    """Let a session last as long from its last use as it lasts from signing in.

    Whoever comes every day is not asked to sign in every fortnight. Written once a day, not with
    each page; where the database takes no writes just now, another page does it. Staff have a limit
    of their own.
    """
    if request.user.is_authenticated and not request.user.is_staff:
        now = time.time()
        if now - request.session.get(RENEWED_AT, 0) > RENEWED_EVERY:
            _keep_by_the_way(request.session, RENEWED_AT, now)


def _keep_by_the_way(session: SessionBase, name: str, value: float) -> None:
    """Store it in the session, unless the database is busy or takes no writes just now."""
    was_modified, before = session.modified, session.get(name)
    session[name] = value
    try:
        with short_transaction():
            session.save()
    except (DatabaseError, UpdateError):
        if before is None:
            del session[name]
        else:
            session[name] = before
        session.modified = was_modified


class PrivatePagesMiddleware:
    """Marks private pages `no-store` and answers them in the time zone of who asks.

    Only under the private prefixes is the session read: everywhere else a look at it would make
    the page depend on who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(settings.PRIVATE_PREFIXES):
            return self.get_response(request)
        _renew_session(request)
        zone = getattr(request.user, "zone", None)  # nobody has none
        with timezone.override(zone or timezone.get_default_timezone()):
            response = self.get_response(request)
        add_never_cache_headers(response)  # no-store and private among them
        return response


class PrivateCompressionMiddleware(GZipMiddleware):
    """Compresses private pages: they are long, and read on phones far from a fast line.

    How long a compressed page is may tell whether something that a stranger put into it also stands
    there as a secret (BREACH, Prado, Harris and Gluck 2013). Three things stand against it: the
    token of the forms is masked by Django with other random bytes in each page; Django's gzip adds
    up to 100 random bytes to each answer; and no page is compressed into which a request could
    have put a text of its own, by something after “?” in its address or by what a form sent.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_private = request.path_info.startswith(settings.PRIVATE_PREFIXES)
        if is_private and request.method == "GET" and not request.META.get("QUERY_STRING"):
            return super().process_response(request, response)
        return response


class StaffIdleMiddleware(MiddlewareMixin):
    """Signs staff out who asked for no private page for STAFF_IDLE_MINUTES; 0 turns it off.

    An office is left with its browser open. What somebody typed into a draft stays on the device.
    """

    SEEN_AT = "staff_seen_at"  # seconds since 1970, in the session
    PRECISION = 60  # seconds: the session is written once a minute, not with each page

    def process_request(self, request: HttpRequest) -> None:
        is_private = request.path_info.startswith(settings.PRIVATE_PREFIXES)
        if settings.STAFF_IDLE_MINUTES and is_private and getattr(request.user, "is_staff", False):
            self._look(request)

    def _look(self, request: HttpRequest) -> None:
        now = time.time()
        idle = now - request.session.get(self.SEEN_AT, now)
        if idle > settings.STAFF_IDLE_MINUTES * 60:
            logout(request)
            minutes = settings.STAFF_IDLE_MINUTES
            messages.info(
                request, f"You were signed out: you opened no page for {minutes} minutes."
            )
        elif idle > self.PRECISION or self.SEEN_AT not in request.session:
            _keep_by_the_way(request.session, self.SEEN_AT, now)
