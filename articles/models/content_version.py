"""One row that moves whenever the database changes anything that readers see."""

from django.db import models

from accounts.fields import PrintableCharField


class ContentVersion(models.Model):
    """Counted by the database's own triggers and written by nothing else: articles.page_cache."""

    number = models.PositiveBigIntegerField()
    changed_at = models.DateTimeField(help_text="By the database's clock.")
    watch = PrintableCharField(
        max_length=64, help_text="Which triggers count: a fingerprint of their text."
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} ({self.changed_at:%Y-%m-%d %H:%M:%S})"
