"""Uploaded files whose import nobody has confirmed yet.

One request uploads a file and shows what its import would change, a second one confirms it. The
second may reach another process on another machine, so the database keeps the file in between. It
is deleted once the import is confirmed.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction

from accounts.fields import PrintableCharField
from accounts.models import User

RETENTION = timedelta(days=1)
MAX_WAITING = 3  # for each person, who may look at several files side by side


class PendingImportQuerySet(models.QuerySet["PendingImport"]):
    @transaction.atomic
    def keep(self, user: User, name: str, data: bytes, now: datetime) -> "PendingImport":
        """Store an upload; one with the same name and bytes is kept once, with the new time.

        Deletes uploads older than `RETENTION`, and the oldest of `user` beyond `MAX_WAITING`.
        """
        self.filter(uploaded_at__lt=now - RETENTION).delete()
        theirs = self.filter(uploaded_by=user)
        if waiting := theirs.filter(name=name[-200:], data=data).defer("data").first():
            waiting.uploaded_at = now
            waiting.save(update_fields=["uploaded_at"])
            return waiting
        kept = theirs.order_by("-uploaded_at", "-pk").values("pk")[: MAX_WAITING - 1]
        theirs.exclude(pk__in=[each["pk"] for each in kept]).delete()
        return self.create(uploaded_by=user, name=name[-200:], data=data, uploaded_at=now)


class PendingImport(models.Model):
    """An uploaded file that waits for its uploader to confirm the import."""

    uploaded_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = PrintableCharField(max_length=200)
    data = models.BinaryField()
    uploaded_at = models.DateTimeField()

    objects: ClassVar[PendingImportQuerySet] = PendingImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
