"""Files that a walker brought in: what was found in each, and what was taken from it."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.fields import PrintableCharField
from journal.models.by_person import ByPersonQuerySet, walker_key


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
            models.UniqueConstraint(fields=["walker", "id"], name="journal_walk_import_by_person"),
            models.UniqueConstraint(fields=["walker", "key"], name="journal_walk_import_once"),
        )

    def __str__(self) -> str:
        return f"{self.format}, {len(self.entries)} taken"
