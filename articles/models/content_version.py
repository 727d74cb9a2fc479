"""The content version: one row whose number rises with every change of what readers see."""

from django.db import models

from accounts.fields import PrintableCharField


class ContentVersion(models.Model):
    """The version's number, raised by the database's triggers alone (articles.page_cache)."""

    number = models.PositiveBigIntegerField()
    changed_at = models.DateTimeField(help_text="By the database's clock.")
    watch = PrintableCharField(
        max_length=64, help_text="Which triggers count: a fingerprint of their text."
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} ({self.changed_at:%Y-%m-%d %H:%M:%S})"
