"""A file that stops whoever reads it for too long."""

import io
import time
from collections.abc import Callable
from typing import BinaryIO

from journal.exchange.file_error import FileError

PROGRESS_SECONDS = 0.5  # between two words of how far it is


class TooSlowError(FileError):
    """The time is over. What was read of the file says nothing against it."""


class TimedFile(io.RawIOBase):
    """Reads from `file` until `seconds` have passed since this was made, then raises TooSlowError.

    A small archive can unpack to gigabytes: its length says nothing of the time that it takes.
    `tell_progress` is called now and then with the place in the file; what it raises ends the
    reading.
    """

    def __init__(
        self,
        file: BinaryIO,
        seconds: float,
        tell_progress: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__()
        self._file = file
        self._until = time.monotonic() + seconds
        self._tell_progress = tell_progress
        self._told_at = time.monotonic()

    def read(self, size: int = -1) -> bytes:
        now = time.monotonic()
        if now > self._until:
            raise TooSlowError(
                "This file takes too long to read here. Export a shorter time, or ask whoever runs "
                "this site to bring it in."
            )
        if self._tell_progress and now - self._told_at >= PROGRESS_SECONDS:
            self._tell_progress(self._file.tell())
            self._told_at = now
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True
