"""Shared drafts: links by which people without an account read and comment on a draft for a while.

Only a digest of each link's token is kept: nobody can open a draft with what stands in the
database, in a backup or in the history, and a lookup takes as long for a near miss as for any other
token. The price is that an address is shown once, when it is made; whoever lost it makes another
and revokes the first.
"""

import secrets
import uuid
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DatabaseError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from accounts.fields import PrintableCharField, PrintableTextField
from accounts.models import User
from accounts.short_waits import short_transaction
from articles.models.editions import Edition

USUAL_DAYS, MAX_DAYS = 14, 90
ENDED_RETENTION = timedelta(days=365)
COMMENT_LENGTH = 2000
MAX_COMMENTS, MAX_PER_HOUR = 20, 5


def new_token() -> str:
    """A new random token for an address: 32 bytes, too many to be guessed."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """The SHA-256 digest of `token`, in hex, by which its link is stored."""
    return sha256(token.encode()).hexdigest()


def can_be_shared(edition: Edition, now: datetime) -> bool:
    """Whether readers cannot see it yet; later, its public page is the address to send."""
    return edition.publish_at is None or edition.publish_at > now


class SharedLinkQuerySet(models.QuerySet["SharedLink"]):
    def open(self, now: datetime) -> "SharedLinkQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=now)

    def find(self, token: str, now: datetime) -> "SharedLink | None":
        """The open link with this token; None if it expired, was revoked or never existed.

        Callers cannot tell which of the three, so that no page can give it away.
        """
        found = self.open(now).filter(digest=digest_of(token))
        return found.select_related("edition__article__topic").first()

    def count_visit(self, link: "SharedLink", today: date) -> None:
        """Count a visit of `today`; skipped while the database is busy.

        The database adds the one, so that two visits at the same moment both count.
        """
        with suppress(DatabaseError), short_transaction():
            self.filter(pk=link.pk).update(visits=F("visits") + 1, last_visit_on=today)

    def past_keeping(self, now: datetime) -> "SharedLinkQuerySet":
        """Links that ended more than `ENDED_RETENTION` ago, to be deleted with their comments,
        which name people outside."""
        limit = now - ENDED_RETENTION
        return self.filter(Q(expires_at__lte=limit) | Q(revoked_at__lte=limit))


class SharedLink(models.Model):
    """One address at which somebody without an account reads one edition before it is public."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="shared_links")
    digest = PrintableCharField(max_length=64, unique=True, editable=False)
    for_whom = PrintableCharField(
        max_length=120, help_text="So that you know later whose link it is. Only editors see it."
    )
    shared_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    shared_by_name = PrintableCharField(max_length=120, help_text="As the page names them.")
    days = models.PositiveSmallIntegerField(
        "open for how many days",
        default=USUAL_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_DAYS)],
        help_text=f"At most {MAX_DAYS}. You can revoke it at any time.",
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    visits = models.PositiveIntegerField(default=0)
    last_visit_on = models.DateField(null=True, blank=True)

    objects: ClassVar[SharedLinkQuerySet] = SharedLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-created_at", "-pk")
        default_permissions = ()  # articles.share_edition says who may
        constraints = (
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=MAX_DAYS), name="articles_shared_for_some_days"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="articles_shared_link_ends"
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} for {self.for_whom}"

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now

    @classmethod
    def make(
        cls, edition: Edition, token: str, *, for_whom: str, days: int, by: User, now: datetime
    ) -> tuple["SharedLink", bool]:
        """The link with this token, and whether it is new: a form sent twice makes one link."""
        values = {
            "edition": edition,
            "for_whom": for_whom,
            "days": days,
            "shared_by": by,
            "shared_by_name": by.name or "the editors",
            "created_at": now,
            "expires_at": now + timedelta(days=days),
        }
        return cls.objects.get_or_create(digest=digest_of(token), defaults=values)

    def revoke(self, by: User, now: datetime) -> bool:
        """Revoke the link; True if it was open. One revoked before keeps its `revoked_by`."""
        open_one = SharedLink.objects.open(now).filter(pk=self.pk)
        return bool(open_one.update(revoked_at=now, revoked_by=by))

    def has_room(self, now: datetime) -> bool:
        """Whether it takes another comment: `MAX_COMMENTS` in all, `MAX_PER_HOUR` in an hour."""
        lately = self.comments.filter(sent_at__gt=now - timedelta(hours=1)).count()
        return self.comments.count() < MAX_COMMENTS and lately < MAX_PER_HOUR


def shared_address(token: str) -> str:
    """The full address to send. `token` is known only when it is made: its digest is stored."""
    return settings.SITE_URL + reverse("articles:shared", args=[token])


class SharedComment(models.Model):
    """What somebody outside said of a shared draft, under the name that they typed.

    An approval here is advice to the editors. The review that a page names is another thing: only
    an account with clinical credentials gives it (`Edition.approve`).
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", "A comment"
        APPROVAL = "approval", "I have read this and would approve it"

    link = models.ForeignKey(SharedLink, on_delete=models.CASCADE, related_name="comments")
    entry = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = PrintableCharField(max_length=10, choices=Kind)
    name = PrintableCharField(max_length=120)
    credentials = PrintableCharField(max_length=200, blank=True)
    text = PrintableTextField(blank=True, max_length=COMMENT_LENGTH)
    sent_at = models.DateTimeField()
    seen_digest = PrintableCharField(
        max_length=64, help_text="Of the words that they had before them (Content.fingerprint)."
    )
    seen_saved_at = models.DateTimeField(help_text="When those words were last saved.")

    class Meta:
        ordering = ("-sent_at", "-pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["link", "entry"], name="articles_comment_once"),
            models.CheckConstraint(
                condition=Q(kind="approval") | ~Q(text=""), name="articles_comment_says_something"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), COMMENT_LENGTH),
                name="articles_comment_is_short",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.name}"

    @classmethod
    @transaction.atomic
    def send(cls, link: SharedLink, *, entry: uuid.UUID, now: datetime, **fields: Any) -> bool:
        """Store a comment; False if the link has no room for another (`has_room`).

        A comment sent twice, with the same `entry`, is stored once: True again. `fields` are those
        of the comment; raises ValidationError if one of them is wrong.
        """
        # The link's row is locked, so that of two comments at once the second sees the first.
        link = SharedLink.objects.select_for_update().get(pk=link.pk)
        if link.comments.filter(entry=entry).exists():
            return True
        if not link.has_room(now):
            return False
        comment = cls(link=link, entry=entry, sent_at=now, **fields)
        comment.full_clean()
        comment.save()
        return True
