"""A file that may be read for so long and no longer."""

import io
import zipfile
from zoneinfo import ZoneInfo

import pytest

from journal.exchange.file_error import FileError
from journal.exchange.timed_file import TimedFile
from journal.exchange.walk_files import read_walk_file
from tests.cast import NOW

LONDON = ZoneInfo("Europe/London")


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/export.xml", "<HealthData>" + " " * 10**6)
    return file.getvalue()


def test_a_file_is_read_as_it_is_within_its_time():
    file = TimedFile(io.BytesIO(b"0123456789"), 60)
    assert (file.read(4), file.tell(), file.seek(8), file.read()) == (b"0123", 4, 8, b"89")


@pytest.mark.parametrize("content", [b"started_at,minutes\n" * 100, zipped()], ids=["table", "zip"])
def test_whoever_reads_longer_is_told_to_bring_less(content):
    with pytest.raises(FileError, match="takes too long"):
        read_walk_file(TimedFile(io.BytesIO(content), -1), len(content), LONDON, NOW)
