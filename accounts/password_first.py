"""Asking for the password again before data is exported, shared or deleted.

Somebody who finds a browser open does not know the password.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required

from accounts.models import AuthenticatedRequest


def password_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a view: a POST needs the password (or the second step) again, unless just given.

    The POST is kept in the session meanwhile, and carried out once the password was given. To be
    placed below `login_required`.
    """

    @wraps(view)
    def guarded(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            raise_if_reauthentication_required(request, app="account")
        return view(request, *args, **kwargs)

    return guarded
