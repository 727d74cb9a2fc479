"""Delete what is kept about signing in once its time is over. Run it daily."""

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.erased_bytes import overwrite_after_commit
from accounts.models import AuditEntry, Limit


class Command(BaseCommand):
    help = "Delete what is kept about signing in once its time is over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        oldest = now - timedelta(days=settings.SIGN_IN_RETENTION_DAYS)
        tries = Limit.objects.past_keeping(now)
        live = Session.objects.filter(expire_date__gt=now).values("session_key")
        addresses = UserSession.objects.filter(last_seen_at__lt=oldest).exclude(
            session_key__in=live  # kept while the session lasts: its owner can still end it
        )
        audit = AuditEntry.objects.past_keeping(now)
        for name, past, delete in (
            ("counts of tries", tries, lambda: tries.delete()[0]),
            ("addresses of sign-ins", addresses, lambda: addresses.delete()[0]),
            ("entries of the audit trail", audit, audit.forget),
        ):
            count = past.count() if options["dry_run"] else delete()
            done = "to delete" if options["dry_run"] else "deleted"
            self.stdout.write(f"{name}: {count} {done} for good.")
        if not options["dry_run"]:
            overwrite_after_commit()
