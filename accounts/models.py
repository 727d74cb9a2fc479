"""The person and their consent; also imports the models of the other modules for Django."""

from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Greatest, Lower
from django.http import HttpRequest

from accounts.audit import AuditEntry
from accounts.encryption import KeyCheck
from accounts.fields import CodeCheckedCharField, PrintableCharField
from accounts.jobs import Heartbeat, Job
from accounts.limits import Limit
from accounts.prepared_queries import PreparedQuery
from accounts.second_factor import SecondFactorReset
from accounts.tokens import PersonalToken


@cache
def known_time_zones() -> frozenset[str]:
    """The names in the IANA time zone database. Read once: reading the files takes 8 ms."""
    return frozenset(available_timezones())


def validate_time_zone(name: str) -> None:
    """Raise ValidationError if `name` is not in the IANA time zone database."""
    if name not in known_time_zones():
        raise ValidationError(
            "“%(name)s” is not the name of a time zone, such as Europe/London.",
            code="unknown_time_zone",
            params={"name": name},
        )


def default_time_zone() -> str:
    """The site's own zone."""
    return settings.TIME_ZONE


_person_by_pk = PreparedQuery(lambda pk: User.objects.filter(pk=pk), int)


class UserManager(DjangoUserManager["User"]):
    use_in_migrations = False

    def get(self, *args: Any, **wanted: Any) -> "User":
        """As in Django, but faster for `get(pk=…)`, by which each private page loads its person."""
        number = wanted.get("pk")
        is_key = isinstance(number, int) and abs(number) <= models.BigIntegerField.MAX_BIGINT
        if args or len(wanted) > 1 or self._db or not is_key:
            return super().get(*args, **wanted)
        found = _person_by_pk.first(number)
        if found is None:
            raise self.model.DoesNotExist
        return found

    def create_user(  # type: ignore[override]  # the address is the login here
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        if not email:
            raise ValueError("A person needs an e-mail address: it is their login.")
        user = self.model(email=email, **fields)
        validate_time_zone(user.time_zone)  # an unknown zone would break every page of this person
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Store a person who may do everything, with a confirmed address.

        The operator of the machine typed the address, and mail may not work yet to confirm it.
        """
        return self.create_confirmed(email, password, is_staff=True, is_superuser=True, **fields)

    def create_confirmed(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a person whose address is known to be theirs, and so counts as confirmed."""
        user = self.create_user(email, password, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def staff_with_perm(self, permission: str) -> models.QuerySet["User"]:
        """Active staff with `permission` (named as in `has_perm`), superusers included, by name."""
        backend = "django.contrib.auth.backends.ModelBackend"
        return (
            self.with_perm(permission, backend=backend).filter(is_staff=True).order_by("name", "pk")
        )

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person. The e-mail address is the login; there is no user name."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    name = PrintableCharField(
        max_length=120,
        blank=True,
        help_text="Shown to editors, and printed under pages this person wrote or reviewed.",
    )
    credentials = PrintableCharField(
        max_length=200,
        blank=True,
        help_text="Clinical credentials as they should be printed, with the register and number. "
        "Only the approval of a person with credentials makes a page “reviewed”.",
    )
    time_zone = CodeCheckedCharField(
        max_length=64, default=default_time_zone, validators=[validate_time_zone]
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_one_person_per_email",
                violation_error_message="There is a person with this e-mail address already.",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Login looks for the address in lower case, however somebody typed it.
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def device_key(self) -> str:
        """The name that marks this person's unsent walks on a device: never their address.

        It is no secret, since only the session proves who asks. It does not depend on SECRET_KEY:
        after a change of that key unsent walks would belong to nobody.
        """
        return sha256(f"{self.pk} {self.date_joined.timestamp()}".encode()).hexdigest()[:32]

    @property
    def has_consented(self) -> bool:
        """Whether the person agrees now that their health data is kept and read."""
        return bool(_open_consent.all(self.pk))


class AuthenticatedRequest(HttpRequest):
    """For type checkers: a request behind a login, whose `user` is a person."""

    user: User


class ConsentQuerySet(models.QuerySet["Consent"]):
    def open_for(self, user: "User") -> "ConsentQuerySet":
        return self.filter(user=user, withdrawn_at=None)


# Prepared, because every private page runs it.
_open_consent = PreparedQuery(
    lambda user: Consent.objects.open_for(user).order_by().values_list("pk")[:1], int
)


class Consent(models.Model):
    """One agreement of a person that we keep health data, with the moments it was given and ended.

    It is separate from sign-up, because an account alone is no agreement. It is kept after its
    withdrawal, because we must be able to show what was agreed when.
    """

    WORDING = "2026-11"  # names the text of templates/accounts/consent.html that was shown

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    wording = PrintableCharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(withdrawn_at=None),
                name="accounts_one_open_consent_per_person",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None)
                | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="accounts_consent_withdrawn_after_given",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.given_at:%Y-%m-%d}"

    @classmethod
    def give(cls, user: User, now: datetime) -> "Consent":
        """The open agreement of `user`; stored, as given at `now`, if there is none."""
        consent, _ = cls.objects.get_or_create(
            user=user, withdrawn_at=None, defaults={"wording": cls.WORDING, "given_at": now}
        )
        return consent

    @classmethod
    def withdraw(cls, user: User, now: datetime) -> None:
        """End the open agreement at `now`, or at its start if `now` is earlier (a slow clock)."""
        ends = Greatest(models.F("given_at"), models.Value(now, models.DateTimeField()))
        cls.objects.open_for(user).update(withdrawn_at=ends)
