"""Find out who asks: a person's browser by its session, or a tool of theirs by a personal token.

A session needs the CSRF token, as every form does, and a personal token is accepted only without a
session cookie. So another site that makes a browser send a request can use neither.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.models import PersonalToken, User
from accounts.tokens import MINUTE
from journal.api.problems import Problem, wrong_method

WALKER_HEADER = "X-Walker"  # the device_key of the walker for whom the device saved the walk


def api_view(*methods: str, tokens: bool = True) -> Callable[..., Any]:
    """Decorate a view `view(request, walker, …)` so that it is called with the person who asks.

    `methods` are the HTTP methods allowed; `tokens`: whether a personal token is accepted, too. A
    `Problem` that is raised becomes a response in JSON.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt  # checked in `_by_session` instead, so that a refusal is JSON as well
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise wrong_method(methods)
                return view(request, _walker(request, tokens), *args, **kwargs)
            except Problem as problem:
                return problem.response()

        return wrapped

    return decorate


def _walker(request: HttpRequest, tokens: bool) -> User:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        walker = _by_token(request, token.strip(), tokens)
    else:
        walker = _by_session(request)
    if request.headers.get(WALKER_HEADER, walker.device_key) != walker.device_key:
        raise Problem(409, "another-person", "Another person is signed in now. Nothing was stored.")
    if not walker.has_consented:
        raise Problem(
            403, "no-agreement", "This person has not agreed that a journal is kept. Open it once."
        )
    return walker


def _by_token(request: HttpRequest, token: str, tokens: bool) -> User:
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        raise Problem(400, "two-callers", "Send a token or a session's cookie, not both.")
    found = PersonalToken.objects.find(token) if tokens else None
    if found is None:
        raise _unknown("This token does not work. It may have been revoked.")
    if not found.count_use(timezone.now()):
        again = {"Retry-After": str(MINUTE)}
        raise Problem(429, "too-often", "Too many requests in a minute. Wait one.", headers=again)
    return found.user


def _by_session(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise _unknown("Sign in, or send a token: Authorization: Bearer …")
    refused = CsrfViewMiddleware(lambda _: HttpResponse()).process_view(
        request, lambda _: HttpResponse(), (), {}
    )
    if refused is not None:
        raise Problem(403, "no-form-token", "The form token is missing, or it has run out.")
    return request.user


def _unknown(message: str) -> Problem:
    return Problem(401, "unknown", message, headers={"WWW-Authenticate": "Bearer"})
