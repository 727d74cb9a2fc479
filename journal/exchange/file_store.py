"""The folder in which long files of walks lie until they have been read.

Each has a name of its own by chance, and only the site's user may read it. The rows of
`ReceivedFile` say whose they are; a file without a row is thrown away.
"""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

from journal.exchange.file_error import FileError

ENDING = ".received"
MAX_STORED_BYTES = 2 * 2**30  # of all people's files together
ARRIVING_SECONDS = 600  # so long a file may lie here before its row is there


def path_of(key: UUID) -> Path:
    return Path(settings.RECEIVED_FILES) / f"{key}{ENDING}"


def store_file(chunks: Iterable[bytes], size: int, key: UUID) -> None:
    """Raises FileError where there is no room."""
    folder = Path(settings.RECEIVED_FILES)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if size + sum(each.stat().st_size for each in _stored()) > MAX_STORED_BYTES:
        raise FileError("Too many long files wait to be read just now. Try again in an hour.")
    try:
        descriptor = os.open(path_of(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(chunks)
    except OSError:
        discard_files([key])
        raise FileError("There is no room for this file just now. Try again later.") from None


def discard_files(keys: Iterable[UUID]) -> None:
    """Throw these away, where they are still there."""
    for key in keys:
        path_of(key).unlink(missing_ok=True)


def lost_files(now: float | None = None) -> list[UUID]:
    """What lies here for so long that its row must be there."""
    limit = (now or time.time()) - ARRIVING_SECONDS
    return [UUID(each.stem) for each in _stored() if each.stat().st_mtime < limit]


def _stored() -> list[Path]:
    """Only what this module named: the folder may be any."""
    found = []
    with suppress(FileNotFoundError):
        for each in Path(settings.RECEIVED_FILES).iterdir():
            with suppress(ValueError, FileNotFoundError):
                if each.suffix == ENDING and UUID(each.stem) and each.stat():
                    found.append(each)
    return found
