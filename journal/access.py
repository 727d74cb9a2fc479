"""Who may enter the journal: a person who is logged in and has agreed that we keep their data."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import AuthenticatedRequest
from journal.interrupted_form import keep_form


def walker_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate `view` so that only a person who is logged in and has consented reaches it.

    Anybody else is redirected to log in or to consent. A form that was posted without a login is
    kept, and comes back after logging in.
    """

    @login_required
    @wraps(view)
    def guarded(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_consented:
            return redirect("consent")
        return view(request, *args, **kwargs)

    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            keep_form(request)
        return guarded(cast(AuthenticatedRequest, request), *args, **kwargs)

    return keeping
