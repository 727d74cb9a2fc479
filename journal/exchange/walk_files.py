"""Read walks from any format of file; the format is recognised by content, never by the file name.

`read_walk_file` gives all walks of a file, and counts of its other entries. Memory is bounded by
the number of walks: the bytes are read as a stream. Every reason to refuse a whole file is a
`FileError`.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from typing import BinaryIO
from zipfile import ZipInfo
from zoneinfo import ZoneInfo

from journal.exchange.apple_health import AppleWorkouts
from journal.exchange.archives import (
    GZIP_BEGINS,
    ZIP_BEGINS,
    Archive,
    at_most,
    file_chunks,
    unzipped,
)
from journal.exchange.csv_recognition import MAX_CSV_BYTES
from journal.exchange.csv_table import BadRow
from journal.exchange.file_error import FileError
from journal.exchange.file_walks import FileWalk, OtherEntry, zone_by_offset
from journal.exchange.fit_files import is_fit, read_fit
from journal.exchange.foreign_files import (
    NO_WALKS,
    NO_WORKOUTS,
    TAR,
    is_tar,
    said_of_beginning,
    said_of_json,
    said_of_markup,
    said_of_members,
)
from journal.exchange.google_fit import (
    MAX_SESSION_BYTES,
    Offsets,
    offsets_in_names,
    read_session,
)
from journal.exchange.recorded_times import whole_seconds
from journal.exchange.samsung_health import MEMBER as SAMSUNG_TABLE
from journal.exchange.samsung_health import is_samsung, read_exercises
from journal.exchange.strava_table import NAME as STRAVA_TABLE
from journal.exchange.strava_table import (
    NOT_IN_ENGLISH,
    RECORDINGS_SAY_MORE,
    is_strava,
    read_activities,
)
from journal.exchange.training_files import GpxTracks, TcxActivities
from journal.exchange.walk_table import MAX_ROWS, TableChoices, read_walk_table

MAX_FILE_BYTES = 600 * 2**20
MAX_WALKS = 50_000
MAX_RECORDING_BYTES = 64 * 2**20  # one FIT, GPX or TCX file
MAX_SHOWN_OTHERS = 200
LARGE_TABLE = f"A table of walks has at most {MAX_CSV_BYTES // 2**20} MB."
LARGE_RECORDING = "A recording in it is larger than any walk makes."
MAX_LINES = 3 * MAX_ROWS  # a row has several lines when its note has
HEAD_BYTES = 2**15  # enough for an XML's first element, behind Apple's DTD
ROOTS = (b"<HealthData", b"<gpx", b"TrainingCenterDatabase")


@dataclass(slots=True)
class WalksInFile:
    """Everything found in one file. `format` is its name for people."""

    format: str = ""
    walks: list[FileWalk] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)  # other entries, counted by `why`
    bad_rows: list[BadRow] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    file_name: str = ""
    sha256: str = ""

    def add(self, entry: FileWalk | OtherEntry) -> None:
        if isinstance(entry, OtherEntry):
            if entry.why in self.others or len(self.others) < MAX_SHOWN_OTHERS:
                self.others[entry.why] += 1
            return
        if len(self.walks) >= MAX_WALKS:
            raise FileError(f"This file has more than {MAX_WALKS} walks.")
        self.walks.append(entry)


def read_walk_file(
    file: BinaryIO,
    size: int,
    own: ZoneInfo,
    now: datetime,
    choices: TableChoices | None = None,
) -> WalksInFile:
    """Everything found in `file`, which must be seekable and is `size` bytes long.

    `own` is the zone of walks whose file has no other. Raises FileError. To show progress or to
    cancel, pass a file that does so in its `read` (see `TimedFile`).
    """
    if size > MAX_FILE_BYTES:
        raise FileError(f"The file is larger than {MAX_FILE_BYTES // 2**20} MB.")
    head = file.read(HEAD_BYTES)
    file.seek(0)
    found = WalksInFile()
    if not head.strip():
        raise FileError("The file is empty.")
    if head.startswith(ZIP_BEGINS):
        _read_archive(Archive(file, size), own, found)
    elif head.startswith(GZIP_BEGINS):
        _read_recording(file_chunks(file), own, found, "")
        found.format = found.format or "FIT"
    elif said := said_of_beginning(head):
        raise FileError(said)
    elif is_fit(head):
        found.format = "FIT"
        _read_recording(file_chunks(file), own, found, "")
    elif is_markup(head):
        _read_xml(head, file_chunks(file), own, found, "")
    elif _is_json(head):
        _read_json(head, file_chunks(file), own, found)
    else:
        _read_table(file_chunks(file), own, now, choices or TableChoices(), found)
    return found


def is_table(head: bytes) -> bool:
    """Whether a file that begins with the bytes `head` is read as a table."""
    packed = head.startswith((ZIP_BEGINS, GZIP_BEGINS))
    return not (packed or is_fit(head) or is_markup(head) or _is_json(head))


def _is_json(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def is_markup(head: bytes) -> bool:
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain.startswith(b"<")


def _read_xml(
    head: bytes, chunks: Iterator[bytes], own: ZoneInfo, found: WalksInFile, place: str
) -> None:
    plain = head.replace(b"\0", b"")
    root = next((each for each in ROOTS if each in plain), b"")
    if root == b"<HealthData" or (not root and b"HealthData" in plain):
        found.format = "Apple Health"
        AppleWorkouts(own, found.add).read(chunks)
        found.notes = () if found.walks or found.others else (NO_WORKOUTS,)
        return
    if not root:
        raise FileError(said_of_markup(plain) or NO_WALKS)
    found.format = found.format or ("GPX" if root == b"<gpx" else "TCX")
    reader = GpxTracks if root == b"<gpx" else TcxActivities
    reader(own, found.add, place).read(chunks)


def _read_recording(chunks: Iterator[bytes], own: ZoneInfo, found: WalksInFile, place: str) -> None:
    """Read a FIT, GPX or TCX file, recognised by its first bytes; it may be packed with gzip."""
    content = _all_of(at_most(chunks, MAX_RECORDING_BYTES), LARGE_RECORDING)
    if content.startswith(GZIP_BEGINS):
        content = _all_of(unzipped(content, MAX_RECORDING_BYTES), LARGE_RECORDING)
    if is_tar(content):
        raise FileError(TAR)
    if is_fit(content[:HEAD_BYTES]):
        read_fit(BytesIO(content), own, found.add, place)
    elif is_markup(content[:HEAD_BYTES]):
        _read_xml(content[:HEAD_BYTES], iter([content]), own, found, place)
    else:
        raise FileError(NO_WALKS)


def _all_of(content: bytes | None, too_large: str) -> bytes:
    """`content`; raises FileError with the text `too_large` where it is None."""
    if content is None:
        raise FileError(too_large)
    return content


def _read_json(head: bytes, chunks: Iterator[bytes], own: ZoneInfo, found: WalksInFile) -> None:
    content = at_most(chunks, MAX_SESSION_BYTES)
    entry = read_session(content, "session", {}, own) if content else None
    if entry is None or (isinstance(entry, OtherEntry) and "damaged" in entry.why):
        raise FileError(said_of_json(head) or NO_WALKS)
    found.format = "Google Fit"
    found.add(entry)


def _read_table(
    chunks: Iterator[bytes],
    own: ZoneInfo,
    now: datetime,
    choices: TableChoices,
    found: WalksInFile,
) -> None:
    content = _all_of(at_most(chunks, MAX_CSV_BYTES), LARGE_TABLE)
    if max(content.count(b"\n"), content.count(b"\r")) > MAX_LINES:
        raise FileError(f"A table of walks has at most {MAX_ROWS} rows.")
    if is_samsung(content):
        found.format = "Samsung Health"
        read_exercises(content, own, found.add)
        return
    if not choices.columns and is_strava(content):
        found.format, found.notes = "Strava", (RECORDINGS_SAY_MORE,)
        read_activities(content, own, found.add)
        return
    rows, found.notes = read_walk_table(content, choices, own, now)
    found.format = "CSV"
    for row in rows:
        if isinstance(row, BadRow):
            found.bad_rows.append(row)
        else:
            found.add(row)


def _read_archive(archive: Archive, own: ZoneInfo, found: WalksInFile) -> None:
    for member in archive.named(r"\.xml$"):
        head = next(archive.chunks(member), b"")
        if b"HealthData" in head[:HEAD_BYTES]:
            _read_xml(head, archive.chunks(member), own, found, "")
            return
    offsets = offsets_in_names(each.filename for each in archive.members)
    sessions = _read_sessions(archive, offsets, own, found)
    recordings = archive.named(r"\.(fit|gpx|tcx)(\.gz)?$")
    for member in recordings:
        _read_member(archive, member, offsets, own, found)
    table = _read_tables(archive, recordings, own, found)
    has_walks = bool(sessions or recordings or table)
    foreign = said_of_members((each.filename for each in archive.members), has_walks)
    if not has_walks:
        raise FileError(foreign or NO_WALKS)
    found.notes = (foreign.rstrip("."),) if foreign else ()
    found.format = table or ("Google Fit" if sessions else "an archive of recordings")
    found.walks = _one_for_each_start(found.walks)


def _read_sessions(archive: Archive, offsets: Offsets, own: ZoneInfo, found: WalksInFile) -> int:
    """Read the sessions of Google Fit in an archive, and return how many there were."""
    sessions = 0
    for member in archive.named(r"\.json$"):
        if member.file_size > MAX_SESSION_BYTES:  # other data of Takeout, such as locations
            continue
        content = archive.content(member, MAX_SESSION_BYTES)
        entry = read_session(content, member.filename, offsets, own) if content else None
        if entry is not None:
            sessions += 1
            found.add(entry)
    return sessions


def _read_tables(
    archive: Archive, recordings: list[ZipInfo], own: ZoneInfo, found: WalksInFile
) -> str:
    """Read the tables of Samsung Health and Strava; returns the name of the app, or an empty text.

    Of Strava’s table, only activities without a recording are read.
    """
    whose = ""
    for member in archive.named(SAMSUNG_TABLE):
        content, whose = archive.content(member, MAX_CSV_BYTES), "Samsung Health"
        with _counting_damage("a table", member, found):
            read_exercises(_all_of(content, LARGE_TABLE), own, found.add)
    for member in archive.named(STRAVA_TABLE):
        content = archive.content(member, MAX_CSV_BYTES)
        with _counting_damage("a table", member, found):
            if content is not None and not is_strava(content):
                raise FileError(NOT_IN_ENGLISH)
            whose = "Strava"
            table = _all_of(content, LARGE_TABLE)
            read_activities(table, own, found.add, {each.filename for each in recordings})
    return whose


@contextmanager
def _counting_damage(what: str, member: ZipInfo, found: WalksInFile) -> Iterator[None]:
    """Count a damaged member of an archive as another entry, so that the rest is still read."""
    try:
        yield
    except FileError as error:
        if len(found.walks) >= MAX_WALKS:
            raise
        found.add(OtherEntry(f"{what} that cannot be read: {error}", member.filename))


def _read_member(
    archive: Archive, member: ZipInfo, offsets: Offsets, own: ZoneInfo, found: WalksInFile
) -> None:
    """Read one recording of an archive; its zone is taken from `offsets` where they have it."""
    before = len(found.walks)
    content = archive.content(member, MAX_RECORDING_BYTES)
    with _counting_damage("a recording", member, found):
        whole = _all_of(content, LARGE_RECORDING)
        _read_recording(iter([whole]), own, found, member.filename)
    for number, walk in enumerate(found.walks[before:], start=before):
        offset = offsets.get(whole_seconds(walk.started_at))
        if offset is not None:
            zone = zone_by_offset(walk.started_at, offset, own)
            found.walks[number] = replace(walk, time_zone=zone)


def _one_for_each_start(walks: list[FileWalk]) -> list[FileWalk]:
    """The walks with one for each start: an archive may have a walk in two formats.

    The one that names its activity is kept.
    """
    kept: dict[datetime, FileWalk] = {}
    for walk in walks:
        key = whole_seconds(walk.started_at)
        if key not in kept or (walk.kind and not kept[key].kind):
            kept[key] = walk
    return list(kept.values())
