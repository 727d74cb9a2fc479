"""Who must have a second factor, and how two people take it away from somebody who lost it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from accounts.audit import AuditEntry, record
from accounts.mail import send_from_template

if TYPE_CHECKING:
    from accounts.models import User

WINDOW = timedelta(days=3)  # how long a request waits for the second person
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(person: "User") -> bool:
    """Whether `person` has an authenticator app or a passkey. Recovery codes alone do not count."""
    return is_mfa_enabled(person, FACTORS)


def lacks_required_factor(person: Any) -> bool:
    """Whether `person` is staff who must set up a second factor before they may work."""
    asked = settings.STAFF_SECOND_FACTOR and getattr(person, "is_staff", False)
    return asked and not has_second_factor(person)


class NotAllowed(Exception):
    """Raised where somebody may not ask or confirm; the message tells them why."""


class SecondFactorResetQuerySet(models.QuerySet["SecondFactorReset"]):
    def waiting(self, now: datetime) -> "SecondFactorResetQuerySet":
        return self.filter(confirmed_by=None, asked_at__gt=now - WINDOW)

    def ask(self, person: "User", by: "User", now: datetime) -> None:
        """Store that `by` asks to take away the second factor of `person`, and tell `person`.

        Does nothing while such a request is waiting. Raises NotAllowed unless `by` is a superuser
        and not `person`.
        """
        if not by.is_superuser:
            raise NotAllowed("Only somebody who may do everything here can ask for this.")
        if by == person:
            raise NotAllowed("For yourself, somebody else has to ask.")
        if self.waiting(now).filter(person=person).exists():
            return
        with transaction.atomic():
            self.create(person=person, asked_by=by, asked_at=now)
            record(by, AuditEntry.Act.RESET_ASKED, person.email)
            _mail_about_reset(person, "asked")


class SecondFactorReset(models.Model):
    """A request to take away somebody's second factor, which another superuser has to confirm."""

    person = models.ForeignKey("accounts.User", models.CASCADE, related_name="factor_resets")
    asked_by = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    objects: ClassVar[SecondFactorResetQuerySet] = SecondFactorResetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(person=F("asked_by"))
                & (
                    Q(confirmed_by=None)
                    | ~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("person"))
                ),
                name="accounts_reset_by_two_others",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, asked by {self.asked_by}"

    def may_confirm(self, by: Any) -> bool:
        return bool(by.is_superuser) and by.pk not in (self.asked_by_id, self.person_id)

    @transaction.atomic
    def confirm(self, by: "User", now: datetime) -> None:
        """Take the second factor away, as `by` confirms the request; a second call does nothing.

        Raises NotAllowed unless `by` is a superuser, and neither the asker nor the person.
        """
        if not self.may_confirm(by):
            raise NotAllowed("Somebody else has to confirm this: not who asked, not the person.")
        mine = SecondFactorReset.objects.waiting(now).filter(pk=self.pk)
        if mine.update(confirmed_by=by, confirmed_at=now):
            remove_second_factor(self.person, by, f"asked by {self.asked_by.email}")
            # Two people may have asked at once: the other request would apply to a later factor.
            SecondFactorReset.objects.waiting(now).filter(person=self.person).delete()


@transaction.atomic
def remove_second_factor(person: "User", by: Any, detail: str) -> None:
    """Delete all second factors and recovery codes of `person`, tell them, and record it.

    `by` and `detail` as for `record` in `accounts/audit.py`.
    """
    Authenticator.objects.filter(user=person).delete()
    record(by, AuditEntry.Act.RESET_CONFIRMED, person.email, detail)
    _mail_about_reset(person, "done")


def _mail_about_reset(person: "User", event: str) -> None:
    """Mail `person` that a reset was "asked" for or is "done" (`event`)."""
    send_from_template(f"mfa/email/second_step_reset_{event}", person.email)
