"""Reports that a walker shared with somebody without an account, by an address that expires.

The chosen part of the log is stored as it was, encrypted, and nothing else of it. Of the address,
only a digest is stored. The address contains the walker's number, masked with a secret key: so the
look-up can name the person, as every query of a journal does, and nobody can read who it is.
"""

import hmac
import secrets
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DatabaseError, models
from django.db.models import F, Q

from accounts.encryption import EncryptedTextField
from accounts.fields import PrintableCharField
from accounts.models import User
from accounts.short_waits import short_transaction
from journal.models.by_person import ByPersonQuerySet, one_of_walker, walker_key

USUAL_DAYS, MAX_DAYS, MAX_OPEN = 14, 90, 20
ENDED_RETENTION = timedelta(days=30)
SECRET_BYTES, NUMBER_BYTES = 25, 8  # 33: base64 then needs no “=”, which mail programs cut off


def new_report_token(walker: User) -> str:
    """A new token for an address: random bytes, and the walker's number masked with them."""
    secret = secrets.token_bytes(SECRET_BYTES)
    number = walker.pk ^ _seal(secret)
    return urlsafe_b64encode(secret + number.to_bytes(NUMBER_BYTES)).decode()


def walker_of(token: str) -> int | None:
    """The number of the walker in a token, not verified; None where it is not a token of ours."""
    try:
        raw = urlsafe_b64decode(token)
    except (NotBase64, ValueError):
        return None
    if len(raw) != SECRET_BYTES + NUMBER_BYTES or not token.isascii():
        return None
    number = int.from_bytes(raw[SECRET_BYTES:]) ^ _seal(raw[:SECRET_BYTES])
    return number if number < 2**63 else None


def _seal(secret: bytes) -> int:
    key = b"journal.shared_report" + settings.SECRET_KEY.encode()
    return int.from_bytes(hmac.digest(key, secret, "sha256")[:NUMBER_BYTES])


def report_digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


class SharedReportQuerySet(ByPersonQuerySet["SharedReport"]):
    newest_first = ("-created_at", "-pk")

    def open(self, now: datetime) -> "SharedReportQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=now)

    def find(self, token: str, now: datetime) -> "SharedReport | None":
        """The open report of this token, else None, whatever the reason."""
        number = walker_of(token)
        if number is None:
            return None
        mine = self.open(now).filter(walker_id=number, digest=report_digest(token))
        found = mine.select_related("walker").first()
        is_open = found and found.walker.is_active and found.walker.has_consented
        return found if is_open else None

    def count_visit(self, report: "SharedReport", today: date) -> None:
        """Count one visit on `today`. While the database is busy, the visit is not counted."""
        with suppress(DatabaseError), short_transaction():
            mine = self.filter(walker_id=report.walker_id, pk=report.pk)
            mine.update(visits=F("visits") + 1, last_visit_on=today)

    def past_keeping(self, now: datetime) -> "SharedReportQuerySet":
        limit = now - ENDED_RETENTION
        return self.filter(Q(expires_at__lte=limit) | Q(revoked_at__lte=limit))

    def empty_expired(self, now: datetime) -> int:
        """Delete the content of expired links, mark them as revoked, and return how many."""
        ended = self.filter(expires_at__lte=now, revoked_at=None)
        return ended.update(content="", name="", revoked_at=F("expires_at"))


class SharedReport(models.Model):
    """One link by which somebody without an account can read one report."""

    walker = walker_key("shared_reports")
    entry = models.UUIDField(default=uuid.uuid4, editable=False)
    digest = PrintableCharField(max_length=64, editable=False)
    for_whom = PrintableCharField(max_length=80)
    # A snapshot, and the name on top of it; both are emptied after the link has ended.
    content = EncryptedTextField(editable=False)
    name = EncryptedTextField(blank=True, editable=False)
    days = models.PositiveSmallIntegerField(
        default=USUAL_DAYS, validators=[MinValueValidator(1), MaxValueValidator(MAX_DAYS)]
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    visits = models.PositiveIntegerField(default=0)
    last_visit_on = models.DateField(null=True, blank=True)

    objects: ClassVar[SharedReportQuerySet] = SharedReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        default_permissions = ()
        constraints = (
            one_of_walker("shared_report_by_person", "id"),
            one_of_walker("shared_report_once", "digest"),
            one_of_walker("shared_report_entry", "entry"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="journal_shared_report_ends"
            ),
        )

    def __str__(self) -> str:
        return f"for {self.for_whom}"

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now
