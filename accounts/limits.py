"""How often something may be done: counted in the database, so that all processes count together.

allauth counts log-ins, guesses and used one-time codes in Django's default cache. In the memory of
each process every process would allow as many, and a restart would forget them; another server for
them could be away (decision 0022). So the default cache is a table of ours.

Django's own cache in a table stores pickles, which run code for whoever can write rows, and two
processes may both take over a key that has just ended. Here values are JSON, each call is one
statement that decides, and a key is a keyed hash: allauth's keys hold addresses of people.
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
    """One count, or one used code, until it ends."""

    key = PrintableCharField(max_length=64, primary_key=True)  # a keyed hash, in hexadecimal
    value = models.JSONField()
    ends_at = models.DateTimeField(db_index=True)

    objects: ClassVar[LimitQuerySet] = LimitQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"until {self.ends_at:%Y-%m-%d %H:%M}"


class LimitCache(BaseCache):
    """Django's interface of a cache over `Limit`, for values that JSON can hold.

    Nothing is dropped before its time, unlike in a cache of a certain size: who makes many keys
    must not wash out the count of their guesses. A database that cannot be written raises
    DatabaseError: then nothing can be tried either.
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
        """Store `value` unless there is one; whether it was stored. Of many callers one stores."""
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
        """The count after adding `delta`. ValueError where there is none."""
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
    """How often this was called with `key`, now included, within `seconds` of the first call."""
    counts = caches["default"]
    if counts.add(key, 1, seconds):
        return 1
    try:
        return counts.incr(key)
    except ValueError:  # the time ended between the two
        counts.set(key, 1, seconds)
        return 1
