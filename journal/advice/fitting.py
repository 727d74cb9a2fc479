"""Which published answers fit a log: the pure matching, with rules and answers of the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from accounts.prepared_queries import PreparedQuery
from articles.public.cautions import all_cautions
from journal import patterns
from journal.advice.active_rules import ActiveRules
from journal.advice.cards import Card, NearMissCard, card_of, closest_per_answer, near_miss_card_of
from journal.advice.matching import Match, NearMiss, dedupe_pairs, match
from journal.exchange.repeated_walks import DistinctWalks, distinct_walks
from journal.models import Programme, Walk
from journal.models.walk_records import record_rows, records_of
from journal.patterns import Reading, State
from journal.presentation.changed_words import ChangesInWords, change_in_words

_log = PreparedQuery(lambda walker: record_rows(Walk.objects.for_user(walker)), int)
SHOWN_FIRST = 3
NAMED_BY = ("entry", "started_at", "time_zone", "minutes", "pain_before", "pain_after")
LOOK_BACK = timedelta(days=7)  # the page says what changed since then


@dataclass(frozen=True)
class Advice:
    """All that the page about one person's patterns shows."""

    walker: User
    reading: Reading
    log: DistinctWalks  # what the reading rests on, and what was left out as repeated
    cards: tuple[Card, ...]
    near_misses: tuple[NearMissCard, ...]
    changes: ChangesInWords  # since a week ago

    @property
    def days_walked(self) -> int:
        """On how many local dates there is a walk."""
        return len(set(self.log.walks.day.tolist()))

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


def read_journal(walker: User, now: datetime) -> Reading:
    """What the patterns make of one person's walks as they stand at `now`."""
    here_and_now = now.astimezone(walker.zone)  # the local date decides what has begun
    return patterns.read(read_walks(walker).walks, here_and_now, begun_by(walker))


def read_walks(walker: User) -> DistinctWalks:
    """One person's walks, each once, and what was left out as repeated."""
    return distinct_walks(records_of(_log.columns(walker.pk)))


def walks_by_entry(walker: User, entries: set[str]) -> dict[str, Walk]:
    """Some walks of one person by `entry` (as text), loaded with the fields that a page shows."""
    named = Walk.objects.for_user(walker).filter(entry__in=entries).only(*NAMED_BY)
    return {str(walk.entry): walk for walk in named}


def begun_by(walker: User) -> list[patterns.Programme]:
    """All programmes of one person, as the values that the patterns take."""
    return [each.as_record() for each in Programme.objects.for_user(walker)]


def log_changes(walker: User, then: datetime, now: datetime) -> ChangesInWords:
    """What changed in one person's log from `then` to `now`, by the rules in use at `now`."""
    readings = _read_twice(walker, read_walks(walker), then, now)
    return _compare(*readings, ActiveRules.at(now))


def advise(walker: User, now: datetime) -> Advice:
    """Read one person's log as it stands at `now`, and find the answers that fit it."""
    log = read_walks(walker)
    then, reading = _read_twice(walker, log, now - LOOK_BACK, now)
    active = ActiveRules.at(now)
    matches, near_misses = match(active.rules, reading)
    matched = {found.rule.question for found in matches}
    return Advice(
        walker=walker,
        reading=reading,
        log=log,
        cards=_cards(matches, active),
        near_misses=tuple(
            near_miss_card_of(miss, active)
            for miss in dedupe_pairs(closest_per_answer(near_misses))
            if miss.rule.question not in matched and _is_near(miss)
        )[:SHOWN_FIRST],
        changes=_compare(then, reading, active),
    )


def cards_fitting(reading: Reading, now: datetime) -> tuple[Card, ...]:
    """Cards of the answers that fit a reading, which may be of somebody without an account."""
    active = ActiveRules.at(now)
    return _cards(match(active.rules, reading)[0], active)


def _cards(matches: Iterable[Match], active: ActiveRules) -> tuple[Card, ...]:
    cautions = tuple(all_cautions())
    return tuple(card_of(found, active, cautions) for found in dedupe_pairs(matches))


def _read_twice(
    walker: User, log: DistinctWalks, then: datetime, now: datetime
) -> tuple[Reading, Reading]:
    moments = then.astimezone(walker.zone), now.astimezone(walker.zone)
    return patterns.read_twice(log.walks, *moments, begun_by(walker))


def _compare(then: Reading, now: Reading, active: ActiveRules) -> ChangesInWords:
    before, after = (_questions(match(active.rules, reading)[0]) for reading in (then, now))
    return ChangesInWords(
        then=then.as_of.date(),
        now=now.as_of.date(),
        had_walks=then.walks > 0,
        sentences=tuple(map(change_in_words, patterns.changes(then, now))),
        new_answers=tuple(active.answer(each) for each in after if each not in before),
        gone_answers=tuple(active.answer(each) for each in before if each not in after),
    )


def _questions(matches: Iterable[Match]) -> list[object]:
    """The questions that fit, each once, in the order of the matches."""
    return list(dict.fromkeys(found.rule.question for found in dedupe_pairs(matches)))


def _is_near(miss: NearMiss) -> bool:
    """Whether a condition holds, or an open one is about a pattern that is not too early."""
    return bool(miss.held) or any(each.state != State.TOO_EARLY for each in miss.open)
