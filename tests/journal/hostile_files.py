"""Files that nobody should send: real ones spoiled at random, and some made to do harm."""

import gzip
import json
import random
import struct
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from journal.exchange.archives import ZIP_BEGINS
from tests.journal.test_walk_imports import (
    EXPORTS,
    HEADING,
    TABLES,
    apple,
    archive,
    gpx,
    session,
    tcx,
    workout,
)

WILD = (None, True, -1, 0, 1e308, 10**400, "", "NaN", "x" * 5000, [], {}, [[]], {"a": {}})
TIMES = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59",
    "2026-02-30T08:00:00Z",
    "2026-05-01T08:00:00+99:99",
    "2026-05-01T08:00:00.123456789Z",
    "x" * 1000,
    "",
)
CENTRAL = b"PK\x01\x02"  # begins an entry of a zip file's own list; 24 bytes on stands the size


def real_files() -> list[bytes]:
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


def zip_bomb(chance: random.Random) -> bytes:
    name = chance.choice(["export.xml", "a.json", "a.fit", "a.gpx", "a.tcx.gz"])
    begins = chance.choice(["<HealthData>", "<gpx>", "{", ""])
    return archive(**{name: begins.encode() + bytes(chance.choice([1, 40])) * 2**20})


def zip_in_zip(chance: random.Random) -> bytes:
    inner = archive(**{"export.xml": apple(workout())})
    for _ in range(chance.randrange(1, 20)):
        inner = archive(**{chance.choice(["a.zip", "a.gpx", "export.xml"]): inner})
    return inner


def lying_zip(chance: random.Random) -> bytes:
    """Its list gives sizes that are not so."""
    content = bytearray(archive(**{"export.xml": apple(workout()), "b.tcx": tcx(600)}))
    at = content.find(CENTRAL)
    while at >= 0:
        for offset in chance.sample([16, 20, 24, 28, 42], 2):  # sums, sizes, lengths, places
            content[at + offset : at + offset + 4] = chance.choice(
                [b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\x01\0\0\0"]
            )
        at = content.find(CENTRAL, at + 4)
    return bytes(content)


def many_members(chance: random.Random) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as opened:
        for number in range(chance.choice([300, 3000])):
            opened.writestr(f"{number}.{chance.choice(['json', 'fit', 'gpx'])}", b"{}")
    return packed.getvalue()


def endless_list(members: int) -> bytes:
    """A zip file of nothing but its list, whose members have no names."""
    listed = (CENTRAL + struct.pack("<6H3I5H2I", 20, 20, *[0] * 14)) * members
    return ZIP_BEGINS + listed + struct.pack("<4s4HIIH", b"PK\x05\x06", *[0] * 4, len(listed), 4, 0)


def gzip_bomb(chance: random.Random) -> bytes:
    return gzip.compress(chance.choice([b"<gpx>", b"\0"]) + bytes(70 * 2**20), 1)


def hostile_xml(chance: random.Random) -> bytes:
    root = chance.choice(["HealthData", "gpx", "TrainingCenterDatabase"])
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = chance.choice(
        [
            f'<!DOCTYPE {root} [<!ENTITY e0 "ha">{entities}]><{root}>&e9;</{root}>',
            f'<!DOCTYPE {root} SYSTEM "file:///etc/passwd"><{root}>&x;</{root}>',
            f"<{root}>" + "<a>" * 100_000,
            f'<{root} a="' + "x" * 2**21 + '"/>',
            f"<{root} " + " ".join(f'a{n}=""' for n in range(50_000)) + "/>",
            f"<!--{'x' * 2**20}--><{root}/>",
            f"<{root}><![CDATA[{'<' * 2**20}]]></{root}>",
        ]
    )
    return text.encode(chance.choice(["utf-8", "utf-16", "utf-8"]))


def wild_times(chance: random.Random) -> bytes:
    times = chance.choices(TIMES, k=3)
    made = [
        gpx(*times),
        tcx(chance.choice([-5, 1e308, float("inf"), float("nan")]), start=times[0]),
        apple(workout(zone=chance.choice(["Mars", "../../etc", ""]), length=times[1])),
        f"{HEADING},time_zone\n{times[0]},20,2,3,{times[1]}\n",
    ]
    return chance.choice(made).encode()


def wild_json(chance: random.Random) -> bytes:
    said = json.loads(session("2026-05-01T08:00:00Z"))
    for name in chance.sample([*said, "segment", "aggregate"], 3):
        said[name] = chance.choice(WILD)
    text = json.dumps(said)
    return chance.choice([text, f"[{text}]", "[" * 100_000, '{"a":' * 50_000]).encode()


def hostile_table(chance: random.Random) -> bytes:
    row = "2026-05-12T09:30,20,2,3"
    made: list[Callable[[], str]] = [
        lambda: ",".join(f"c{n}" for n in range(200_000)),
        lambda: f"{HEADING}\n" + "," * 2**22,
        lambda: f"{HEADING}\n" + "x\n" * 10_000_000,
        lambda: f"{HEADING}\n" + f"{row}\n" * 30_000,
        lambda: f"{HEADING}\n" + '"\n' * 100_000,
        lambda: f"{HEADING},note\n{row}," + '"' + "x\n" * 2**20,
        lambda: f"sep={chance.choice(['x', chr(0), '😀'])}\n{HEADING}\n{row}\n",
        lambda: f"{HEADING}\n\x1b[2J{row}\n=cmd|' /C calc'!A0,{'9' * 9000},2,3\n",
        lambda: f"{HEADING},entry,note\n{row},{'f' * 400},{'n' * 2000}\n",
    ]
    return chance.choice(made)().encode(chance.choice(["utf-8", "utf-8", "utf-16"]))


def lying_fit(chance: random.Random) -> bytes:
    content = bytearray((EXPORTS / "garmin-watch-walk.fit").read_bytes())
    at = chance.choice([0, 4, 5, 6, 7, 14, 15, 16, 17, 18, 19])
    content[at] = chance.choice([0, 1, 127, 255])
    return bytes(content) * chance.choice([1, 1, 3])


MADE = (
    zip_bomb,
    zip_in_zip,
    lying_zip,
    many_members,
    gzip_bomb,
    hostile_xml,
    wild_times,
    wild_json,
    hostile_table,
    lying_fit,
)


def hostile_files(count: int, seed: int = 14):
    """(what it is, its bytes): every other one a real one that is spoiled."""
    chance, real = random.Random(seed), real_files()
    for number in range(count):
        if number % 2:
            make = MADE[number // 2 % len(MADE)]
            yield make.__name__, make(chance)
        else:
            yield "spoiled", spoiled(real[number // 2 % len(real)], chance)
