"""The folder that holds long files of walks until they have been read.

Each file is named by its random key, and only the site's system user may read it. The rows of
`ReceivedFile` say whose file it is; a file without a row is deleted.
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
ARRIVING_SECONDS = 600  # a younger file may still be waiting for its row to be committed


def path_of(key: UUID) -> Path:
    return Path(settings.RECEIVED_FILES) / f"{key}{ENDING}"


def store_file(chunks: Iterable[bytes], size: int, key: UUID) -> None:
    """Write `size` bytes to the file of `key`. Raises FileError where there is no room."""
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
    """Delete the files of these keys; a file that does not exist is skipped."""
    for key in keys:
        path_of(key).unlink(missing_ok=True)


def lost_files(now: float | None = None) -> list[UUID]:
    """The keys of files so old that each must have its row, if it ever gets one.

    `now` is in seconds since 1970; None: the present time.
    """
    limit = (now or time.time()) - ARRIVING_SECONDS
    return [UUID(each.stem) for each in _stored() if each.stat().st_mtime < limit]


def _stored() -> list[Path]:
    """The files that this module named: the folder may hold others, too."""
    found = []
    with suppress(FileNotFoundError):
        for each in Path(settings.RECEIVED_FILES).iterdir():
            with suppress(ValueError, FileNotFoundError):
                if each.suffix == ENDING and UUID(each.stem) and each.stat():
                    found.append(each)
    return found
