"""Run by `test_erased_bytes.py` in a process of its own, on a database that is a real file.

Prints, as JSON, how many marked texts are in the raw files before and after the journal is erased
and the account deleted. The files are read while the process still has them open: the last one to
close the database would cut the log by itself.
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
from journal.models import Programme, Walk

COUNT = 1000
PASSWORD = "walks-in-the-rain"


def in_files(path: Path, marks: list[bytes]) -> int:
    raw = [each.read_bytes() for each in path.parent.glob(path.name + "*")]
    return sum(any(mark in bytes_ for bytes_ in raw) for mark in marks)


def main() -> None:
    path = Path(connection.settings_dict["NAME"])
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
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM journal_walk WHERE walker_id = %s", [alice.pk])
        stored = [row[0] for row in cursor.fetchall()]
    marks = [name.encode() for name in names]
    for text in stored:  # pieces of each: half a note is too much
        marks += [text[at : at + 40].encode() for at in (20, len(text) // 2, len(text) - 41)]
    plain = [f"MARKED{number:05}".encode() for number in range(COUNT)]

    client = Client()
    client.force_login(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    said = {"stored": len(stored), "before": in_files(path, marks), "plain": in_files(path, plain)}
    client.post("/journal/erase/", {"confirm": "on"})
    said["erased"] = in_files(path, marks)
    said["log"] = sum(each.stat().st_size for each in path.parent.glob("*-wal"))
    client.post("/accounts/data/delete/", {"confirm": "on"})
    said["people"] = User.objects.count()
    said["address"] = in_files(path, [b"a@example.org"])
    said["bobs"] = Walk.objects.filter(walker=bob).count()
    print(json.dumps(said))
