"""Middleware of pages behind a login: sessions, caching, time zone, compression, idle staff."""

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
    """Make a session last as long from its last use as it lasts from signing in; not for staff.

    So whoever comes every day is not asked to sign in every fortnight. Written once a day, not with
    each page; where the database takes no writes just now, a later page does it. Staff have
    `StaffIdleMiddleware`.
    """
    if request.user.is_authenticated and not request.user.is_staff:
        now = time.time()
        if now - request.session.get(RENEWED_AT, 0) > RENEWED_EVERY:
            _keep_by_the_way(request.session, RENEWED_AT, now)


def _keep_by_the_way(session: SessionBase, name: str, value: float) -> None:
    """Store `value` in the session; leave it as it was if the database is busy or read-only."""
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
    """Marks private pages `no-store`, and builds them in the time zone of the signed-in person.

    The session is read only under the private prefixes: reading it elsewhere would make a public
    page depend on who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(settings.PRIVATE_PREFIXES):
            return self.get_response(request)
        _renew_session(request)
        zone = getattr(request.user, "zone", None)  # None where nobody is signed in
        with timezone.override(zone or timezone.get_default_timezone()):
            response = self.get_response(request)
        add_never_cache_headers(response)  # which include no-store and private
        return response


class PrivateCompressionMiddleware(GZipMiddleware):
    """Compresses private pages: they are long, and often read on phones with a slow connection.

    The length of a compressed page may reveal whether a text that an attacker put into it equals a
    secret in it (BREACH, Prado, Harris and Gluck 2013). Three things prevent this: Django masks the
    token of the forms with other random bytes in each page; Django's gzip adds up to 100 random
    bytes to each response; and a page that may contain a text of the request, from its query string
    or from a form, is not compressed.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_private = request.path_info.startswith(settings.PRIVATE_PREFIXES)
        if is_private and request.method == "GET" and not request.META.get("QUERY_STRING"):
            return super().process_response(request, response)
        return response


class StaffIdleMiddleware(MiddlewareMixin):
    """Signs out staff who opened no private page for STAFF_IDLE_MINUTES; 0 turns it off.

    Somebody may leave an office with the browser open. Text typed into a draft stays on the device.
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
