"""Sessions in the database alone, as Django keeps them, read and written with fewer steps."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.prepared_queries import PreparedQuery

_living = PreparedQuery(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now)[:1],
    str,
    datetime,
)


class SessionStore(db.SessionStore):
    """Every private page begins with a session: Django composes the same query for it each time."""

    def _get_session_from_db(self) -> Session | None:
        found = _living.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found

    def save(self, must_create: bool = False) -> None:
        """One statement for a session that is there; where it fails, the caller's transaction goes
        on."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        data = self.encode(dict(self.items()))
        same = Session.objects.filter(pk=self.session_key)
        with transaction.atomic():
            is_there = same.update(session_data=data, expire_date=self.get_expiry_date())
        if not is_there:
            raise UpdateError
