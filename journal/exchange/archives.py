"""Zip files of strangers: what is in them by name, and their bytes within bounds.

What an archive says of its own sizes is not believed: bytes are counted as they are read.
"""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from journal.exchange.walk_file_errors import WalkFileError

ZIP_BEGINS = b"PK\x03\x04"
CHUNK_BYTES = 2**16
MAX_MEMBERS = 200_000
MAX_UNPACKED_BYTES = 2 * 2**30  # of all members together
# Apple's XML becomes about 30 times smaller. What gains more than this is made to burst.
MAX_RATIO, FREE_BYTES = 200, 16 * 2**20
ENCRYPTED = 0x1
DAMAGED = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Archive:
    """The members of a zip file. Every method raises WalkFileError."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._allowed = min(MAX_UNPACKED_BYTES, FREE_BYTES + MAX_RATIO * size)
        self._read = 0
        try:
            self._zip = ZipFile(file)
            self.members = [each for each in self._zip.infolist() if not each.is_dir()]
        except WalkFileError:
            raise
        except DAMAGED:
            raise WalkFileError("This zip file is damaged or cut off.") from None
        if len(self.members) > MAX_MEMBERS:
            raise WalkFileError(f"This zip file has more than {MAX_MEMBERS} files.")

    def named(self, pattern: str) -> list[ZipInfo]:
        """The members whose names match, in any case."""
        wanted = re.compile(pattern, re.IGNORECASE)
        return [each for each in self.members if wanted.search(each.filename)]

    def chunks(self, member: ZipInfo) -> Iterator[bytes]:
        """The bytes of a member, unpacked as they are asked for."""
        if member.flag_bits & ENCRYPTED:
            raise WalkFileError("This zip file has a password. Unpack it first.")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise WalkFileError("This zip file is packed in a way that no export uses.")
        try:
            with self._zip.open(member) as opened:
                while chunk := opened.read(CHUNK_BYTES):
                    self._count(len(chunk))
                    yield chunk
        except DAMAGED as error:
            if isinstance(error, WalkFileError):
                raise
            raise WalkFileError("This zip file is damaged or cut off.") from None

    def content(self, member: ZipInfo, most: int) -> bytes | None:
        """All bytes of a member; None where there are more than `most`."""
        return at_most(self.chunks(member), most)

    def _count(self, size: int) -> None:
        self._read += size
        if self._read > self._allowed:
            raise WalkFileError("This zip file unpacks to far more than an export has.")


def at_most(chunks: Iterator[bytes], most: int) -> bytes | None:
    """The chunks together; None where they are longer."""
    found = bytearray()
    for chunk in chunks:
        found += chunk
        if len(found) > most:
            return None
    return bytes(found)


def file_chunks(file: BinaryIO) -> Iterator[bytes]:
    """The rest of a file in pieces."""
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def unzipped(content: bytes, most: int) -> bytes | None:
    """What a .gz holds; None where that is more than `most`. Raises WalkFileError."""
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        found = unpack.decompress(content, most + 1)
    except zlib.error:
        raise WalkFileError("A .gz file in it is damaged.") from None
    return found if len(found) <= most else None


GZIP_BEGINS = b"\x1f\x8b"
