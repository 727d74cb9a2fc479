"""Run by `test_erased_bytes.py` in a process of its own, on a database that is a real file.

Prints, as JSON, how many pieces of what is erased are in the raw files before and after the journal
is erased and the account deleted. The files are read while the process still has them open: the
last one to close the database would cut the log by itself. PostgreSQL’s are read after what
docs/operating.md names; its write-ahead log is not among them.
"""

import json
import random
import re
import uuid
from datetime import timedelta
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.jobs import run_next
from accounts.models import Consent, User
from journal.models import Programme, ReceivedFile, SharedReport, Walk, WalkImport

COUNT = 1000
PIECE = 40  # characters: half a note is too much
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


def pieces_of(texts: list[str]) -> set[bytes]:
    """Every text cut up, without its first letters, which all of them share, and the last ones."""
    return {
        text[at : at + PIECE].encode()
        for text in texts
        for at in range(20, len(text) - PIECE - 2, PIECE)
    }


def left_of(pieces: set[bytes]) -> int:
    found = set()
    for file in database_files():
        for run in re.findall(rb"[\w-]{%d,}" % PIECE, file.read_bytes()):
            windows = (run[at : at + PIECE] for at in range(len(run) - PIECE + 1))
            found.update(window for window in windows if window in pieces)
    return len(found)


def vacuum() -> None:
    """As docs/operating.md says it."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for step in ("DELETE FROM pg_statistic", "VACUUM FULL"):
            cursor.execute(step)


def run_jobs() -> None:
    while run_next(timezone.now() + timedelta(hours=1)):
        pass


def stored_notes(person: User) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM journal_walk WHERE walker_id = %s", [person.pk])
        return [row[0] for row in cursor.fetchall()]


def fill(people: list[User], dice: random.Random) -> set[bytes]:
    """Walks of both people in turns, whose notes all grow, in any order: the pieces of Alice's.

    A row that grows moves others to another page, so that SQLite leaves copies of some behind.
    """
    now = timezone.now()

    def walk(walker: User, number: int) -> Walk:
        return Walk(
            walker=walker,
            entry=uuid.uuid4(),
            started_at=now - timedelta(days=1 + number % 3000, minutes=number),
            time_zone="Europe/London",
            minutes=20,
            pain_before=1,
            pain_after=2,
            note=f"MARKED{number:05}{'x' * dice.randint(0, 100)}",
            logged_at=now,
            changed_at=now,
        )

    turns = (walk(person, number) for number in range(COUNT) for person in people)
    Walk.objects.bulk_create(turns, batch_size=500)
    pieces = pieces_of(stored_notes(people[0]))
    keys = list(Walk.objects.order_by("pk").values_list("pk", flat=True))
    dice.shuffle(keys)
    with transaction.atomic():
        for number, key in enumerate(keys):
            note = f"MARKED{number:05}{'y' * dice.randint(100, 900)}"
            Walk.objects.filter(pk=key).update(note=note)
    return pieces | pieces_of(stored_notes(people[0]))


def fill_the_rest(alice: User) -> tuple[list[bytes], list[bytes]]:
    """What else goes with the journal, and with the account: marks of both."""
    now = timezone.now()
    numbers = range(50)
    for number in numbers:
        name = f"PROGRAMMEMARK{number:03}"
        day = (now - timedelta(days=number)).date()
        Programme.objects.create(walker=alice, name=name, started_on=day)
        given = {"walker": alice, "file_name": f"FILE{name}.fit", "created_at": now}
        WalkImport.objects.create(**given, format="FIT", sha256="", found=1)
        ReceivedFile.objects.create(**given, size=1)
        ends = {"days": 7, "expires_at": now + timedelta(days=7)}
        shown = {"digest": f"{number:064}", "for_whom": f"REPORT{name}", "content": "{}"}
        SharedReport.objects.create(walker=alice, created_at=now, **shown, **ends)
        key = f"sessionmark{number:03}{'s' * 18}"
        Session.objects.create(session_key=key, session_data=f"DATA{key}", expire_date=now)
        agent = f"AGENT{key}"
        UserSession.objects.create(user=alice, session_key=key, ip="::1", user_agent=agent)
    journal = [
        f"{before}PROGRAMMEMARK{number:03}".encode()
        for number in numbers
        for before in ("", "FILE", "REPORT")
    ]
    account = [
        f"{before}sessionmark{number:03}".encode()
        for number in numbers
        for before in ("", "DATA", "AGENT")
    ]
    return journal, [*account, alice.email.encode()]


def main(seed: int = 1) -> None:
    dice = random.Random(seed)
    people = [User.objects.create_user(f"{name}@example.org", PASSWORD) for name in ("a", "b")]
    alice, bob = people
    for person in people:
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        Consent.give(person, timezone.now())
    pieces = fill(people, dice)
    journal, account = fill_the_rest(alice)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # which keeps some values to plan queries by
    said = {"pieces": len(pieces), "stored": len(pieces_of(stored_notes(alice)))}
    said |= {"before": left_of(pieces), "marks": in_files(journal), "accounts": in_files(account)}
    said["plain"] = in_files([f"MARKED{number:05}".encode() for number in range(2 * COUNT)])

    client = Client()
    client.force_login(alice)
    confirm = {"password": PASSWORD}  # each time again: looking into the files may take minutes
    client.post("/accounts/reauthenticate/", confirm)
    client.post("/journal/erase/", {"confirm": "on"})
    said["unwritten"] = left_of(pieces)  # before the file is written again
    run_jobs()
    vacuum()
    said["erased"] = left_of(pieces) + in_files(journal)
    client.post("/accounts/reauthenticate/", confirm)
    client.post("/accounts/data/delete/", {"confirm": "on"})
    run_jobs()
    vacuum()
    said["people"] = User.objects.count()
    said["deleted"] = in_files(account)
    said["bobs"] = Walk.objects.filter(walker=bob).count()
    logs = [each for each in database_files() if each.name.endswith("-wal")]
    said["log"] = sum(each.stat().st_size for each in logs)
    print(json.dumps(said))
