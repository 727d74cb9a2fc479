"""How often something may be done, counted in the database for all processes together.

allauth counts log-ins, guesses and used one-time codes in Django's default cache. In a cache in
memory each process would count for itself and so allow as many again, and a restart would forget
the counts; a separate cache server could be down (decision 0022). So the default cache is a table
of ours.

Django's own cache in a table stores pickles, which run code of whoever can write rows, and two
processes may both take over a key that has just ended. Here values are JSON, one statement of each
call decides, and keys are stored as keyed hashes, because allauth's contain people's addresses.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.fields import PrintableCharField


class LimitQuerySet(models.QuerySet["Limit"]):
    def past_keeping(self, now: datetime) -> "LimitQuerySet":
        return self.filter(ends_at__lte=now)


class Limit(models.Model):
    """One count, or one used code, which is valid until `ends_at`."""

    key = PrintableCharField(max_length=64, primary_key=True)  # a keyed hash, in hexadecimal
    value = models.JSONField()
    ends_at = models.DateTimeField(db_index=True)

    objects: ClassVar[LimitQuerySet] = LimitQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"until {self.ends_at:%Y-%m-%d %H:%M}"


class LimitCache(BaseCache):
    """A Django cache backend that stores in `Limit`, for values that JSON can hold.

    No entry is dropped before it ends, unlike in a cache of limited size: making many keys must not
    push out the count of somebody's guesses. Raises DatabaseError where the database cannot be
    written, so that nothing can be tried then either.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def make_key(self, key: Any, version: int | None = None) -> str:
        named = super().make_key(key, version)
        return salted_hmac("accounts.limits", named, algorithm="sha256").hexdigest()

    def _ends(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        if seconds is None:
            raise ValueError("A limit has to end.")
        return timezone.now() + timedelta(seconds=float(seconds))

    def _rows(self, key: Any, version: int | None) -> LimitQuerySet:
        return Limit.objects.filter(key=self.make_key(key, version))

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Store `value` if `key` has none; whether it was stored. Of many callers one succeeds."""
        new = {"value": value, "ends_at": self._ends(timeout)}
        if self._rows(key, version).filter(ends_at__lte=timezone.now()).update(**new):
            return True
        try:
            with transaction.atomic():
                Limit.objects.bulk_create([Limit(key=self.make_key(key, version), **new)])
        except IntegrityError:
            return False
        return True

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        row = self._rows(key, version).filter(ends_at__gt=timezone.now()).first()
        return row.value if row else default

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        row = Limit(key=self.make_key(key, version), value=value, ends_at=self._ends(timeout))
        Limit.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["key"], update_fields=["value", "ends_at"]
        )

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add `delta` and return the new count. ValueError where there is none, or it has ended."""
        with transaction.atomic():
            live = self._rows(key, version).filter(ends_at__gt=timezone.now())
            row = live.select_for_update().first()
            if row is None:
                raise ValueError("There is no such count, or it has ended.")
            live.update(value=row.value + delta)
        return row.value + delta

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        live = self._rows(key, version).filter(ends_at__gt=timezone.now())
        return bool(live.update(ends_at=self._ends(timeout)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._rows(key, version).delete()[0])

    def clear(self) -> None:
        Limit.objects.all().delete()


def count_within(key: str, seconds: int) -> int:
    """How often this was called with `key`, this call included, within `seconds` of the first."""
    counts = caches["default"]
    if counts.add(key, 1, seconds):
        return 1
    try:
        return counts.incr(key)
    except ValueError:  # the count ended between the two calls
        counts.set(key, 1, seconds)
        return 1
