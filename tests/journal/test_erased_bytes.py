"""What was erased is not on the disk any more."""

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from accounts import erased_bytes
from accounts.erased_bytes import REWRITE_AFTER, truncate_log
from accounts.jobs import MAX_ATTEMPTS, Job, run_next
from tests.journal import erase_in_a_file
from tests.migrated_database import digest_of_migrations
from tests.test_guards import ROOT

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="looks into PostgreSQL's files"
)


@pytest.fixture
def in_a_file(tmp_path, request):
    """Calls a function in a process of its own, on a migrated file of a database in `tmp_path`."""
    path = tmp_path / "site.sqlite3"
    kept = request.getfixturevalue("_migrated_before")
    if kept is None:
        pytest.skip("the migrated database is not kept here")
    shutil.copy(kept / f"{digest_of_migrations()}.sqlite3", path)
    environ = os.environ | {
        "DATABASE_URL": f"sqlite:///{path}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    environ.pop("SQLITE_TMPDIR", None)  # which names the folder of this process's database

    def run(name: str, module: str = "rewrite_in_a_file", expected: int = 0) -> str:
        line = f"from tests.journal.{module} import {name}; {name}()"
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", line],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == expected, done.stderr
        return done.stdout

    return run


@pytest.mark.slow
@on_sqlite
def test_no_erased_note_is_left_in_the_files(in_a_file):
    said = json.loads(in_a_file("main", "erase_in_a_file"))
    # The notes were logged and edited so that SQLite leaves pieces of them where rows have been.
    assert said["before"] > said["stored"]
    assert said["unwritten"]
    check(said)
    assert said["log"] == 0


@pytest.mark.slow
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_no_erased_note_is_left_in_the_files_of_postgresql_after_its_vacuum(capsys):
    erase_in_a_file.main()
    check(json.loads(capsys.readouterr().out))


def check(said: dict) -> None:
    assert said["stored"] > 10_000
    assert said["before"] >= said["stored"]  # the pieces can be found
    assert (said["marks"], said["accounts"]) == (150, 151)
    assert said["plain"] == 0  # notes are encrypted
    assert said["erased"] == 0
    assert said["deleted"] == 0
    assert (said["people"], said["bobs"]) == (1, erase_in_a_file.COUNT)


def test_a_log_in_use_is_cut_by_a_job(monkeypatch, django_capture_on_commit_callbacks):
    answers = iter([False, False, True])
    monkeypatch.setattr(erased_bytes, "truncate_log", lambda: next(answers))
    erased_bytes._truncate_now_or_later()
    waiting = Job.objects.get(kind=erased_bytes.LOG_KIND)
    assert run_next(timezone.now())
    waiting.refresh_from_db()
    assert waiting.last_error == "LogInUseError"
    assert run_next(waiting.due_at)
    assert not Job.objects.exists()


def test_a_log_that_was_given_up_is_cut_after_a_later_erasure(monkeypatch):
    """Somebody held it for longer than all tries, such as a copy that never ended."""
    monkeypatch.setattr(erased_bytes, "truncate_log", lambda: False)
    erased_bytes._truncate_now_or_later()
    Job.objects.update(attempts=MAX_ATTEMPTS - 1)
    assert run_next(timezone.now())
    assert Job.objects.get().failed_at
    erased_bytes._truncate_now_or_later()
    monkeypatch.setattr(erased_bytes, "truncate_log", lambda: True)
    assert run_next(timezone.now())
    assert not Job.objects.exists()  # nothing of either is left to be done


@on_sqlite
def test_what_is_erased_soon_after_one_another_is_one_rewriting(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        erased_bytes.overwrite_after_commit()
        erased_bytes.overwrite_after_commit()
    assert len(callbacks) == 2  # each cuts the log at once
    waiting = Job.objects.get()
    assert waiting.due_at - timezone.now() > REWRITE_AFTER - timedelta(seconds=5)


@on_sqlite
def test_a_larger_file_is_written_again_later(monkeypatch):
    monkeypatch.setattr(erased_bytes, "_file_bytes", lambda: 600_000_000)
    erased_bytes.overwrite_after_commit()
    assert Job.objects.get().due_at > timezone.now() + timedelta(minutes=10)


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_what_is_erased_during_a_rewriting_gets_one_of_its_own(monkeypatch):
    """The rewriting may have begun before: then it does not take that with it."""
    erased_bytes.overwrite_after_commit()
    asked = []

    def erase_meanwhile() -> None:
        if not asked:
            asked.append(1)
            erased_bytes.overwrite_after_commit()

    monkeypatch.setattr(erased_bytes, "_truncate_now_or_later", lambda: None)
    monkeypatch.setattr(erased_bytes, "_rewrite", erase_meanwhile)
    first = Job.objects.get()
    assert run_next(first.due_at)
    assert Job.objects.get().pk != first.pk
    assert run_next(Job.objects.get().due_at)
    assert not Job.objects.exists()


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_rewriting_that_fails_keeps_no_later_one_waiting(monkeypatch):
    def fail() -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(erased_bytes, "_rewrite", fail)
    erased_bytes.overwrite_after_commit()
    assert run_next(Job.objects.get().due_at)
    erased_bytes.overwrite_after_commit()
    failed, waiting = Job.objects.order_by("pk")
    assert (failed.key, waiting.key) == (None, erased_bytes.KIND)
    assert waiting.due_at < timezone.now() + timedelta(minutes=5)


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_one_rewriting_does_for_all_that_was_erased_before(monkeypatch):
    """One that failed waits for its next try, beside one that was asked for since."""
    erased_bytes.overwrite_after_commit()
    Job.objects.update(key=None, due_at=timezone.now() + timedelta(hours=1))
    erased_bytes.overwrite_after_commit()
    assert Job.objects.count() == 2
    assert run_next(timezone.now() + timedelta(minutes=2))
    assert not Job.objects.exists()


@pytest.mark.slow
@on_sqlite
def test_a_full_disk_is_told_in_the_log_and_tried_again(in_a_file):
    said = json.loads(in_a_file("full_disk"))
    assert "parts of what was erased may still be in it: " in said["log"]
    assert "MB of room beside the file" in said["log"]
    assert said["walks"] == 0  # they stay erased
    assert (said["error"], said["again"], said["jobs"]) == ("OperationalError", True, 0)


@pytest.mark.slow
@on_sqlite
def test_a_writer_who_takes_long_puts_the_rewriting_off(in_a_file):
    said = json.loads(in_a_file("long_writer"))
    assert "database is locked" in said["log"]
    assert said["jobs"] == 1


@pytest.mark.slow
@on_sqlite
def test_a_kill_while_the_file_is_written_loses_nothing(in_a_file):
    in_a_file("kill", expected=-signal.SIGKILL)
    said = json.loads(in_a_file("after_the_kill"))
    assert said == {"jobs": 1, "leased": True, "healthy": "ok", "left": 0, "jobs_after": 0}


@pytest.mark.slow
@on_sqlite
def test_the_copy_is_written_beside_the_file_and_read_by_nobody_else(in_a_file, tmp_path):
    assert in_a_file("unnamed_files").split() == [str(tmp_path)]


@pytest.mark.django_db(transaction=True)
def test_the_log_can_be_cut_here():
    assert truncate_log()
