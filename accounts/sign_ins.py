"""What is kept of a person's sign-ins (from where, with which browser), and forgetting it."""

from contextlib import suppress

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import models, transaction

from accounts.erased_bytes import overwrite_after_commit
from accounts.models import User
from accounts.sessions import SessionStore


def sessions_of(person: User) -> models.QuerySet[UserSession]:
    """All kept sign-ins of `person`, the newest first; some sessions have ended."""
    return UserSession.objects.filter(user=person).order_by("-last_seen_at", "-pk")


@transaction.atomic
def forget_sign_ins(person: User, current: str) -> int:
    """Sign `person` out everywhere but in the session with the key `current`, and forget it all.

    Returns how many sign-ins were forgotten.
    """
    others = sessions_of(person).exclude(session_key=current)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    overwrite_after_commit()
    return len(keys)


def forget_in_sessions(person: User, *names: str) -> None:
    """Delete what the sessions of `person` keep under these names; the sessions go on."""
    for key in sessions_of(person).values_list("session_key", flat=True):
        session = SessionStore(key)
        if not session.keys() & set(names):
            continue
        for name in names:
            session.pop(name, None)
        with suppress(UpdateError):  # it has ended meanwhile
            session.save()
