"""What somebody typed while their session ended: kept through signing in, for that person alone.

It waits encrypted in the session that whoever signs in next continues, and is shown only to the
person whose page the form was on. Nothing is stored by itself: the form comes back as it was typed.
"""

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from accounts.encryption import decrypt, encrypt
from accounts.models import AuthenticatedRequest

KEY = "interrupted_form"
MAX_LENGTH = 20_000  # characters: a note of 1,000 that each take twelve, and everything else


def keep_form(request: HttpRequest) -> None:
    """Keep a form that was sent without a session, if it says whose it is."""
    typed = request.POST.urlencode()
    if request.POST.get("walker_key") and len(typed) <= MAX_LENGTH:
        request.session[KEY] = {"path": request.path, "typed": encrypt(typed)}


def interrupted_form(request: AuthenticatedRequest) -> QueryDict | None:
    """What this person typed on this page before signing in again; None otherwise. Given once."""
    kept = request.session.get(KEY)
    if kept is None or request.method != "GET" or kept["path"] != request.path:
        return None
    del request.session[KEY]
    typed = QueryDict(decrypt(kept["typed"]))
    if typed.get("walker_key") != request.user.device_key:
        return None
    messages.warning(
        request,
        "You were signed out before this was saved. What you typed is below: save it now.",
    )
    return typed
