"""Demo accounts, one for each role, and a demo journal. For a site on this machine alone."""

import random
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Consent, User
from journal.models import Walk

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
                Walk.objects.bulk_create(_checked(demo_walks(walker, now)))
        self.stdout.write("\nLog in at " + settings.SITE_URL + "/accounts/login/ as:")
        for email in (WALKER, *(row[0] for row in STAFF)):
            self.stdout.write(f"  {email:<24} password {PASSWORD}")
        self.stdout.write(f"Editors work at {settings.SITE_URL}/admin/\n")


def _person(email: str, **fields: Any) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, **fields)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _checked(walks: list[Walk]) -> list[Walk]:
    for walk in walks:
        walk.full_clean()
    return walks


def demo_walks(walker: User, now: datetime, count: int = 40) -> list[Walk]:
    """About ten weeks of one person's walks: longer ones hurt more, sitting helps.

    Invented by a fixed random seed, so that the demo always shows patterns of every state: the
    slope is strong enough to be linked, relief is noted on some walks only, and the next
    morning is never noted.
    """
    draw = random.Random(17)  # noqa: S311 (a story, not a secret)
    walks = []
    baseline = 2.5
    days = sorted([*draw.sample(range(1, 71), count - 4), 3, 20, 41, 60], reverse=True)
    for number, day in enumerate(days):
        baseline = 2.5 + 0.5 * (baseline - 2.5) + draw.gauss(0, 0.6)
        minutes = round(min(max(draw.gammavariate(6, 3.8), 6), 55))
        before = min(max(round(baseline), 0), 6)
        after = min(max(round(before + 0.9 + 0.09 * (minutes - 20) + draw.gauss(0, 0.9)), 0), 10)
        hour, minute = draw.choice((8, 9, 9, 12, 16, 17, 18)), draw.randrange(0, 60, 5)
        day_walked = now.replace(microsecond=0) - timedelta(days=day)
        start = day_walked.replace(hour=hour, minute=minute, second=number % 60)
        logged = start + timedelta(minutes=minutes + draw.randrange(2, 40))
        hurts = after - before >= 2
        walks.append(
            Walk(
                walker=walker,
                started_at=start,
                time_zone=walker.time_zone,
                minutes=minutes,
                pain_before=before,
                pain_after=after,
                eased_by_sitting=draw.random() < 0.85 if hurts else None,
                eased_by_standing_still=draw.random() < 0.5 if hurts and number % 3 else None,
                eased_by_lying=draw.random() < 0.7 if hurts and number % 2 else None,
                leg_symptoms=draw.choice(("none", "none", "none", "one")) if number % 3 else None,
                stopped_early=hurts and draw.random() < 0.15 if number % 4 else None,
                note="Market and back, with the shopping." if number == 5 else "",
                logged_at=logged,
                changed_at=logged,
            )
        )
    return walks
