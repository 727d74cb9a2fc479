"""Make demo accounts, one for each role, and a demo journal. Only for a site on this machine."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Consent, User
from journal.models import Walk
from journal.starter.demo_walks import demo_walks

PASSWORD = "walk-and-see"  # noqa: S105 (printed for everybody; refused anywhere but on loopback)
WALKER = "walker@demo.example"
STAFF = (
    # e-mail, printed name, groups
    ("author@demo.example", "Demo Author", ("author",)),
    ("reviewer@demo.example", "Demo Reviewer", ("reviewer",)),
    ("publisher@demo.example", "Demo Publisher", ("publisher",)),
    ("admin@demo.example", "Demo Admin", ()),
)


class Command(BaseCommand):
    help = "Make the demo accounts and the demo journal. Can be run again; changes nothing then."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_LOCAL:
            raise CommandError("Demo accounts have a known password: only for a site on loopback.")
        with transaction.atomic():
            for email, name, groups in STAFF:
                user = _person(email, name=name, is_staff=True, is_superuser=not groups)
                user.groups.set(Group.objects.filter(name__in=groups))
            walker = _person(WALKER)
            now = timezone.now()
            Consent.give(walker, now)
            if not Walk.objects.filter(walker=walker).exists():
                walks = demo_walks(walker, now)
                for walk in walks:
                    walk.full_clean()
                Walk.objects.bulk_create(walks)
        self.stdout.write("\nLog in at " + settings.SITE_URL + "/accounts/login/ as:")
        for email in (WALKER, *(row[0] for row in STAFF)):
            self.stdout.write(f"  {email:<24} password {PASSWORD}")
        self.stdout.write(f"Editors work at {settings.SITE_URL}/admin/\n")


def _person(email: str, **fields: Any) -> User:
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_confirmed(email, PASSWORD, **fields)
