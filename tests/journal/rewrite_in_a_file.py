"""Run by `test_erased_bytes.py` in processes of their own: what may go wrong while SQLite's file is
written again."""

import io
import json
import logging
import os
import resource
import signal
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from accounts import erased_bytes
from accounts.jobs import LEASE, Job, run_next
from accounts.models import User
from journal.forms.erase_form import erase_everything_of
from journal.models import Walk
from tests.journal.erase_in_a_file import in_files

SOON = timedelta(minutes=2)


def erase() -> None:
    """Erase a journal; the rewriting waits."""
    now = timezone.now()
    person = User.objects.create_user("a@example.org")
    Walk.objects.bulk_create(
        Walk(
            walker=person,
            entry=uuid.uuid4(),
            started_at=now - timedelta(days=number),
            time_zone="MARKEDZONE",
            minutes=20,
            pain_before=1,
            pain_after=2,
            logged_at=now,
            changed_at=now,
        )
        for number in range(500)
    )
    erase_everything_of(person)


def logged() -> io.StringIO:
    stream = io.StringIO()
    logging.getLogger("accounts").addHandler(logging.StreamHandler(stream))
    return stream


def full_disk() -> None:
    erase()
    stream, size = logged(), Path(connection.settings_dict["NAME"]).stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, limits[1]))
    run_next(timezone.now() + SOON)
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    waiting = Job.objects.get()
    said = {"log": stream.getvalue(), "walks": Walk.objects.count(), "error": waiting.last_error}
    said |= {"again": run_next(waiting.due_at), "jobs": Job.objects.count()}
    print(json.dumps(said))


def long_writer() -> None:
    erase()
    stream, rewrite = logged(), erased_bytes._rewrite

    def rewrite_beside_a_writer() -> None:
        path = connection.settings_dict["NAME"]
        connection.cursor().execute("PRAGMA busy_timeout = 10")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            rewrite()

    erased_bytes._rewrite = rewrite_beside_a_writer
    run_next(timezone.now() + SOON)
    print(json.dumps({"log": stream.getvalue(), "jobs": Job.objects.count()}))


def kill() -> None:
    erase()
    calls = []

    def die_in_the_middle() -> None:
        calls.append(1)
        if len(calls) == 20:
            os.kill(os.getpid(), signal.SIGKILL)

    during_vacuum(die_in_the_middle)


def after_the_kill() -> None:
    (job,) = Job.objects.all()
    said = {"jobs": 1, "leased": job.leased_until is not None}
    assert not run_next(timezone.now() + SOON)  # as long as the lease lasts
    run_next(timezone.now() + SOON + LEASE)
    with connection.cursor() as cursor:
        said["healthy"] = cursor.execute("PRAGMA integrity_check").fetchone()[0]
    said |= {"left": in_files([b"MARKEDZONE"]), "jobs_after": Job.objects.count()}
    print(json.dumps(said))


def unnamed_files() -> None:
    """Print the folders of files that have no name any more, as those that SQLite makes for itself
    have none."""
    erase()
    folders = set()

    def look() -> None:
        for opened in Path("/proc/self/fd").iterdir():
            name = os.readlink(opened) if opened.is_symlink() else ""
            if name.endswith(" (deleted)"):
                folders.add(str(Path(name).parent))

    during_vacuum(look)
    print(*folders)


def during_vacuum(step: Callable[[], None]) -> None:
    """Run the job, and call `step` after every few instructions of SQLite's."""
    rewrite = erased_bytes._rewrite

    def rewrite_in_steps() -> None:
        connection.connection.set_progress_handler(step, 100)
        rewrite()
        connection.connection.set_progress_handler(None, 0)

    erased_bytes._rewrite = rewrite_in_steps
    run_next(timezone.now() + SOON)
