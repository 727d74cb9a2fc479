"""Read long files of walks in a background job, which shows its progress and can be cancelled.

The row of `ReceivedFile` says how many bytes were read; deleting the row ends the reading. When the
runner of jobs is killed, another one starts the file from the beginning; a file whose reading was
started three times is refused. Nothing is added to the journal here: the walks found stay in the
row until their walker decides about them.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.jobs import Job, job, periodic
from accounts.models import User
from accounts.short_waits import short_transaction
from journal.exchange.file_error import FileError
from journal.exchange.file_store import discard_files, lost_files, path_of, store_file
from journal.exchange.import_preview import identify, seal, unseal
from journal.exchange.timed_file import TimedFile
from journal.exchange.walk_files import WalksInFile, read_walk_file
from journal.exchange.walk_table import TableChoices
from journal.models import ReceivedFile
from journal.models.imports import REASON_LENGTH

KIND = "read_walk_file"
READING_SECONDS = 180  # less than the lease of a job
MAX_TRIES = 3
UNREADABLE = "This file could not be read. Export a shorter time."
GONE = "The file is not here any more. Choose it again."

State = ReceivedFile.State


class ReadingCancelledError(Exception):
    """The row of this file was deleted, so its reading ends."""


def receive(file: UploadedFile, choices: TableChoices, walker: User, now: datetime) -> ReceivedFile:
    """Store an uploaded file, add the job that reads it, and delete an earlier file of `walker`.

    Raises FileError where there is no room for the file; the earlier one is still there then.
    """
    size = file.size or 0
    row = ReceivedFile(
        walker=walker,
        file_name=(file.name or "")[:200],
        size=size,
        choices=asdict(choices),
        created_at=now,
    )
    file.seek(0)
    store_file(file.chunks(), size, row.key)
    with transaction.atomic():
        forget_received(ReceivedFile.objects.for_user(walker))
        ReceivedFile.objects.bulk_create([row])
        Job.objects.add(KIND, {"walker": walker.pk, "file": str(row.key)}, now)
    return row


def forget_received(rows: Iterable[ReceivedFile]) -> None:
    """Delete these rows, and their files once the transaction has been committed."""
    keys = []
    for row in rows:
        ReceivedFile.objects.filter(walker=row.walker_id, key=row.key).delete()
        keys.append(row.key)
    transaction.on_commit(lambda: discard_files(keys))


@job(KIND)
def read_received(given: dict[str, Any]) -> None:
    """Read the file of a row, if it is still wanted. `given` has the ids `walker` and `file`."""
    mine = ReceivedFile.objects.filter(walker=given["walker"], key=UUID(given["file"]))
    row = mine.select_related("walker").first()
    if row is None or not row.is_underway or not row.walker.has_consented:
        return
    if row.tries >= MAX_TRIES:
        _end(row, State.REFUSED, reason=UNREADABLE)
        return
    mine.update(state=State.READING, tries=row.tries + 1, read_bytes=0)
    try:
        with path_of(row.key).open("rb") as file:
            reading = _read(row, file)
    except FileNotFoundError:
        _end(row, State.REFUSED, reason=GONE)
    except FileError as error:
        _end(row, State.REFUSED, reason=str(error)[:REASON_LENGTH])
    except ReadingCancelledError:
        discard_files([row.key])
    else:
        _end(row, State.READ, reading=reading, read_bytes=row.size)


def _end(row: ReceivedFile, state: State, **values: Any) -> None:
    mine = ReceivedFile.objects.filter(walker=row.walker_id, key=row.key)
    row.state, row.reading = state, values.get("reading", "")
    mine.update(state=state, **values)
    discard_files([row.key])


def _read(row: ReceivedFile, file: BinaryIO) -> str:
    now = timezone.now()
    timed = cast(
        BinaryIO, TimedFile(file, READING_SECONDS, lambda place: _tell_progress(row, place))
    )
    choices = TableChoices(**row.choices)
    found = read_walk_file(timed, row.size, row.walker.zone, now, choices)
    identify(found, timed, row.file_name)
    said = {"others": found.others, "notes": found.notes, "sealed": seal(found, row.walker)}
    return json.dumps(said)


def _tell_progress(row: ReceivedFile, place: int) -> None:
    """Store `place`, the number of bytes read. Raises ReadingCancelledError where the row is gone.

    While the database is busy nothing is stored: the next call does it.
    """
    mine = ReceivedFile.objects.filter(walker=row.walker_id, key=row.key)
    with suppress(DatabaseError):
        with short_transaction():
            is_wanted = mine.update(read_bytes=place)
        if not is_wanted:
            raise ReadingCancelledError


def walks_found_by_job(row: ReceivedFile) -> tuple[WalksInFile, str]:
    """The walks that the job found in the file of `row`, and the same as sealed text.

    Raises FileError where the file was read too long ago.
    """
    said = json.loads(row.reading)
    found = unseal(said["sealed"], row.walker)
    found.notes = tuple(said["notes"])
    found.others.update(said["others"])
    return found, said["sealed"]


@periodic
def forget_old_files(now: datetime) -> None:
    """Delete files and rows whose walker did not come back in time, and files without a row."""
    forget_received(ReceivedFile.objects.past_keeping(now))
    if keys := lost_files():
        known = set(ReceivedFile.objects.filter(key__in=keys).values_list("key", flat=True))
        discard_files(set(keys) - known)
