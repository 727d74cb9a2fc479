"""Many people with a log each, for what is measured with a full database.

    python -m tests.benchmarks.fill_people 10000 1000000 400

prints the keys of sessions, here 400, each of another person.
"""

import sys
from typing import Any

WALKS = """
INSERT INTO journal_walk (walker_id, entry, started_at, time_zone, minutes, pain_before, pain_after,
    leg_symptoms, painkiller, slope, surface, load, note, logged_at, changed_at)
SELECT walker, gen_random_uuid(), %(now)s - make_interval(hours => 17 * number),
    'Europe/London', 10 + (number * 7 + walker) %% 40, (number + walker) %% 5,
    (number + walker) %% 5 + (number * 3) %% 4, (ARRAY['none', 'one', NULL])[number %% 3 + 1],
    number %% 5 = 0, '', '', '', '', %(now)s, %(now)s
FROM generate_series(1, %(each)s) AS number, unnest(%(walkers)s::bigint[]) AS walker
"""


def fill(people: int, walks: int, sessions: int) -> list[str]:
    """The keys of the sessions."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415 (needs the settings)
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import Consent, User  # noqa: PLC0415
    from tests.benchmarks.open_sessions import open_session  # noqa: PLC0415

    now = timezone.now()
    walkers = User.objects.bulk_create(
        [
            User(email=f"measured-{number}@example.org", password=make_password(None))
            for number in range(people)
        ],
        batch_size=2000,
    )
    Consent.objects.bulk_create(
        [Consent(user=each, wording=Consent.WORDING, given_at=now) for each in walkers],
        batch_size=2000,
    )
    values: dict[str, Any] = {"now": now, "each": walks // people}
    with connection.cursor() as cursor:
        cursor.execute(WALKS, values | {"walkers": [each.pk for each in walkers]})
        cursor.execute("VACUUM ANALYZE")
    return [open_session(each, now) for each in walkers[:: max(1, people // sessions)]]


if __name__ == "__main__":
    import django

    django.setup()
    print("\n".join(fill(*map(int, sys.argv[1:]))))
