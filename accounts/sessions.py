"""Sessions in the database alone, as Django keeps them, read and written with fewer steps."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from accounts.prepared_queries import PreparedQuery

_living = PreparedQuery(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now)[:1],
    str,
    datetime,
)
# As Django composes it each time.
_UPDATE = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s"


class SessionStore(db.SessionStore):
    """Every private page begins with a session: Django composes the same query for it each time."""

    def _get_session_from_db(self) -> Session | None:
        found = _living.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found

    def save(self, must_create: bool = False) -> None:
        """One statement for a session that is there. Where it is gone, nothing is lost of the
        caller's transaction; where the database fails, all of it is."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        expires = connection.ops.adapt_datetimefield_value(self.get_expiry_date())
        values = (self.encode(dict(self.items())), expires, self.session_key)
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.execute(_UPDATE, values)
            is_there = cursor.rowcount
        if not is_there:
            raise UpdateError
