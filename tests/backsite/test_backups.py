"""Backups: whole, taken under load, restorable; and the way from one database to another."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from types import SimpleNamespace
from urllib.parse import quote

import environ
import psycopg
import pyrage
import pytest
from django.db.backends.postgresql.client import DatabaseClient

from backsite import backups
from tests import services
from tests.released import ROOT, demo_of_today

pytestmark = pytest.mark.slow

SETTINGS = {
    "SITE_URL": "http://127.0.0.1:8000",
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECRET_KEY": "only-for-tests-" + "t" * 40,
    "DEBUG": "0",
}
ADD_A_WALK = """
import uuid
from django.utils import timezone
from accounts.models import User
from journal.models import Walk
now = timezone.now()
Walk.objects.create(walker=User.objects.get(email="walker@demo.example"), entry=uuid.uuid4(),
    started_at=now, time_zone="Europe/London", minutes=20, pain_before=2, pain_after=4,
    note="Marked: only for the owner of the key.", logged_at=now, changed_at=now)
"""
COUNT = "from journal.models import Walk; print(Walk.objects.count())"
# Several commands in one process, which takes longer to start than most of them.
ONE_AFTER_ANOTHER = """
import io, json
from django.core.management import CommandError, call_command
said = []
for command in {commands!r}:
    out = io.StringIO()
    try:
        call_command(*command, stdout=out)
    except CommandError as error:
        said.append([True, str(error)])
    else:
        said.append([False, out.getvalue()])
