"""Counting what journals say, for editors: how many people a rule would reach, never who."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, islice

from accounts.models import User
from journal import patterns
from journal.advice.active_rules import ActiveRules
from journal.advice.coverage import accepted
from journal.advice.fitting import begun_by, read_walks
from journal.advice.matching import Match, match
from journal.models import Walk
from journal.patterns import Reading
from journal.patterns.reachable_outcomes import Outcome

PEOPLE = 100  # read together
IN_USE_FOR = timedelta(weeks=12)  # since the last walk: who stopped logging gets no advice


def walkers_in_use(now: datetime) -> Iterator[User]:
    """Everybody with a consent in force and a walk within IN_USE_FOR before `now`."""
    recent = Walk.objects.filter(deleted_at=None, started_at__gt=now - IN_USE_FOR)
    people = User.objects.filter(consents__withdrawn_at=None, consents__isnull=False)
    return people.filter(pk__in=recent.values("walker")).order_by("pk").iterator()


def readings_in_use(now: datetime) -> Iterator[Reading]:
    """A reading at `now` of the log of each of `walkers_in_use`. PEOPLE logs are read together,
    which takes a fraction of the time; no more of them are ever in memory."""
    walkers = walkers_in_use(now)
    while some := list(islice(walkers, PEOPLE)):
        yield from chain.from_iterable(
            patterns.read_many(
                [read_walks(walker).walks for walker in some],
                as_of=[now.astimezone(walker.zone) for walker in some],
                programmes=[begun_by(walker) for walker in some],
            )
        )


class ReachCounter:
    """Counts people, a reading each: by rule that holds, by outcome, by outcome without advice."""

    def __init__(self, active: ActiveRules) -> None:
        self.active = active
        self.people = 0
        self.by_rule: Counter[str] = Counter()
        self.by_outcome: Counter[Outcome] = Counter()
        self.without_advice: Counter[Outcome] = Counter()

    def add(self, reading: Reading) -> None:
        self.people += 1
        matches, _ = match(self.active.rules, reading)
        self.by_rule.update(found.rule.slug for found in matches)
        answered = _answered(matches)
        for pattern in reading.patterns:
            outcome = Outcome(pattern.kind, pattern.state, pattern.direction)
            self.by_outcome[outcome] += 1
            if outcome not in answered:
                self.without_advice[outcome] += 1


def _answered(matches: list[Match]) -> set[Outcome]:
    """The outcomes that the rules which hold ask for."""
    return {
        outcome
        for found in matches
        for condition in found.rule.conditions
        for outcome in accepted(condition)
    }
