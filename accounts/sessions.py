"""The session store: Django's sessions in the database, read and written in fewer steps."""

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
# The statement that Django composes at each save.
_UPDATE_ALL = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s"


class SessionStore(db.SessionStore):
    """Reads by a prepared query: every private page reads a session, always by the same query."""

    _expires_at: datetime | None = None  # as stored; None where it was not read

    def _get_session_from_db(self) -> Session | None:
        found = _living.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        else:
            self._expires_at = found.expire_date
        return found

    def save(self, must_create: bool = False) -> None:
        """Store the session; a stored session takes one statement, without a savepoint.

        Raises UpdateError where its row is gone: the caller's transaction stays usable. If the
        database fails, that transaction is rolled back as a whole.

        The date of expiry is stored only once it has moved by EXPIRY_PRECISION: the column has an
        index, so that each save would write two more pages of the file.
        """
        if must_create or self.session_key is None:
            self._expires_at = None  # belongs to another row
            super().save(must_create)
            return
        data, expires_at = self.encode(dict(self.items())), self.get_expiry_date()
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            if self._is_about_when_it_expires(expires_at):
                cursor.execute(_UPDATE, (data, self.session_key))
            else:
                adapted = connection.ops.adapt_datetimefield_value(expires_at)
                cursor.execute(_UPDATE_ALL, (data, adapted, self.session_key))
                self._expires_at = None  # the stored one was not read
            is_there = cursor.rowcount
        if not is_there:
            raise UpdateError

    def _is_about_when_it_expires(self, moment: datetime) -> bool:
        known = self._expires_at
        return known is not None and timedelta() <= moment - known < EXPIRY_PRECISION