print(json.dumps(said))
"""
NOTES = "from journal.models import Walk; print([w.note for w in Walk.objects.all() if w.note])"


class Site:
    """A database of its own, and the commands on it."""

    def __init__(self, url: str, **settings: str) -> None:
        self.environ = os.environ | SETTINGS | settings | {"DATABASE_URL": url}

    def manage(self, *arguments: str, fails: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=services.SECONDS,
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stderr if fails else done.stdout

    def say(self, *commands: list[str], first: str = "", failing: int = 0) -> list[str]:
        """What each of `commands` says after the code `first`; the last `failing` of them fail."""
        lines = self.shell(first + ONE_AFTER_ANOTHER.format(commands=commands))
        said = json.loads(lines.splitlines()[-1])
        done = len(commands) - failing
        assert [fails for fails, _ in said] == [False] * done + [True] * failing, said
        return [text for _, text in said]

    def shell(self, code: str) -> str:
        return self.manage("shell", "--verbosity", "0", "--command", code).strip()


@pytest.fixture
def file(tmp_path) -> Path:
    file = tmp_path / "site.sqlite3"
    file.write_bytes(demo_of_today())
    return file


@pytest.fixture
def site(file) -> Site:
    return Site(f"sqlite:///{file}")


def tables(file: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(file)) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608


def test_a_backup_is_encrypted_kept_restored_and_the_same(site, file, tmp_path):
    folder, key = tmp_path / "copies", pyrage.x25519.Identity.generate()
    backup = ["backup", str(folder), "--recipient", str(key.to_public()), "--keep", "1"]
    (said,) = site.say(backup, first=ADD_A_WALK)
    before = tables(file)
    (copy,) = folder.iterdir()
    assert copy.name in said
    assert copy.name.endswith(".sqlite3.age")
    assert copy.stat().st_mode & 0o077 == 0
    assert b"SQLite format" not in copy.read_bytes()

    identity = tmp_path / "key.txt"
    identity.write_text(f"# ours\n{key}\n")
    # A walk after the backup is gone with the restore.
    refused = (["restore", str(copy)], ["restore", str(copy), "--replace"])
    not_replaced, no_key = site.say(*refused, first=ADD_A_WALK, failing=2)
    assert "accounts" in not_replaced
    assert "encrypted" in no_key
    site.manage("restore", str(copy), "--replace", "--identity", str(identity))
    after = tables(file)
    different = [name for name in before if before[name] != after[name]]
    assert set(different) <= {"accounts_keycheck", "articles_contentversion", "sqlite_sequence"}
    aside = file.with_name(file.name + ".before-restore")
    walks_before = tables(aside)["journal_walk"]
    assert len(walks_before) == len(before["journal_walk"]) + 1
    site.manage("restore", str(copy), "--replace", "--identity", str(identity))
    assert tables(aside)["journal_walk"] == walks_before  # not taken by the second restore
    second = aside.with_name(aside.name + "-2")
    assert tables(second)["journal_walk"] == before["journal_walk"]
    assert {each.stat().st_mode & 0o077 for each in (aside, second)} == {0}

    restored = tmp_path / "elsewhere.sqlite3"
    Site(f"sqlite:///{restored}").manage("restore", str(copy), "--identity", str(identity))
    assert tables(restored)["journal_walk"] == before["journal_walk"]


def test_a_backup_under_load_is_one_state(site, file, tmp_path):
    """Two rows are always written together: no copy has one of them."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE pairs (number INTEGER)")
    end, written = Event(), []

    def write() -> None:
        with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as database:
            while not end.is_set():
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO pairs VALUES (?), (?)", [len(written)] * 2)
                database.execute("COMMIT")
                written.append(None)

    writer = Thread(target=write)
    writer.start()
    try:
        acknowledged = len(written)
        site.manage("backup", str(tmp_path / "copies"))
    finally:
        end.set()
        writer.join()
    (copy,) = (tmp_path / "copies").iterdir()
    with closing(sqlite3.connect(copy)) as database:
        numbers = [number for (number,) in database.execute("SELECT number FROM pairs")]
    assert len(numbers) % 2 == 0
    assert numbers == sorted([*range(len(numbers) // 2)] * 2)
    assert len(numbers) // 2 >= acknowledged


def test_a_damaged_backup_changes_nothing(site, file, tmp_path):
    site.manage("backup", str(tmp_path / "copies"))
    (copy,) = (tmp_path / "copies").iterdir()
    content = bytearray(copy.read_bytes())
    content[len(content) // 2 :] = b"\0" * (len(content) - len(content) // 2)
    copy.write_bytes(content)
    other = copy.with_name("holiday.sqlite3")
    other.write_bytes(content)
    before = tables(file)
    refused = [["restore", str(each), "--replace"] for each in (copy, other)]
    _, misnamed = site.say(*refused, failing=2)
    assert "not the name" in misnamed
    assert tables(file) == before


def test_only_the_newest_are_kept_and_a_wrong_key_leaves_nothing(site, tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    for day in ("01", "02", "03"):
        (folder / f"backsite-202601{day}T000000Z.sqlite3").touch()
    (folder / "notes.txt").touch()
    two, nonsense = ["--keep", "2"], ["--recipient", "age1nonsense"]
    done, refused = site.say(*(["backup", str(folder), *o] for o in (two, nonsense)), failing=1)
    assert done.count("deleted") == 2
    assert "not an age public key" in refused
    assert len(list(folder.iterdir())) == 3


def test_a_folder_may_have_any_name(site, tmp_path):
    folder = tmp_path / "50% #2?mode=rw"
    site.manage("backup", str(folder))
    assert len(list(folder.iterdir())) == 1


def test_nobody_else_reads_a_backup_while_it_is_restored(monkeypatch, tmp_path):
    key = pyrage.x25519.Identity.generate()
    identity = tmp_path / "key.txt"
    identity.write_text(str(key))
    copy = tmp_path / "backsite-20260514T093000Z.sqlite3.age"
    copy.write_bytes(pyrage.encrypt(b"walks", [key.to_public()]))
    modes = []
    monkeypatch.setattr(backups, "check", lambda path: modes.append(path.stat().st_mode & 0o077))
    monkeypatch.setattr(backups, "_restore_file", lambda path: None)
    monkeypatch.setattr(backups, "connection", SimpleNamespace(vendor="sqlite"))
    backups.restore(copy, identity)
    assert modes == [0]
    assert set(tmp_path.iterdir()) == {identity, copy}


def test_a_restore_that_breaks_off_leaves_nothing_decrypted(monkeypatch, tmp_path):
    copy = tmp_path / "backsite-20260514T093000Z.sqlite3.age"
    copy.touch()
    identity = tmp_path / "key.txt"
    identity.touch()

    def decrypt(source: str, target: str, keys: list) -> None:
        Path(target).write_bytes(b"walks")
        raise OSError("No space left on device")

    monkeypatch.setattr(pyrage, "decrypt_file", decrypt)
    with pytest.raises(OSError, match="No space"):
        backups.restore(copy, identity)
    assert set(tmp_path.iterdir()) == {identity, copy}


@pytest.mark.parametrize("later", [timedelta(0), timedelta(seconds=1)])
def test_backups_at_the_same_time_leave_each_others_files(monkeypatch, tmp_path, later):
    now = datetime(2026, 5, 14, 9, 30, tzinfo=UTC)
    copied = []

    def copy(path: Path) -> None:
        path.write_text("first" if not copied else "second")
        copied.append(path)
        if len(copied) == 1:  # a person takes one by hand while the daily one is being written
            backups.take(tmp_path, now + later)

    monkeypatch.setattr(backups, "_copy", copy)
    monkeypatch.setattr(backups, "check", lambda path: None)
    assert backups.take(tmp_path, now).read_text() == "first"
    assert len(list(tmp_path.iterdir())) == (2 if later else 1)


def test_what_a_killed_backup_left_is_deleted_later(monkeypatch, tmp_path):
    long_ago = time.time() - backups.ABANDONED_SECONDS - 60
    left = tmp_path / "backsite-20260513T093000Z.sqlite3.unfinished"
    left.touch()
    os.utime(left, (long_ago, long_ago))
    running = tmp_path / "backsite-20260514T092900Z.sqlite3.0a1b2c3d.unfinished.age"
    running.touch()
    monkeypatch.setattr(backups, "_copy", Path.touch)
    monkeypatch.setattr(backups, "check", lambda path: None)
    path = backups.take(tmp_path, datetime(2026, 5, 14, 9, 30, tzinfo=UTC))
    assert set(tmp_path.iterdir()) == {path, running}


def test_notes_are_unreadable_without_the_key_and_keys_can_change(site, file):
    assert "only for the owner" in site.shell(ADD_A_WALK + NOTES)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"only for the owner" not in file.read_bytes()

    url = f"sqlite:///{file}"
    wrong = Site(url, DATA_KEYS_OF_A_TEST="w" * 40)
    refused = (["serve", "--port", "1", "--no-jobs"], ["rotate_keys"])
    assert all("DATA_KEYS" in said for said in wrong.say(*refused, failing=2))
    both = Site(url, DATA_KEYS_OF_A_TEST=f"{'n' * 40},{SETTINGS['SECRET_KEY']}")
    assert "written again" in both.manage("rotate_keys")
    new = Site(url, DATA_KEYS_OF_A_TEST="n" * 40)
    assert "only for the owner" in new.shell(NOTES)
    new.manage("rotate_keys")
    assert "DATA_KEYS" in site.manage("rotate_keys", fails=True)  # the old key is out


ODD_NAME = "me@home: 50%/=year's"


def test_postgresqls_programs_are_told_every_name_as_it_is(monkeypatch, tmp_path):
    odd = quote(ODD_NAME, safe="")
    url = f"postgres://{odd}:{odd}@db.example.org:5433/{odd}?sslmode=verify-full"
    database = {"OPTIONS": {}} | environ.Env.db_url_config(url)
    connection = SimpleNamespace(settings_dict=database, client=DatabaseClient)
    monkeypatch.setattr(backups, "connection", connection)
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\nenv\necho $*\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    *lines, arguments = backups._run("pg_dump", "--version").splitlines()
    told = dict(line.split("=", 1) for line in lines if line.startswith("PG"))
    assert arguments == "--version"
    assert told == {
        "PGHOST": "db.example.org",
        "PGPORT": "5433",
        "PGUSER": ODD_NAME,
        "PGPASSWORD": ODD_NAME,
        "PGDATABASE": ODD_NAME,
        "PGSSLMODE": "verify-full",
    }


def answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:  # it accepts connections a moment before it serves them
        return False
    return True


def with_odd_names(url: str) -> str:
    """The address of a new database there, whose owner has the same name."""
    services.wait_until(lambda: answers(url), "PostgreSQL")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE ROLE "{ODD_NAME}" SUPERUSER LOGIN')
        server.execute(f'CREATE DATABASE "{ODD_NAME}"')
    odd = quote(ODD_NAME, safe="")
    return url.replace("//backsite@", f"//{odd}@").replace("/postgres", f"/{odd}")


@pytest.mark.long
@pytest.mark.service
def test_the_way_to_postgresql_and_back(site, file, tmp_path):
    count = int(site.shell(ADD_A_WALK + COUNT))
    # PostgreSQL's own user must reach its folder.
    with TemporaryDirectory(prefix="backsite-") as folder, services.postgresql(Path(folder)) as url:
        url = with_odd_names(url)
        said = site.manage("move_database", url)
        assert "Everything is there and equal" in said
        # The keys of a further walk go on where the copied ones end.
        there = Site(url)
        counted, notes, _ = there.shell(COUNT + "\n" + NOTES + ADD_A_WALK + COUNT).splitlines()
        assert int(counted) == count
        assert "only for the owner" in notes
        assert "has accounts" in site.manage("move_database", url, fails=True)

        copies = tmp_path / "copies"
        there.manage("backup", str(copies))
        there.shell(ADD_A_WALK)
        (copy,) = copies.iterdir()
        there.manage("restore", str(copy), "--replace")
        assert int(there.shell(COUNT)) == count + 1

        back = tmp_path / "back.sqlite3"
        assert "equal" in there.manage("move_database", f"sqlite:///{back}")
        again = Site(f"sqlite:///{back}")
        assert int(again.shell(COUNT)) == count + 1
        assert again.manage("check", "--database", "default")
