"""Keep a form that was sent after its session had ended, until that person has signed in again.

The form is encrypted in the session that the next sign-in continues, and shown only to the person
whose page it was on. Nothing is saved automatically: the form is shown again as it was typed.
"""

from django.contrib import messages
from django.http import HttpRequest, QueryDict

from accounts.encryption import decrypt, encrypt
from accounts.models import AuthenticatedRequest

KEY = "interrupted_form"
MAX_LENGTH = 20_000  # room for a note of 1,000 characters that take twelve each, and the rest


def keep_form(request: HttpRequest) -> None:
    """Keep a form posted without a login, if it names its person (`walker_key`) and is not long."""
    typed = request.POST.urlencode()
    if request.POST.get("walker_key") and len(typed) <= MAX_LENGTH:
        request.session[KEY] = {"path": request.path, "typed": encrypt(typed)}


def interrupted_form(request: AuthenticatedRequest) -> QueryDict | None:
    """The form that this person sent to this page before signing in again; None if there is none.

    It is removed from the session, so it is returned once; a message tells the person about it.
    """
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
