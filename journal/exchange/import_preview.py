"""The walks found in an uploaded file, carried in the form that asks which of them to take.

Nothing is stored before the walker decides: the walks are in the form, compressed and signed for
this person. So nobody can send walks that were in no file, and an abandoned page leaves nothing.
"""

import hashlib
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.core import signing
from django.db import transaction

from accounts.models import User
from journal.exchange.archives import file_chunks
from journal.exchange.file_error import FileError
from journal.exchange.file_walks import FileWalk
from journal.exchange.walk_files import WalksInFile
from journal.exchange.walk_keeping import keep_walks
from journal.models import UnfinishedWalk, Walk, WalkImport
from journal.nudges.updating import lock, update_nudges

MAX_PREVIEWED = 4000  # walks that one page can show and one form can carry
MAX_AGE = timedelta(hours=12)
MAX_SEALED = 2 * 10**6  # characters; a form may have two and a half million bytes in all
BATCH_SIZE = 500
SEALED = ("file_name", "sha256", "format")  # of `WalksInFile`, beside its walks


def seal(found: WalksInFile, walker: User) -> str:
    """`found` as a compressed, signed text that `unseal` reads back for the same person alone.

    Raises FileError where the text is longer than a form may send.
    """
    said = {name: getattr(found, name) for name in SEALED}
    said["walks"] = [asdict(w) | {"started_at": w.started_at.isoformat()} for w in found.walks]
    text = signing.dumps(said, salt=_salt(walker), compress=True)
    if len(text) > MAX_SEALED:
        raise FileError("There is more text in this file than a page can carry.")
    return text


def _salt(walker: User) -> str:
    return f"journal.import.{walker.pk}"


def unseal(text: str, walker: User) -> WalksInFile:
    """The walks that `seal` packed. Raises FileError for another person's text, or one too old."""
    try:
        said = signing.loads(text, salt=_salt(walker), max_age=MAX_AGE)
    except signing.BadSignature:
        raise FileError("This page is too old. Choose the file again.") from None
    return WalksInFile(**said | {"walks": [_walk(each) for each in said["walks"]]})


def _walk(said: dict[str, Any]) -> FileWalk:
    moment = datetime.fromisoformat(said["started_at"])
    return FileWalk(**said | {"started_at": moment, "doubts": tuple(said["doubts"])})


def identify(found: WalksInFile, file: BinaryIO, name: str) -> None:
    """Set the file name and the SHA-256 of `found`.

    Raises FileError where it has more walks than a page can show.
    """
    if len(found.walks) > MAX_PREVIEWED:
        raise FileError(
            f"This file has {len(found.walks)} walks. A page takes {MAX_PREVIEWED} at most: "
            "export a shorter time, or make several tables of it."
        )
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file_chunks(file):
        digest.update(chunk)
    found.file_name, found.sha256 = name[:200], digest.hexdigest()


@transaction.atomic
def take_walks(
    found: WalksInFile, ticked: Collection[int], walker: User, now: datetime
) -> WalkImport | None:
    """Store the walks whose positions in `found.walks` are in `ticked`, in one transaction.

    Returns the import, or None where nothing was stored: none was ticked, or the journal has all.
    Raises FileError where one of them is not possible in a journal.
    """
    wanted = [walk for number, walk in enumerate(found.walks) if number in ticked]
    kept = keep_walks(wanted, walker, now)
    entries = [str(each.entry) for each in kept.finished]
    entries += [str(each.entry) for each in kept.waiting]
    if not entries:
        return None
    return WalkImport.objects.create(
        walker=walker,
        file_name=found.file_name,
        format=found.format,
        sha256=found.sha256,
        found=len(found.walks),
        entries=entries,
        created_at=now,
    )


def changed_since(brought: WalkImport) -> list[Walk]:
    """The walks of an import that were changed afterwards: corrected, or given their scores."""
    mine = Walk.objects.for_user(brought.walker).filter(changed_at__gt=brought.created_at)
    entries = set(brought.entries)
    return [each for each in mine if str(each.entry) in entries]


@transaction.atomic
def undo_import(brought: WalkImport, now: datetime, *, keeps_changed: bool) -> int:
    """Delete the walks that this import brought, in one transaction, and return how many.

    `keeps_changed`: leave those that were changed since. 0 where it was undone before.
    """
    lock(brought.walker_id)
    rows = WalkImport.objects.filter(walker=brought.walker, pk=brought.pk, undone_at=None)
    if not rows.update(undone_at=now):
        return 0
    kept = {str(each.entry) for each in changed_since(brought)} if keeps_changed else set()
    entries = [each for each in brought.entries if each not in kept]
    gone = 0
    for first in range(0, len(entries), BATCH_SIZE):
        some = entries[first : first + BATCH_SIZE]
        walks = Walk.objects.for_user(brought.walker).filter(entry__in=some)
        gone += walks.order_by().update(deleted_at=now)
        waiting = UnfinishedWalk.objects.for_user(brought.walker).filter(entry__in=some)
        gone += waiting.delete()[0]
    update_nudges(brought.walker, now, is_locked=True)
    return gone
