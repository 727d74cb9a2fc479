"""What editors keep in versions: what was shown names one of them, and can be read again."""

from typing import Any, ClassVar

from django.db import models

from accounts.fields import PrintableCharField


class VersionedRecord(models.Model):
    """A record whose published changes are counted under its name, `NAMED_BY`.

    A name that is used again goes on counting, so that what was shown still names one record.
    `origin_digest`: of the file that it was loaded from.
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
        """Whether a person has changed it since it was loaded from a file."""
        return bool(self.history.filter(history_user__isnull=False).exists())
