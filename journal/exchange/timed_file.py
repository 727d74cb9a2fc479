"""A file that can only be read for a limited time."""

import io
import time
from collections.abc import Callable
from typing import BinaryIO

from journal.exchange.file_error import FileError

PROGRESS_SECONDS = 0.5  # at least this long between two calls of `tell_progress`


class TooSlowError(FileError):
    """The time for reading a file is over; the file itself may be good."""


class TimedFile(io.RawIOBase):
    """A file that reads from `file` for `seconds` after it was made, then raises TooSlowError.

    A small archive can unpack to gigabytes, so the size of a file does not limit the time.
    `tell_progress` is called now and then with the position in the file; an exception that it
    raises ends the reading.
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
