"""Files that are spoiled at random: a clear refusal or walks, soon, and nothing else.

SOAK=1 tries a thousand, and an Apple export of 300 MB within 150 MiB of memory.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from journal.exchange.file_walks import MAX_SECONDS, offer
from journal.exchange.walk_file_errors import WalkFileError
from tests.cast import NOW
from tests.journal.test_walk_imports import (
    EXPORTS,
    TABLES,
    apple,
    archive,
    gpx,
    read,
    session,
    tcx,
    workout,
)

IS_SOAK = bool(os.environ.get("SOAK"))
FILES = 1000 if IS_SOAK else 60
MAX_FILE_SECONDS = 10.0
GROWTH_MIB = 150

READ_ALL = """
import os, sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
from journal.exchange.walk_files import read_walk_file
def peak():  # kB, of this program alone: what getrusage says includes who started it
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
before = peak()
with open(sys.argv[1], "rb") as file:
    size = os.path.getsize(sys.argv[1])
    found = read_walk_file(file, size, ZoneInfo("UTC"), datetime.now(UTC))
print(len(found.walks), (peak() - before) // 1024)
"""


def seeds() -> list[bytes]:
    real = [path.read_bytes() for path in sorted(EXPORTS.iterdir()) if path.suffix != ".md"]
    tables = [path.read_bytes() for path in sorted(TABLES.glob("*.csv"))]
    made = [apple(workout()), gpx("2026-05-01T08:00:00Z", "2026-05-01T08:10:00Z"), tcx(600)]
    packed = [
        archive(**{"export.xml": apple(workout())}),
        archive(**{"a.json": session("2026-05-01T08:00:00Z"), "b.tcx": tcx(600), "c.fit": real[4]}),
    ]
    return [*real, *tables, *(each.encode() for each in made), *packed]


def spoiled(content: bytes, chance: random.Random) -> bytes:
    """Bytes changed, cut out, repeated or put in, once or some times."""
    found = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 30])):
        at = chance.randrange(len(found) + 1)
        length = chance.choice([1, 2, 8, 100])
        match chance.randrange(5):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del found[at : at + length]
            case 2:
                found[at:at] = found[at : at + length] * chance.choice([1, 50])
            case 3:
                found[at:at] = chance.randbytes(length)
            case 4:
                del found[at:]
    return bytes(found)


@pytest.mark.slow
def test_a_spoiled_file_is_refused_in_words_or_read_and_never_anything_else():
    chance, contents = random.Random(14), seeds()
    for number in range(FILES):
        content = spoiled(contents[number % len(contents)], chance)
        begun = time.process_time()
        try:
            found = read(content)
        except WalkFileError:
            continue
        finally:
            assert time.process_time() - begun < MAX_FILE_SECONDS, number
        for walk in found.walks:
            each = offer(walk, NOW)
            assert not each.may_be_taken or 0 < walk.seconds <= MAX_SECONDS, number
            assert walk.local_start.utcoffset() is not None, number


def big_export(path: Path, megabytes: int) -> None:
    record = (
        b'<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" '
        b'startDate="2019-09-10 02:28:55 -0700" endDate="2019-09-10 02:28:55 -0700" value="72"/>\n'
    )
    some = record * (2**20 // len(record)) + workout().encode()
    with path.open("wb") as file:
        file.write(b'<?xml version="1.0"?><HealthData locale="en_GB">')
        for _ in range(megabytes):
            file.write(some)
        file.write(b"</HealthData>")


@pytest.mark.slow
def test_a_big_apple_export_is_read_within_bounded_memory(tmp_path):
    megabytes = 300 if IS_SOAK else 12
    path = tmp_path / "export.xml"
    big_export(path, megabytes)
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(path)], capture_output=True, text=True, check=True
    )
    walks, grown = map(int, done.stdout.split())
    assert walks == megabytes
    assert grown <= GROWTH_MIB
