"""Sessions for those who measure: a person signed in without the page for it."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.middleware import RENEWED_AT
from accounts.models import User


def open_session(walker: User, now: datetime, backend: str = "") -> str:
    """The key of a new session in which `walker` is signed in, by `backend` or the site's own."""
    session = SessionStore()
    session[SESSION_KEY] = str(walker.pk)
    session[BACKEND_SESSION_KEY] = backend or settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = walker.get_session_auth_hash()
    session[RENEWED_AT] = now.timestamp()
    session.create()
    return str(session.session_key)
