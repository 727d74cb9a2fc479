"""Files that a walker brought in: what was taken from each, and those that are too long for a
request and wait for the runner of jobs."""

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
    """One file from which walks were taken. The file itself is not kept.

    `entries` names the walks, finished or waiting, by their identity: a foreign key to a table that
    is cut by person is not possible. Undone, they go, and this row stays to say so.
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
    """One file on its way: its bytes lie in a folder under `key` until they have been read.

    Cancelling is deleting this row: whoever reads the file notices, and stops.
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
    # What was found in it, until its walker has said what is taken.
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
        """How much of it has been read."""
        return min(100, 100 * self.read_bytes // max(1, self.size))
