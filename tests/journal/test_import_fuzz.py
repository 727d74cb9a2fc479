"""Files of strangers on the site: a clear refusal or walks, soon, within memory, and nothing else.

SOAK=1 tries a thousand, and an Apple export of 300 MB.
"""

import json
import os
import shutil
import subprocess
import sys
import time

import pytest
from django.db import connection

from accounts.jobs import run_due
from journal.models import ReceivedFile, UnfinishedWalk, Walk, WalkImport
from tests.journal.hostile_files import hostile_files
from tests.journal.test_import_pages import TAKE, form_of, look
from tests.migrated_database import digest_of_migrations
from tests.test_guards import ROOT

IS_SOAK = bool(os.environ.get("SOAK"))
FILES = 1000 if IS_SOAK else 50
MAX_FILE_SECONDS = 10.0
GROWTH_MIB = 150
SEND = "from tests.journal.long_file_in_a_process import main; main()"
STORED = (Walk, UnfinishedWalk, WalkImport)


def stored() -> list[int]:
    return [table.objects.count() for table in STORED]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_hostile_file_is_refused_in_words_or_read_and_never_half_taken(cast, tmp_path, settings):
    """Through the pages, whatever fails there fails here; what is ticked is taken or nothing is."""
    settings.RECEIVED_FILES = tmp_path
    alice = cast.client(cast.alice)
    slowest, refused = (0.0, ""), 0
    for number, (kind, content) in enumerate(hostile_files(FILES)):
        begun = time.process_time()
        page = look(alice, content)
        if page.status_code == 302:
            run_due()
            page = alice.get(page.url)
        assert (number, page.status_code) == (number, 200)
        assert stored() == [0, 0, 0]
        if b'name="sealed"' in page.content:
            form = form_of(page)
            assert alice.post(TAKE, form).status_code == 302
            walks, waiting, imports = stored()
            assert (walks + waiting, imports) in {(len(form["walk"]), bool(form["walk"])), (0, 0)}
            for table in STORED:
                table.objects.all().delete()
        else:
            refused += 1
        ReceivedFile.objects.all().delete()
        slowest = max(slowest, (time.process_time() - begun, f"{kind} {number}"))
        assert slowest[0] < MAX_FILE_SECONDS, slowest
    print(f"{FILES} hostile files, {refused} refused; the slowest: {slowest}")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies SQLite's file")
def test_a_big_apple_export_is_sent_read_and_cancelled_within_bounded_memory(tmp_path, request):
    kept = request.getfixturevalue("_migrated_before")
    if kept is None:
        pytest.skip("the migrated database is not kept here")
    path = tmp_path / "site.sqlite3"
    shutil.copy(kept / f"{digest_of_migrations()}.sqlite3", path)
    megabytes = 300 if IS_SOAK else 20
    environ = os.environ | {
        "DATABASE_URL": f"sqlite:///{path}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "MEGABYTES": str(megabytes),
        "TMPDIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", SEND],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    print(said)
    assert said["walks"] == megabytes
    for act in ("sendingFalse", "readingFalse", "sendingTrue", "readingTrue"):
        assert said[act] <= GROWTH_MIB, said
    assert said["states"][0] == ["read"]
    if IS_SOAK:  # twenty megabytes may be read before anybody can cancel
        assert said["states"][1] == []
        assert said["progress"] > 3
        assert said["cancelled_at"] < 90
        assert said["secondsTrue"] < said["secondsFalse"] / 2
