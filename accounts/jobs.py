"""Work that no visitor waits for: kept in the database, done by `run_jobs`, retried when it fails.

A job has a kind, and its arguments as JSON. It is stored in the transaction of the change that
needs it, so that both are stored or neither. A runner leases a job before running it: when a runner
is killed its lease ends, and another runner takes the job. So a job may run twice, and each kind
has to allow for that; a mail has the same Message-ID each time.

Why a table of ours, and no queue: `docs/decisions/0017-one-table-of-jobs.md`.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import DatabaseError, connection, models
from django.db.models import F, Q
from django.utils import timezone

from accounts.fields import CodeCheckedCharField, PrintableCharField
from accounts.short_waits import short_transaction

Handler = Callable[[dict[str, Any]], None]
Task = Callable[[datetime], object]

LEASE = timedelta(minutes=5)  # longer than any job may take
# The wait doubles after each failure: the last try comes a day and a half after the first.
FIRST_WAIT = timedelta(minutes=1)
MAX_ATTEMPTS = 12
FAILED_RETENTION = timedelta(days=30)
PAUSE_SECONDS = 1.0
PERIODIC_SECONDS = 20.0  # between two calls of the periodic tasks
AWAY_SECONDS = 5.0  # between two tries to reach a database that does not answer
HANDLERS: dict[str, Handler] = {}
PERIODIC: list[Task] = []

logger = logging.getLogger(__name__)


def job(kind: str) -> Callable[[Handler], Handler]:
    """Decorates the function that does the jobs of `kind`; it is called with the job's `given`."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def periodic(task: Task) -> Task:
    """Decorates a task that every runner calls every PERIODIC_SECONDS with the current time.

    Two runners may call it at once, which it has to allow for.
    """
    PERIODIC.append(task)
    return task


class JobQuerySet(models.QuerySet["Job"]):
    def add(self, kind: str, given: dict[str, Any], now: datetime, key: str | None = None) -> None:
        """Store a job that is due at `now`, unless there is one with the same `key`.

        `given`: its arguments, as JSON can hold them. ValueError for a kind that no function does.
        """
        if kind not in HANDLERS:
            raise ValueError(f"Nothing does jobs of the kind {kind!r}.")
        row = self.model(kind=kind, given=given, due_at=now, key=key)
        self.bulk_create([row], ignore_conflicts=key is not None)

    def due(self, now: datetime) -> "JobQuerySet":
        is_free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(is_free, failed_at=None, due_at__lte=now)

    def past_keeping(self, now: datetime) -> "JobQuerySet":
        return self.filter(failed_at__lt=now - FAILED_RETENTION)

    def lease(self, now: datetime) -> "Job | None":
        """Lease the job that has been due longest, for LEASE; None where no job is due."""
        for row in self.due(now).order_by("due_at", "pk")[:20]:
            mine = self.due(now).filter(pk=row.pk, attempts=row.attempts)
            if mine.update(leased_until=now + LEASE, attempts=F("attempts") + 1):
                row.attempts += 1
                return row
        return None


class Job(models.Model):
    """Something to do. Deleted once it is done; kept for FAILED_RETENTION once it is given up."""

    kind = CodeCheckedCharField(max_length=40)
    given = models.JSONField(default=dict)
    key = PrintableCharField(max_length=100, null=True, blank=True, unique=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The name of the exception's class alone: its text may contain an address.
    last_error = PrintableCharField(max_length=100, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = (
            models.Index(
                fields=["due_at"],
                condition=Q(failed_at=None),
                name="accounts_jobs_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def run(self, now: datetime) -> bool:
        """Do the job and delete it; whether it succeeded.

        After a failure it is put off to its next try, or given up after MAX_ATTEMPTS.
        """
        try:
            HANDLERS[self.kind](self.given)
        except Exception as error:
            self._put_off(type(error).__name__, now)
            return False
        self.delete()
        return True

    def _put_off(self, error: str, now: datetime) -> None:
        is_last = self.attempts >= MAX_ATTEMPTS
        # A job that is given up frees its key, so that the same can be asked for again.
        given_up = {"failed_at": now, "key": None} if is_last else {}
        # An update of these columns alone keeps what else happened to the row meanwhile: a deleted
        # job stays deleted, and a job that gave up its key does not take it back.
        mine = Job.objects.filter(pk=self.pk)
        mine.update(
            last_error=error[:100],
            leased_until=None,
            due_at=now + FIRST_WAIT * 2 ** (self.attempts - 1),
            **given_up,
        )
        # The arguments of the job stay out of the log: they may name people.
        if is_last:  # errors are mailed to the operators
            logger.error("Job %s was given up at try %s: %s", self, self.attempts, error)
        else:
            logger.warning("Job %s failed at try %s: %s", self, self.attempts, error)


def run_forever(is_wanted: Callable[[], bool]) -> None:
    """Do all that is due, then pause, again and again as long as `is_wanted` returns True."""
    last = -PERIODIC_SECONDS
    while is_wanted():
        is_time = time.monotonic() - last >= PERIODIC_SECONDS
        last = time.monotonic() if is_time else last
        time.sleep(PAUSE_SECONDS if run_due(look=is_time) else AWAY_SECONDS)


def run_due(*, look: bool = True) -> bool:
    """Do all jobs that are due; False if the database failed. `look`: call periodic tasks first."""
    try:
        if look:
            _look(timezone.now())
        while run_next(timezone.now()):
            pass
        Job.objects.past_keeping(timezone.now()).delete()
    except DatabaseError as error:
        logger.warning("Jobs wait for the database (%s).", type(error).__name__)
        connection.close()
        return False
    return True


def _look(now: datetime) -> None:
    for task in PERIODIC:
        try:
            task(now)
        except DatabaseError:
            raise
        except Exception as error:  # a broken task must not keep mail from being sent
            logger.warning("%s failed: %s", task.__qualname__, type(error).__name__)


def run_next(now: datetime) -> bool:
    """Do the job that has been due longest; False where none is due."""
    found = Job.objects.lease(now)
    if found is None:
        return False
    found.run(now)
    return True


class Heartbeat(models.Model):
    """A row that the readiness probe writes, because a full or read-only database is not ready."""

    written_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"written at {self.written_at}"

    @classmethod
    def beat(cls) -> None:
        """Write the row. Raises DatabaseError where the database cannot be written."""
        with short_transaction():
            cls.objects.update_or_create(pk=1)
