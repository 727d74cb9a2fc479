"""Backups of the whole database: taken while the site runs, and checked before they are used."""

import hashlib
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

import pyrage
from django.db import connection

SUFFIXES = {"sqlite": ".sqlite3", "postgresql": ".pgdump"}
ENCRYPTED = ".age"
NAME = re.compile(r"backsite-(\d{8}T\d{6}Z)\.(sqlite3|pgdump)(\.age)?")
# By then, whatever wrote an unfinished file has been killed. No lock says so at once, because a
# folder of backups may be on another machine, where locks are not reliable.
ABANDONED_SECONDS = 12 * 60 * 60


class BackupError(Exception):
    """A backup could not be made or read, or is not whole; the message says why."""


def take(folder: Path, now: datetime, recipient: str = "") -> Path:
    """Write a backup into `folder` and return its path.

    The file gets its name only after it was checked, so every file of that name is whole. Several
    backups may be written into one folder at the same time.
    `recipient`: an age public key (age1…) to encrypt it to; then only the private key can read it.
    Raises BackupError, or OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    moment = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    path = folder / f"backsite-{moment}{SUFFIXES[connection.vendor]}"
    own = unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        with _for_its_owner_alone():
            _copy(unfinished)
            check(unfinished)
            if recipient:
                unfinished = _encrypt(unfinished, recipient)
                path = path.with_name(path.name + ENCRYPTED)
        _to_disk(unfinished)
        unfinished.replace(path)
    finally:
        _drop_unfinished(folder, own.name)
    return path


def restore(path: Path, identity: Path | None = None) -> None:
    """Replace the content of the database by that of the backup `path`.

    The former content of an SQLite database is kept in a file beside it (….before-restore, and
    after a second restore ….before-restore-2).
    `identity`: the file with the age private key, for an encrypted backup. Raises BackupError, and
    then nothing has changed.
    """
    if not NAME.fullmatch(path.name):
        raise BackupError(f"{path.name} is not the name of a backup.")
    is_encrypted = path.name.endswith(ENCRYPTED)
    plain = path
    if is_encrypted:
        plain = path.with_name(path.name.removesuffix(ENCRYPTED) + ".unfinished")
    try:
        if is_encrypted:
            _decrypt(path, plain, identity)
        if SUFFIXES[connection.vendor] not in path.name:
            raise BackupError(f"{path.name} is not of the kind of database in DATABASE_URL.")
        check(plain)
        if connection.vendor == "sqlite":
            _restore_file(plain)
        else:
            _restore_postgresql(plain)
    finally:
        if is_encrypted:
            plain.unlink(missing_ok=True)


def drop_older(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups, none if `keep` is 0; return the deleted paths."""
    found = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    older = found[:-keep] if keep else []
    for path in older:
        path.unlink(missing_ok=True)  # another backup may delete it at the same time
    return older


def _drop_unfinished(folder: Path, own: str) -> None:
    """Delete the unfinished files whose names begin with `own`, and those that are abandoned."""
    abandoned = time.time() - ABANDONED_SECONDS
    for left in folder.glob("*.unfinished*"):
        with suppress(FileNotFoundError):  # another backup finished it meanwhile
            if left.name.startswith(own) or left.stat().st_mtime < abandoned:
                left.unlink()


def check(path: Path) -> None:
    """Raise BackupError unless the file is a whole database of this site."""
    if connection.vendor == "postgresql":
        listed = _run("pg_restore", "--list", str(path))
        if "django_migrations" not in listed:
            raise BackupError(f"{path.name} is not a whole copy of this site.")
        return
    try:
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            said = database.execute("PRAGMA integrity_check").fetchone()[0]
            broken = database.execute("PRAGMA foreign_key_check").fetchone()
            migrated = database.execute("SELECT count(*) FROM django_migrations").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupError(f"{path.name} cannot be read: {error}.") from error
    if said != "ok" or broken or not migrated:
        raise BackupError(f"{path.name} is damaged: {said}.")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(path: Path) -> None:
    """Copy the database to `path` as it stood at one moment, while others may write."""
    if connection.vendor == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--file", str(path))
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def _restore_file(plain: Path) -> None:
    """Copy through SQLite, so that a process still reading sees the old state or the new one."""
    before = Path(connection.settings_dict["NAME"])
    if before.exists():
        with (
            _for_its_owner_alone(),
            closing(sqlite3.connect(before)) as old,
            closing(sqlite3.connect(_free_place_beside(before))) as kept,
        ):
            old.backup(kept)
    connection.close()
    with closing(sqlite3.connect(plain)) as source, closing(sqlite3.connect(before)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = WAL")


def _restore_postgresql(plain: Path) -> None:
    connection.close()
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    # Without --dbname it would print SQL; the address without any part leaves all to `_run`.
    _run("pg_restore", *options, "--dbname", "postgresql://", str(plain))


def _free_place_beside(before: Path) -> Path:
    """….before-restore, or ….before-restore-2 and so on where that is taken.

    Whoever restored a wrong backup and then the right one still has what stood before both.
    """
    numbers = chain([""], (f"-{number}" for number in count(2)))
    places = (before.with_name(f"{before.name}.before-restore{number}") for number in numbers)
    return next(place for place in places if not place.exists())


def _encrypt(path: Path, recipient: str) -> Path:
    target = path.with_name(path.name + ENCRYPTED)
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise BackupError(f"{recipient!r} is not an age public key.") from error
    pyrage.encrypt_file(str(path), str(target), [key])
    path.unlink()
    return target


def _decrypt(path: Path, target: Path, identity: Path | None) -> None:
    if identity is None:
        raise BackupError(f"{path.name} is encrypted: name the file with the age private key.")
    lines = identity.read_text(encoding="utf-8").splitlines()
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-")]
        with _for_its_owner_alone():
            pyrage.decrypt_file(str(path), str(target), keys)
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise BackupError(f"{path.name} cannot be decrypted with {identity.name}.") from error


@contextmanager
def _for_its_owner_alone() -> Iterator[None]:
    """Nobody else may read a file that is made meanwhile: people’s health is written in it."""
    old_mask = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(old_mask)


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _run(program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on the database of this site, and return what it prints."""
    if shutil.which(program) is None:
        raise BackupError(f"{program} is not on this machine (Debian: postgresql-client).")
    done = subprocess.run(  # noqa: S603 (a fixed program, no shell)
        [program, *arguments],
        env=os.environ | _access(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")
    return done.stdout


def _access() -> dict[str, str]:
    """The environment with which PostgreSQL's programs reach the database as the site does.

    Here no character of a name has a meaning, as it would in an address, and no list of processes
    shows the password.
    """
    found: dict[str, Any] = connection.settings_dict
    _, options = connection.client.settings_to_cmd_args_env(found, [])  # password, certificates
    places = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
    return (options or {}) | {name: str(found[key]) for name, key in places.items() if found[key]}
