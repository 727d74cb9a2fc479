"""Personal tokens, with which a walker's own tools log and read walks without signing in.

A token gives access to the JSON address of walks and to nothing else. It is shown once, when it is
made: only a digest of it is stored. It is as random as a session's key, so the digest needs no salt
and no slow hash, and looking one up reveals nothing about other tokens.
"""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from accounts.fields import PrintableCharField
from accounts.limits import count_within

if TYPE_CHECKING:
    from accounts.models import User

PREFIX = "bsw_"  # so that whoever finds a token, or scans files for them, knows what it is
MAX_TOKENS = 10  # of one person
REQUESTS_PER_MINUTE = 120
MINUTE = 60  # seconds


def _digest(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()


class PersonalTokenQuerySet(models.QuerySet["PersonalToken"]):
    def for_user(self, user: "User") -> "PersonalTokenQuerySet":
        """The tokens of one person, the newest first."""
        return self.filter(user=user).order_by("-created_at", "-pk")

    def find(self, token: str) -> "PersonalToken | None":
        """The token with this text, with its user; None if unknown or the account is inactive."""
        found = self.filter(digest=_digest(token), user__is_active=True)
        return found.select_related("user").first()

    def make(self, user: "User", name: str, now: datetime) -> str:
        """Store a new token and return its text, which is to be shown once and kept nowhere."""
        token = PREFIX + secrets.token_urlsafe(32)  # bytes: practically impossible to guess
        self.create(user=user, name=name, digest=_digest(token), created_at=now)
        return token


class PersonalToken(models.Model):
    """A key for one tool of one person. Revoking it deletes it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_tokens"
    )
    name = PrintableCharField(max_length=60)
    digest = PrintableCharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    last_used_on = models.DateField(null=True, editable=False)

    objects: ClassVar[PersonalTokenQuerySet] = PersonalTokenQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name

    def count_use(self, now: datetime) -> bool:
        """Count one use and store its day; False once REQUESTS_PER_MINUTE is exceeded.

        A minute begins with the first use after the last one ended.
        """
        if count_within(f"personal-token:{self.pk}", MINUTE) > REQUESTS_PER_MINUTE:
            return False
        if self.last_used_on != now.date():
            PersonalToken.objects.filter(pk=self.pk).update(last_used_on=now.date())
        return True
