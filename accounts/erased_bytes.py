"""Removes what was deleted from the database's files, and not only from the site's pages.

SQLite overwrites a deleted row in its place (`secure_delete`). Copies of it remain in two other
places. First, the write-ahead log keeps old pages until it is truncated; this is tried at once.
Second, when SQLite moves rows from a page to its neighbours, their bytes stay in the page's unused
middle until later rows overwrite them; so a job writes the whole file again (VACUUM). Why no
smaller step is enough: docs/decisions/0023-the-file-is-written-again.md.

PostgreSQL frees what was deleted at the next VACUUM, which docs/operating.md describes.
"""

import logging
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts.jobs import Job, job

KIND = "rewrite_database"
LOG_KIND = "truncate_log"
# While the file is rewritten nobody can write, for up to a second in 40 megabytes. So all that is
# erased within this delay shares one rewriting, and writers wait a fortieth of the time at most.
REWRITE_AFTER = timedelta(seconds=30)
REWRITE_AFTER_EACH_MB = timedelta(seconds=1)

logger = logging.getLogger(__name__)


class LogInUseError(Exception):
    """The log could not be truncated because it was in use just then; to be tried again."""


def overwrite_after_commit() -> None:
    """Have the bytes of what was just deleted overwritten; call it in that transaction or after it.

    The log is truncated right after the commit. The rest is done by a job that is stored in the
    transaction, so that nobody waits for it and a killed process loses nothing. Does nothing on
    PostgreSQL.
    """
    if connection.vendor != "sqlite":
        return
    megabytes = _file_bytes() / 1_000_000
    due = timezone.now() + REWRITE_AFTER + megabytes * REWRITE_AFTER_EACH_MB
    Job.objects.add(KIND, {}, due, key=KIND)
    transaction.on_commit(_truncate_now_or_later)


def truncate_log() -> bool:
    """Write SQLite's log into the database file and truncate it; False where it is in use now."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _truncate_now_or_later() -> None:
    if not truncate_log():
        Job.objects.add(LOG_KIND, {}, timezone.now(), key=LOG_KIND)


@job(LOG_KIND)
def truncate_log_later(given: dict[str, Any]) -> None:
    """Job: truncate the log. Raises LogInUseError where it is in use, to be tried again."""
    if not truncate_log():
        raise LogInUseError
    Job.objects.filter(kind=LOG_KIND).exclude(failed_at=None).delete()  # this one did their work


@job(KIND)
def rewrite_database(given: dict[str, Any]) -> None:
    """Job: write SQLite's file again without anything that was deleted before.

    Raises OperationalError where another writer holds the database for long or the disk is full:
    the file is unchanged then, the log says why, and the job is tried again.
    """
    # Frees the key, so that later erasures add a job of their own: this rewriting may begin too
    # early to cover them.
    Job.objects.filter(key=KIND).update(key=None)
    asked = list(Job.objects.filter(kind=KIND).values_list("pk", flat=True))
    try:
        _rewrite()
    except OperationalError as error:
        logger.warning(
            "The file of the database was not written again, so that parts of what was erased may"
            " still be in it: %s. It needs %d MB of room beside the file, and is tried again.",
            error,
            2 * _file_bytes() // 1_000_000 + 1,  # the copy, and the log through which it is written
        )
        raise
    Job.objects.filter(pk__in=asked).delete()
    _truncate_now_or_later()


def _rewrite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")


def _file_bytes() -> int:
    with connection.cursor() as cursor:
        pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        return int(cursor.execute(pages).fetchone()[0])
