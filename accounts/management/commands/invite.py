"""Invite somebody to work in the office: an account, its rights, a link to choose a password."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from accounts.audit import AuditEntry, record
from accounts.groups import GROUPS
from accounts.models import User

MAIL = """\
You are invited to work on {site}.

Choose a password here; the link works for three days:
{link}

Then sign in at {office}
"""


class Command(BaseCommand):
    help = "Makes an account for somebody in the office, and mails them a link to begin with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="as it stands in bylines")
        parser.add_argument("--group", action="append", choices=GROUPS, default=[], dest="groups")
        parser.add_argument("--superuser", action="store_true", help="who may do everything")

    def handle(
        self,
        *args: Any,
        email: str,
        name: str,
        groups: list[str],
        superuser: bool,
        **options: Any,
    ) -> None:
        if not (groups or superuser):
            raise CommandError(f"Name what they may do: --group {'|'.join(GROUPS)}, --superuser.")
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is no e-mail address.") from error
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"There is an account with the address {email} already.")
        self._invite(email, name, groups, superuser)
        self.stdout.write(f"{email} is invited by mail.")

    @transaction.atomic
    def _invite(self, email: str, name: str, groups: list[str], superuser: bool) -> None:
        """Store the account and the mail in one transaction, so that neither exists alone."""
        # Only the link in the mail opens the account, so that whoever uses it owns the address.
        person = User.objects.create_confirmed(
            email, name=name, is_staff=True, is_superuser=superuser
        )
        person.groups.set(Group.objects.filter(name__in=groups))
        rights = ", ".join([*groups, *(["superuser"] if superuser else [])])
        record("on the machine", AuditEntry.Act.ADDED, person.email, rights)
        key = default_token_generator.make_token(person)
        path = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(person), "key": key},
        )
        send_mail(
            f"{settings.SITE_NAME}: your invitation",
            MAIL.format(
                site=settings.SITE_NAME,
                link=settings.SITE_URL + path,
                office=settings.SITE_URL + reverse("admin:index"),
            ),
            None,
            [person.email],
        )
