"""One walker with WALKS walks in our journal and the same in the plain one.

python -m tests.benchmarks.plain.fill 3000

prints the key of a session in which the walker is signed in. Needs the plain settings.
"""

import sys
from datetime import timedelta


def fill(walks: int) -> str:
    """The session's key."""
    from django.utils import timezone  # noqa: PLC0415 (needs the settings)

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
    return open_session(walker, now)


if __name__ == "__main__":
    import django

    django.setup()
    print(fill(int(sys.argv[1])))
