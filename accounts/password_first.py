"""Whoever finds a browser open must know the password before data leaves, is shared or goes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required

from accounts.models import AuthenticatedRequest


def password_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Before a POST the password (or the second step) is asked for again, unless it was just given.

    What was sent waits meanwhile in the session and is done once it was given. Stands within
    `login_required`.
    """

    @wraps(view)
    def guarded(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            raise_if_reauthentication_required(request, app="account")
        return view(request, *args, **kwargs)

    return guarded
