"""Small FIT files, written for tests: sessions with their timers, as watches write them."""

import struct
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
ENUM, UINT8, STRING, UINT16, UINT32 = 0x00, 0x02, 0x07, 0x84, 0x86
UNKNOWN = 0xFFFFFFFF
FORMATS = {ENUM: "B", UINT8: "B", UINT16: "H", UINT32: "I"}
FILE_ID, SESSION, EVENT, ACTIVITY, DEVELOPER_ID, DESCRIPTION = 0, 18, 21, 34, 207, 206
WALKING = 11
Fields = list[tuple[int, int, int | str]]


class FitFile:
    """Sessions one after the other; `bytes()` closes the file."""

    def __init__(self, *, big_endian: bool = False, with_developer_field: bool = False) -> None:
        self._order, self._developer = ">" if big_endian else "<", with_developer_field
        self._records = b""
        self._count, self._end = 0, 0
        self._write(FILE_ID, [(0, ENUM, 4), (1, UINT16, 1)])
        if with_developer_field:
            self._write(DEVELOPER_ID, [(3, UINT8, 0), (4, UINT32, 7)])
            named: Fields = [(0, UINT8, 0), (1, UINT8, 0), (2, UINT8, UINT16), (3, STRING, "laps")]
            self._write(DESCRIPTION, named)

    def session(self, start: str, timer: int | None, elapsed: int, sport: int = WALKING) -> None:
        """Lengths in seconds; no `timer` is one that the watch did not write."""
        begins = int((datetime.fromisoformat(start) - EPOCH).total_seconds())
        self._end = begins + elapsed
        self._count += 1
        self._write(EVENT, [(253, UINT32, begins), (0, ENUM, 0), (1, ENUM, 0)])
        length = UNKNOWN if timer is None else timer * 1000
        fields: Fields = [(253, UINT32, self._end), (2, UINT32, begins), (5, ENUM, sport)]
        fields += [(7, UINT32, elapsed * 1000), (8, UINT32, length)]
        self._write(SESSION, fields, own=self._developer)

    def bytes(self, local_offset: timedelta | None = None) -> bytes:
        fields: Fields = [(253, UINT32, self._end), (1, UINT16, self._count), (2, ENUM, 0)]
        if local_offset is not None:
            fields.append((5, UINT32, self._end + int(local_offset.total_seconds())))
        self._write(ACTIVITY, fields)
        head = struct.pack("<BBHI4s", 12, 0x10, 2132, len(self._records), b".FIT")
        return head + self._records + struct.pack("<H", _checksum(head + self._records))

    def _write(self, number: int, fields: Fields, *, own: bool = False) -> None:
        """One definition and one message of it; `own`: with a field of a developer."""
        is_big = self._order == ">"
        self._records += bytes([0x40 | (0x20 if own else 0), 0, is_big])
        self._records += struct.pack(f"{self._order}HB", number, len(fields))
        body = b""
        for field, kind, value in fields:
            packed = _packed(self._order, kind, value)
            self._records += bytes([field, len(packed), kind])
            body += packed
        if own:
            self._records += bytes([1, 0, 2, 0])
            body += struct.pack(f"{self._order}H", 3)
        self._records += b"\0" + body


def _packed(order: str, kind: int, value: int | str) -> bytes:
    if isinstance(value, str):
        return value.encode() + b"\0"
    return struct.pack(order + FORMATS[kind], value)


def _checksum(content: bytes) -> int:
    """The CRC-16 of the FIT protocol."""
    found = 0
    for byte in content:
        found ^= byte
        for _ in range(8):
            found = (found >> 1) ^ (0xA001 if found & 1 else 0)
    return found


def a_walk(start: str, timer: int | None, elapsed: int) -> bytes:
    file = FitFile()
    file.session(start, timer, elapsed)
    return file.bytes()
