"""A table that goes along in the form which asks how to read it, so that nobody chooses it twice.

Nothing is stored: the table is in the page, packed, and signed for its person.
"""

import base64
from datetime import timedelta

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from journal.exchange.file_error import FileError

MAX_BYTES = 4 * 2**20
MAX_LENGTH = 10**6  # of the two and a half million characters that a form may have
MAX_AGE = timedelta(hours=12)


def keep_table(name: str, content: bytes, walker: User) -> str:
    """The table as a text that only `kept_table` reads; empty where it is too long for a form."""
    if len(content) > MAX_BYTES:
        return ""
    said = {"name": name[:200], "content": base64.b64encode(content).decode()}
    text = signing.dumps(said, salt=_salt(walker), compress=True)
    return text if len(text) <= MAX_LENGTH else ""


def kept_table(text: str, walker: User) -> SimpleUploadedFile:
    """The file again. Raises FileError where it is not of this person, or too old."""
    try:
        said = signing.loads(text, salt=_salt(walker), max_age=MAX_AGE)
    except signing.BadSignature:
        raise FileError("This page is too old. Choose the file again.") from None
    return SimpleUploadedFile(said["name"], base64.b64decode(said["content"]))


def _salt(walker: User) -> str:
    return f"journal.table.{walker.pk}"
