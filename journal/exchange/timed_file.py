"""A file that stops whoever reads it for too long."""

import io
import time
from typing import BinaryIO

from journal.exchange.walk_file_errors import WalkFileError


class TimedFile(io.RawIOBase):
    """Reads from `file` until `seconds` have passed since this was made, then raises WalkFileError.

    A small archive can unpack to gigabytes: its length says nothing of the time that it takes.
    """

    def __init__(self, file: BinaryIO, seconds: float) -> None:
        super().__init__()
        self._file = file
        self._until = time.monotonic() + seconds

    def read(self, size: int = -1) -> bytes:
        if time.monotonic() > self._until:
            raise WalkFileError(
                "This file takes too long to read here. Export a shorter time, or ask whoever runs "
                "this site to bring it in."
            )
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True
