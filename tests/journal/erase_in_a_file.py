"""Run by `test_erased_bytes.py` in a process of its own, on a database that is a real file.

Prints, as JSON, how many marked texts are in the raw files before and after the journal is erased
and the account deleted. The files are read while the process still has them open: the last one to
close the database would cut the log by itself. PostgreSQL’s are read after what docs/operating.md
names; its write-ahead log is not among them.
"""

import json
import random
import uuid
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Consent, User
from journal.models import Programme, ReceivedFile, Walk, WalkImport
from journal.models.by_person import tables_by_person

COUNT = 1000
PASSWORD = "walks-in-the-rain"


def database_files() -> list[Path]:
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return list(path.parent.glob(path.name + "*"))
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        base = Path(cursor.fetchone()[0]) / "base"
    return [each for each in base.rglob("*") if each.is_file()]


def in_files(marks: list[bytes]) -> int:
    raw = [each.read_bytes() for each in database_files()]
    return sum(any(mark in bytes_ for bytes_ in raw) for mark in marks)


def vacuum() -> None:
    """As docs/operating.md says it."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in tables_by_person():
            cursor.execute(f'VACUUM FULL "{table._meta.db_table}"')
        cursor.execute(
            "DELETE FROM pg_statistic USING pg_class"
            " WHERE starelid = pg_class.oid AND relname LIKE 'journal%'"
        )
        cursor.execute("VACUUM FULL pg_statistic")


def main() -> None:
    now = timezone.now()
    dice = random.Random(1)

    def walk(walker: User, number: int) -> Walk:
        return Walk(
            walker=walker,
            entry=uuid.uuid4(),
            started_at=now - timedelta(days=1 + number % 3000, minutes=number),
            time_zone="Europe/London",
            minutes=20,
            pain_before=1,
            pain_after=2,
            note=f"MARKED{number:05}{'x' * dice.randint(0, 900)}",
            logged_at=now,
            changed_at=now,
        )

    people = [User.objects.create_user(f"{name}@example.org", PASSWORD) for name in ("a", "b")]
    alice, bob = people
    for person in people:
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        Consent.give(person, now)
    for batch in range(20):  # between another's, as a site of many grows
        for person in people:
            count = 50 if person == alice else 10
            Walk.objects.bulk_create(walk(person, batch * 50 + each) for each in range(count))
        changed = Walk.objects.filter(walker=alice).order_by("?").first()
        Walk.objects.filter(pk=changed.pk).update(note="MARKEDCHANGED" + "y" * 500)
    names = [f"PROGRAMMEMARK{number:03}" for number in range(50)]
    for number, name in enumerate(names):
        day = (now - timedelta(days=number)).date()
        Programme.objects.create(walker=alice, name=name, started_on=day)
        given = {"walker": alice, "file_name": f"FILE{name}.fit", "created_at": now}
        WalkImport.objects.create(**given, format="FIT", sha256="", found=1)
        ReceivedFile.objects.create(**given, size=1)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")  # which keeps some values to plan queries by
        cursor.execute("SELECT note FROM journal_walk WHERE walker_id = %s", [alice.pk])
        stored = [row[0] for row in cursor.fetchall()]
    marks = [f"{before}{name}".encode() for name in names for before in ("", "FILE")]
    for text in stored:  # pieces of each: half a note is too much
        marks += [text[at : at + 40].encode() for at in (20, len(text) // 2, len(text) - 41)]
    plain = [f"MARKED{number:05}".encode() for number in range(COUNT)]

    client = Client()
    client.force_login(alice)
    said = {"stored": len(stored), "before": in_files(marks), "plain": in_files(plain)}
    confirm = {"password": PASSWORD}  # each time again: looking into the files may take minutes
    client.post("/accounts/reauthenticate/", confirm)
    client.post("/journal/erase/", {"confirm": "on"})
    vacuum()
    said["erased"] = in_files(marks)
    logs = [each for each in database_files() if each.name.endswith("-wal")]
    said["log"] = sum(each.stat().st_size for each in logs)
    client.post("/accounts/reauthenticate/", confirm)
    client.post("/accounts/data/delete/", {"confirm": "on"})
    said["people"] = User.objects.count()
    said["address"] = in_files([b"a@example.org"])
    said["bobs"] = Walk.objects.filter(walker=bob).count()
    print(json.dumps(said))
