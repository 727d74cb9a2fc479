"""Uploaded zip files: their members by name, and their bytes within limits.

The sizes that an archive states for itself are not trusted: bytes are counted as they are read.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from journal.exchange.file_error import FileError

ZIP_BEGINS, GZIP_BEGINS = b"PK\x03\x04", b"\x1f\x8b"
CHUNK_BYTES = 2**16
# The list of members: each takes some hundred bytes of memory for 46 bytes of the file. This has
# room for 80,000 files with names of usual length.
MAX_LIST_BYTES = 8 * 2**20
MAX_UNPACKED_BYTES = 2 * 2**30  # of all members together
# Apple's XML becomes about 30 times smaller. A much higher ratio means a zip bomb.
MAX_RATIO, FREE_BYTES = 200, 16 * 2**20
ENCRYPTED = 0x1
DAMAGED: tuple[type[Exception], ...] = (BadZipFile, zlib.error, struct.error, EOFError, OSError)
DAMAGED += (NotImplementedError, RuntimeError, ValueError, LookupError)
DAMAGED_GZIP = "This .gz file is damaged or cut off."


class _InPieces:
    """A file that refuses to read more than MAX_LIST_BYTES at once.

    `ZipFile` reads the list of members as one piece, so this limits the length of that list.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > MAX_LIST_BYTES:
            raise FileError("This zip file has far more files in it than an export has.")
        return self._file.read(size)


@contextmanager
def _telling_damage() -> Iterator[None]:
    try:
        yield
    except FileError:
        raise
    except DAMAGED:
        raise FileError("This zip file is damaged or cut off.") from None


class Archive:
    """The members of a zip file of `size` bytes, without folders.

    Making one and reading a member raise FileError where the file is damaged, encrypted or unpacks
    to too much.
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._allowed = min(MAX_UNPACKED_BYTES, FREE_BYTES + MAX_RATIO * size)
        self._read = 0
        with _telling_damage():
            self._zip = ZipFile(cast(BinaryIO, _InPieces(file)))
        # `ZipInfo.is_dir` fails for a member without a name.
        every = self._zip.infolist()
        self.members = [each for each in every if not each.filename.endswith("/")]

    def named(self, pattern: str) -> list[ZipInfo]:
        """The members in whose names the regular expression `pattern` matches, in any case."""
        wanted = re.compile(pattern, re.IGNORECASE)
        return [each for each in self.members if wanted.search(each.filename)]

    def chunks(self, member: ZipInfo) -> Iterator[bytes]:
        """The bytes of a member, unpacked piece by piece. Raises FileError."""
        if member.flag_bits & ENCRYPTED:
            raise FileError("This zip file has a password. Unpack it first.")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise FileError("This zip file is packed in a way that no export uses.")
        with _telling_damage(), self._zip.open(member) as opened:
            while chunk := opened.read(CHUNK_BYTES):
                self._count(len(chunk))
                yield chunk

    def content(self, member: ZipInfo, most: int) -> bytes | None:
        """All bytes of a member; None where there are more than `most`. Raises FileError."""
        return at_most(self.chunks(member), most)

    def _count(self, size: int) -> None:
        self._read += size
        if self._read > self._allowed:
            raise FileError("This zip file unpacks to far more than an export has.")


def at_most(chunks: Iterator[bytes], most: int) -> bytes | None:
    """All `chunks` joined; None where they are longer than `most` bytes."""
    found = bytearray()
    for chunk in chunks:
        found += chunk
        if len(found) > most:
            return None
    return bytes(found)


def file_chunks(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of `file` from its present position on, in pieces of CHUNK_BYTES at most."""
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def unzipped(content: bytes, most: int) -> bytes | None:
    """The unpacked bytes of a .gz file; None where there are more than `most`.

    Raises FileError where it is damaged, cut off, or several .gz files in a row.
    """
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        found = unpack.decompress(content, most + 1)
    except zlib.error:
        raise FileError(DAMAGED_GZIP) from None
    if len(found) > most:
        return None
    if not unpack.eof:  # zlib takes the beginning of a file as it comes
        raise FileError(DAMAGED_GZIP)
    if unpack.unused_data.startswith(GZIP_BEGINS):
        raise FileError("This .gz file has several parts. Unpack it first.")
    return found
