"""Files that a walker imported, and uploaded files that are too long to be read in a request and
are read by the runner of jobs."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

from accounts.encryption import EncryptedTextField
from accounts.fields import PrintableCharField
from journal.models.by_person import ByPersonQuerySet, known_words, one_of_walker, walker_key

RECEIVED_RETENTION = timedelta(days=1)
REASON_LENGTH = 500


class WalkImportQuerySet(ByPersonQuerySet["WalkImport"]):
    newest_first = ("-created_at", "-pk")


class WalkImport(models.Model):
    """One file from which walks were taken. The file itself is not stored.

    `entries` has the ids of the walks, finished or not: a foreign key to a table that may be
    partitioned by person is not possible. Undoing deletes the walks, and this row stays with
    `undone_at`.
    """

    walker = walker_key("walk_imports")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    file_name = PrintableCharField(max_length=200, blank=True)
    format = PrintableCharField(max_length=40)
    sha256 = PrintableCharField(max_length=64)
    found = models.PositiveIntegerField()
    entries = models.JSONField(default=list)
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[WalkImportQuerySet] = WalkImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = (models.Index(fields=["walker", "-created_at"]),)
        constraints = (
            one_of_walker("walk_import_by_person", "id"),
            one_of_walker("walk_import_once", "key"),
        )

    def __str__(self) -> str:
        return f"{self.format}, {len(self.entries)} taken"


class ReceivedFileQuerySet(ByPersonQuerySet["ReceivedFile"]):
    newest_first = ("-created_at", "-pk")

    def past_keeping(self, now: datetime) -> "ReceivedFileQuerySet":
        return self.filter(created_at__lt=now - RECEIVED_RETENTION)


class ReceivedFile(models.Model):
    """One uploaded file; its bytes are in a folder (`file_store`) under `key` until they are read.

    To cancel, delete this row: the job that reads the file notices, and stops.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting for its turn"
        READING = "reading", "being read"
        READ = "read", "read"
        REFUSED = "refused", "refused"

    walker = walker_key("received_files")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    file_name = PrintableCharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField()
    read_bytes = models.PositiveBigIntegerField(default=0)
    state = PrintableCharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    choices = models.JSONField(default=dict)
    reason = PrintableCharField(max_length=REASON_LENGTH, blank=True)
    # The walks found in it as JSON, until its walker has chosen which of them to take.
    reading = EncryptedTextField(blank=True, editable=False)
    created_at = models.DateTimeField()

    objects: ClassVar[ReceivedFileQuerySet] = ReceivedFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()
        constraints = (
            one_of_walker("received_file_by_person", "id"),
            one_of_walker("received_file_once", "key"),
            known_words(
                "received_file_known_state", "state", "waiting", "reading", "read", "refused"
            ),
        )

    def __str__(self) -> str:
        return f"{self.state}, {self.size} bytes"

    @property
    def is_underway(self) -> bool:
        return self.state in (self.State.WAITING, self.State.READING)

    @property
    def percent(self) -> int:
        """How much of the file has been read, from 0 to 100."""
        return min(100, 100 * self.read_bytes // max(1, self.size))
