"""Sessions in the database alone, as Django keeps them, read and written with fewer steps."""

from datetime import datetime, timedelta

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
EXPIRY_PRECISION = timedelta(hours=1)
_UPDATE = "UPDATE django_session SET session_data = %s WHERE session_key = %s"
# As Django composes it each time.
_UPDATE_ALL = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s"


class SessionStore(db.SessionStore):
    """Every private page begins with a session: Django composes the same query for it each time."""

    _expires_at: datetime | None = None  # as the database has it

    def _get_session_from_db(self) -> Session | None:
        found = _living.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        else:
            self._expires_at = found.expire_date
        return found

    def save(self, must_create: bool = False) -> None:
        """One statement for a session that is there. Where it is gone, nothing is lost of the
        caller's transaction; where the database fails, all of it is.

        When it expires is written where that moves by EXPIRY_PRECISION: it stands in an index, and
        with each save two more pages of the file would be written.
        """
        if must_create or self.session_key is None:
            self._expires_at = None  # another row
            super().save(must_create)
            return
        data, expires_at = self.encode(dict(self.items())), self.get_expiry_date()
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            if self._is_about_when_it_expires(expires_at):
                cursor.execute(_UPDATE, (data, self.session_key))
            else:
                adapted = connection.ops.adapt_datetimefield_value(expires_at)
                cursor.execute(_UPDATE_ALL, (data, adapted, self.session_key))
                self._expires_at = None  # not read since
            is_there = cursor.rowcount
        if not is_there:
            raise UpdateError

    def _is_about_when_it_expires(self, moment: datetime) -> bool:
        known = self._expires_at
        return known is not None and timedelta() <= moment - known < EXPIRY_PRECISION
