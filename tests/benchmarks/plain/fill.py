"""One walker with WALKS walks in our journal and the same in the plain one.

python -m tests.benchmarks.plain.fill 3000 1000

prints the keys of sessions in which the walker is signed in, here 1000 to our site and then 1000 to
the plain one. Needs the plain settings.
"""

import sys
from datetime import timedelta

OUR_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def fill(walks: int, sessions: int) -> list[str]:
    """The keys of the sessions."""
    from django.db import transaction  # noqa: PLC0415 (needs the settings)
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import Consent, User  # noqa: PLC0415
    from journal.models import Walk  # noqa: PLC0415
    from tests.benchmarks.open_sessions import open_session  # noqa: PLC0415
    from tests.benchmarks.plain.models import PlainWalk  # noqa: PLC0415

    now = timezone.now()
    walker = User.objects.create_user("measured@example.org", "measured-and-forgotten")
    Consent.give(walker, now)
    ours, plain = [], []
    for number in range(walks):
        at = now - timedelta(days=number + 1)
        scores = {"pain_before": number % 5, "pain_after": number % 5 + number % 3}
        same = {"walker": walker, "started_at": at, "minutes": 15 + number % 30, **scores}
        plain.append(PlainWalk(**same))
        ours.append(Walk(**same, time_zone="Europe/London", logged_at=now, changed_at=now))
    PlainWalk.objects.bulk_create(plain)
    Walk.objects.bulk_create(ours)
    with transaction.atomic():
        return [
            open_session(walker, now, backend)
            for backend in (OUR_BACKEND, "")
            for _ in range(sessions)
        ]


if __name__ == "__main__":
    import django

    django.setup()
    print("\n".join(fill(*map(int, sys.argv[1:]))))
