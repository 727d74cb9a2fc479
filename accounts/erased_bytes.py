"""What was deleted is gone from the database's files too, and not only from every page.

SQLite overwrites a row that is deleted where it stands (`secure_delete`). Copies of it stay in two
places. The log keeps old pages until it is cut to nothing; that is tried at once. And when SQLite
moves rows from a page to its neighbours, what it leaves behind in the page's unused middle is
overwritten only by later rows: so the whole file is written again (VACUUM), by a job. Why no
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
# Nobody can write meanwhile, for up to a second in 40 megabytes. So what is erased within this time
# is done by one rewriting, and together they hold writers up for a fortieth of the time at most.
REWRITE_AFTER = timedelta(seconds=30)
REWRITE_AFTER_EACH_MB = timedelta(seconds=1)

logger = logging.getLogger(__name__)


class LogInUseError(Exception):
    """Somebody was reading or writing just now; another try will find the log free."""


def overwrite_after_commit() -> None:
    """To be called where something was deleted for good, in its transaction or after it.

    What stands in the log goes right after the commit, and the rest by a job, which is stored in
    this transaction: whoever deleted does not wait, and a kill loses nothing.
    """
    if connection.vendor != "sqlite":
        return
    megabytes = _file_bytes() / 1_000_000
    due = timezone.now() + REWRITE_AFTER + megabytes * REWRITE_AFTER_EACH_MB
    Job.objects.add(KIND, {}, due, key=KIND)
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
        Job.objects.add(LOG_KIND, {}, timezone.now(), key=LOG_KIND)


@job(LOG_KIND)
def truncate_log_later(given: dict[str, Any]) -> None:
    """Raises LogInUseError, so that it is tried again."""
    if not truncate_log():
        raise LogInUseError
    Job.objects.filter(kind=LOG_KIND).exclude(failed_at=None).delete()  # done with this one


@job(KIND)
def rewrite_database(given: dict[str, Any]) -> None:
    """Write SQLite's file again without anything that was deleted before.

    Raises OperationalError where somebody writes for long or the disk is full: then the file is
    what it was, the log says why, and it is tried again.
    """
    # What is erased from now on asks for a job of its own: this one may begin too early for it.
    Job.objects.filter(key=KIND).update(key=None)
    asked = list(Job.objects.filter(kind=KIND).values_list("pk", flat=True))
    try:
        _rewrite()
    except OperationalError as error:
        logger.warning(
            "The file of the database was not written again, so that parts of what was erased may"
            " still be in it: %s. It needs %d MB of room beside the file, and is tried again.",
            error,
            2 * _file_bytes() // 1_000_000 + 1,  # the copy, and the log through which it comes
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
