"""Which published answers fit a log: rules and answers of the database meet the pure matching."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from articles.public.cautions import all_cautions
from journal import patterns
from journal.advice.active_rules import ActiveRules
from journal.advice.cards import Card, NearMissCard, card_of, closest_per_answer, near_miss_card_of
from journal.advice.matching import NearMiss, dedupe_pairs, match
from journal.exchange.repeated_walks import DistinctWalks, distinct_walks
from journal.models import Programme, Walk
from journal.patterns import Reading

SHOWN_FIRST = 3


@dataclass(frozen=True)
class Advice:
    """All that the page about one person's patterns says."""

    walker: User
    reading: Reading
    walks: dict[str, Walk]
    log: DistinctWalks  # what the reading rests on, and what was left out as repeated
    cards: tuple[Card, ...]
    near_misses: tuple[NearMissCard, ...]

    @property
    def days_walked(self) -> int:
        """On how many of the walker's own days there is a walk."""
        return len({walk.local_start.date() for walk in self.walks.values()})

    @property
    def days(self) -> int:
        """From the first walk's day to the last one's, both counted."""
        first, last = self.reading.first, self.reading.last
        return (last - first).days + 1 if first and last else 0

    @property
    def first_cards(self) -> tuple[Card, ...]:
        return self.cards[:SHOWN_FIRST]

    @property
    def further_cards(self) -> tuple[Card, ...]:
        return self.cards[SHOWN_FIRST:]


def read_journal(walker: User, now: datetime) -> tuple[dict[str, Walk], Reading]:
    """One person's walks as they stand at `now`, by entry, and what the patterns make of them."""
    walks, log = read_walks(walker)
    return walks, _read(walker, log, now)


def read_walks(walker: User) -> tuple[dict[str, Walk], DistinctWalks]:
    """Every entry of one person, by its id, and the walks that they are."""
    walks = {str(walk.entry): walk for walk in Walk.objects.for_user(walker).defer("note")}
    return walks, distinct_walks(walk.as_record() for walk in walks.values())


def _read(walker: User, log: DistinctWalks, now: datetime) -> Reading:
    programmes = [each.as_record() for each in Programme.objects.for_user(walker)]
    here_and_now = now.astimezone(walker.zone)  # whose day it is decides what has begun
    return patterns.read(log.walks, here_and_now, programmes)


def advise(walker: User, now: datetime) -> Advice:
    """Read one person's log as it stands at `now` and find what fits it."""
    walks, log = read_walks(walker)
    reading = _read(walker, log, now)
    active = ActiveRules.at(now)
    matches, near_misses = match(active.rules, reading)
    cautions = tuple(all_cautions())
    matched = {found.rule.question for found in matches}
    return Advice(
        walker=walker,
        reading=reading,
        walks=walks,
        log=log,
        cards=tuple(card_of(found, active, cautions) for found in dedupe_pairs(matches)),
        near_misses=tuple(
            near_miss_card_of(miss, active)
            for miss in dedupe_pairs(closest_per_answer(near_misses))
            if miss.rule.question not in matched and _is_begun(miss)
        )[:SHOWN_FIRST],
    )


def _is_begun(miss: NearMiss) -> bool:
    """Whether the walks say anything of it yet: what was never answered is nearly nothing."""
    return bool(miss.held) or any(pattern.walks_used for pattern in miss.open)
