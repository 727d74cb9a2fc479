"""An uploaded table, carried in the form that asks how to read it, so that it is uploaded once.

Nothing is stored on the server: the table is in the page, compressed and signed for its person.
"""

import base64
from datetime import timedelta

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from journal.exchange.file_error import FileError

MAX_BYTES = 4 * 2**20
MAX_LENGTH = 10**6  # characters; a form may have two and a half million in all
MAX_AGE = timedelta(hours=12)


def keep_table(name: str, content: bytes, walker: User) -> str:
    """The table as a text for `kept_table`; empty where it is too long for a form."""
    if len(content) > MAX_BYTES:
        return ""
    said = {"name": name[:200], "content": base64.b64encode(content).decode()}
    text = signing.dumps(said, salt=_salt(walker), compress=True)
    return text if len(text) <= MAX_LENGTH else ""


def kept_table(text: str, walker: User) -> SimpleUploadedFile:
    """The file that `keep_table` packed. Raises FileError for another person's, or one too old."""
    try:
        said = signing.loads(text, salt=_salt(walker), max_age=MAX_AGE)
    except signing.BadSignature:
        raise FileError("This page is too old. Choose the file again.") from None
    return SimpleUploadedFile(said["name"], base64.b64decode(said["content"]))


def _salt(walker: User) -> str:
    return f"journal.table.{walker.pk}"
