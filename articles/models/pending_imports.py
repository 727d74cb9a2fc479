"""Files that somebody has uploaded and not yet confirmed.

Between the page that shows what would change and the click that does it, the next request may meet
another process on another machine: so the file waits in the database. It is gone after the click.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction

from accounts.fields import PrintableCharField
from accounts.models import User

RETENTION = timedelta(days=1)


class PendingImportQuerySet(models.QuerySet["PendingImport"]):
    @transaction.atomic
    def keep(self, user: User, name: str, data: bytes, now: datetime) -> "PendingImport":
        """This upload, in the place of what the same person uploaded before."""
        self.filter(models.Q(uploaded_by=user) | models.Q(uploaded_at__lt=now - RETENTION)).delete()
        return self.create(uploaded_by=user, name=name[-200:], data=data, uploaded_at=now)


class PendingImport(models.Model):
    uploaded_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = PrintableCharField(max_length=200)
    data = models.BinaryField()
    uploaded_at = models.DateTimeField()

    objects: ClassVar[PendingImportQuerySet] = PendingImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
