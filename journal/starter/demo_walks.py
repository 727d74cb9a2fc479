"""The invented walks of the demo, for a site on one machine and for the preview of a journal."""

import random
from datetime import datetime, timedelta

from accounts.models import User
from journal.models import Walk


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
