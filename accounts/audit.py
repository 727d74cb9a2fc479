"""The audit trail: what staff did that concerns people or takes data out of the site.

It records who signed in to work here, whose rights were changed, whose second step was taken away,
and what was exported. Walkers are in it only as people whose account staff acted on. Entries are
written once and never changed.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from accounts.fields import CodeCheckedCharField, PrintableCharField

RETENTION = timedelta(days=2 * 365)


class AppendOnly(TypeError):
    """Raised where code tries to change or delete an entry of the audit trail."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def past_keeping(self, now: datetime) -> "AuditQuerySet":
        return self.filter(at__lt=now - RETENTION)

    def forget(self) -> int:
        """Delete these rows for good, and return how many there were.

        Only for `purge_sign_ins`, which deletes the entries that are `past_keeping`.
        """
        return self._raw_delete(self.db)

    def update(self, **fields: Any) -> int:
        raise AppendOnly("The audit trail is never changed.")

    def delete(self) -> Any:
        raise AppendOnly("The audit trail is never deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise AppendOnly("The audit trail is never changed.")


class AuditEntry(models.Model):
    """One thing that one member of staff did. The names stay when the accounts are deleted."""

    class Act(models.TextChoices):
        SIGNED_IN = "signed_in", "signed in"
        ADDED = "added", "added a person"
        DELETED = "deleted", "deleted a person"
        RIGHTS = "rights", "changed what a person may do"
        ADDRESS = "address", "changed an address"
        PASSWORD_LINK = "password_link", "had a link for a new password mailed"
        RESET_ASKED = "reset_asked", "asked to take away a second step"
        RESET_CONFIRMED = "reset_confirmed", "took away a second step"
        EXPORTED = "exported", "exported"

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor_number = models.BigIntegerField(null=True)  # no foreign key: it outlives accounts
    actor = PrintableCharField("who", max_length=254)
    act = CodeCheckedCharField("did", max_length=20, choices=Act.choices)
    about = PrintableCharField("to whom or with what", max_length=254, blank=True)
    detail = PrintableCharField(max_length=500, blank=True)

    objects: ClassVar[AuditQuerySet] = AuditQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-at", "-pk")
        default_permissions = ("view",)
        verbose_name = "entry of the audit trail"
        verbose_name_plural = "audit trail"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.get_act_display()} {self.about}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("The audit trail is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise AppendOnly("The audit trail is never deleted.")


def record(actor: Any, act: AuditEntry.Act, about: str = "", detail: str = "") -> None:
    """Record that `actor`, a person or a text such as “on the machine”, has just done `act`.

    `about` is cut to 254 characters, `detail` to 500.
    """
    email = getattr(actor, "email", None)
    AuditEntry.objects.create(
        actor_number=actor.pk if email else None,
        actor=email or str(actor),
        act=act,
        about=about[:254],
        detail=detail[:500],
    )
