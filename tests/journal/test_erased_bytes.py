"""What was erased is not on the disk any more."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.db import connection
from django.utils import timezone

from accounts import erased_bytes
from accounts.erased_bytes import truncate_log
from accounts.jobs import Job, run_next
from tests.journal import erase_in_a_file
from tests.migrated_database import digest_of_migrations
from tests.test_guards import ROOT

pytestmark = pytest.mark.django_db

ERASE = "from tests.journal.erase_in_a_file import main; main()"


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's files")
def test_no_erased_note_is_left_in_the_files(tmp_path, request):
    path = tmp_path / "site.sqlite3"
    kept = request.getfixturevalue("_migrated_before")
    if kept is None:
        pytest.skip("the migrated database is not kept here")
    shutil.copy(kept / f"{digest_of_migrations()}.sqlite3", path)
    environ = os.environ | {
        "DATABASE_URL": f"sqlite:///{path}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", ERASE],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    check(said)
    assert said["log"] < 100_000  # what the session wrote since
    # The last mail waits for the runner of jobs; once it is sent, the address goes as well.
    assert said["address"] <= 1


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "postgresql", reason="looks into PostgreSQL's files")
@pytest.mark.django_db(transaction=True)
def test_no_erased_note_is_left_in_the_files_of_postgresql_after_its_vacuum(capsys):
    erase_in_a_file.main()
    check(json.loads(capsys.readouterr().out))


def check(said: dict) -> None:
    assert said["stored"] == erase_in_a_file.COUNT
    assert said["before"] > 3 * erase_in_a_file.COUNT - 10  # the marks can be found
    assert said["plain"] == 0  # notes are encrypted
    assert said["erased"] == 0
    assert (said["people"], said["bobs"]) == (1, erase_in_a_file.COUNT // 5)


def test_a_log_in_use_is_cut_by_a_job(monkeypatch, django_capture_on_commit_callbacks):
    answers = iter([False, False, True])
    monkeypatch.setattr(erased_bytes, "truncate_log", lambda: next(answers))
    with django_capture_on_commit_callbacks(execute=True):
        erased_bytes.overwrite_after_commit()
    waiting = Job.objects.get(kind=erased_bytes.KIND)
    assert run_next(timezone.now())
    waiting.refresh_from_db()
    assert waiting.last_error == "LogInUseError"
    assert run_next(waiting.due_at)
    assert not Job.objects.exists()


def test_a_free_log_needs_no_job(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        erased_bytes.overwrite_after_commit()
    assert len(callbacks) == 1


@pytest.mark.django_db(transaction=True)
def test_the_log_can_be_cut_here():
    assert truncate_log()
