"""What was deleted is gone from the disk too, and not only from every page.

SQLite overwrites what is deleted in its file (`secure_delete`), but only when its log is written
back, and the log itself keeps the old bytes until it is cut to nothing. PostgreSQL frees them at
the next VACUUM, which docs/operating.md describes.
"""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.jobs import Job, job

KIND = "truncate_log"


class LogInUseError(Exception):
    """Somebody was reading or writing just now; another try will find the log free."""


def overwrite_after_commit() -> None:
    """To be called where something was deleted for good, in its transaction or after it."""
    transaction.on_commit(_truncate_now_or_later)


def truncate_log() -> bool:
    """Write SQLite's log back and cut it to nothing; whether that could be done now."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _truncate_now_or_later() -> None:
    if not truncate_log():
        Job.objects.add(KIND, {}, timezone.now(), key=KIND)


@job(KIND)
def truncate_log_later(given: dict[str, Any]) -> None:
    """Raises LogInUseError, so that it is tried again."""
    if not truncate_log():
        raise LogInUseError
