"""The base of records with numbered versions, so that a version shown once can be read again."""

from typing import Any, ClassVar

from django.db import models

from accounts.fields import PrintableCharField


class VersionedRecord(models.Model):
    """A record with a `version` that counts its published changes; `NAMED_BY` is its name field.

    A new record with the name of a deleted one continues its numbers, so that a name and a number
    always mean one version. `origin_digest` is the digest of the data it was loaded from, if any.
    """

    NAMED_BY: ClassVar[str]
    history: ClassVar[Any]

    version = models.PositiveIntegerField(default=1, editable=False)
    origin_digest = PrintableCharField(max_length=64, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        name = getattr(self, self.NAMED_BY)
        if self._state.adding and name:
            past = type(self).history.filter(**{self.NAMED_BY: name})
            last = past.aggregate(last=models.Max("version"))["last"] or 0
            self.version = max(self.version, last + 1)
        super().save(*args, **kwargs)

    @property
    def was_edited(self) -> bool:
        """Whether a person has ever saved it, and not only the loading of a file."""
        return bool(self.history.filter(history_user__isnull=False).exists())
