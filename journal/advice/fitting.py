"""Which published answers fit a log: the rules and answers of the database meet the pure matching.

A rule takes part only while its answer is public and its review has not run out; a rule that must
show another answer beside it, only while that one is too: neither may ever stand alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from articles.models import Answer, Caution, Edition
from articles.public.cautions import all_cautions
from journal import patterns
from journal.advice.matching import Match, NearMiss, Rule, dedupe_pairs, match
from journal.models import AdviceRule, Programme, Suggestion, Walk
from journal.patterns import Reading
from journal.presentation.wording import PATTERN_NAMES, STATE_WORDS, STRENGTH_WORDS

SHOWN_FIRST = 3


@dataclass(frozen=True)
class ActiveRules:
    """The rules in use at one moment, and the public answers that they speak of, by question."""

    rules: tuple[Rule, ...]
    answers: dict[int, Answer]

    @classmethod
    def at(cls, now: datetime) -> "ActiveRules":
        rules = [rule.as_rule() for rule in AdviceRule.objects.in_use()]
        wanted: set[Any] = {q for rule in rules for q in (rule.question, rule.beside)} - {None}
        answers = Answer.objects.for_reading().select_related("edition")
        answers = answers.filter(question__in=wanted, edition__in=_matchable(now))
        by_question = {answer.question_id: answer for answer in answers}
        usable = tuple(
            rule
            for rule in rules
            if rule.question in by_question and (rule.beside is None or rule.beside in by_question)
        )
        return cls(usable, by_question)

    def answer(self, question: object) -> Answer:
        return self.answers[question]  # type: ignore[index]


def _matchable(now: datetime) -> QuerySet[Edition]:
    # The site's day and not the walker's: a review runs out for everybody at once.
    today = timezone.localdate(now, timezone.get_default_timezone())
    return Edition.objects.public(now).matchable(today)


def why_unused(rules: Sequence[Rule], now: datetime) -> dict[str, str]:
    """Of each rule that `RuleBook.at` leaves out, by slug, the reason in words for an editor."""

    asked: set[Any] = {q for rule in rules for q in (rule.question, rule.beside)} - {None}
    answers = Answer.objects.filter(question__in=asked)

    def answered_in(editions: QuerySet[Edition]) -> set[object]:
        return set(answers.filter(edition__in=editions).values_list("question", flat=True))

    public, matchable = answered_in(Edition.objects.public(now)), answered_in(_matchable(now))
    reasons: dict[str, str] = {}
    for rule in rules:
        for name, question in (
            ("its answer", rule.question),
            ("the answer beside it", rule.beside),
        ):
            if question is None or question in matchable:
                continue
            lapsed = question in public
            why = "stands on a page whose review has run out" if lapsed else "is not public"
            reasons.setdefault(rule.slug, f"{name} {why}")
    return reasons


@dataclass(frozen=True)
class Passage:
    """An answer as it is shown to a walker, with the cautions that its words call for."""

    answer: Answer
    cautions: tuple[Caution, ...]


@dataclass(frozen=True)
class Card:
    """One match as a walker sees it."""

    found: Match
    passage: Passage
    beside: Passage | None

    @property
    def strength_words(self) -> str:
        return STRENGTH_WORDS[self.found.strength]

    @property
    def why(self) -> list[str]:
        return [self.found.rule.because, *(each.sentence for each in self.found.patterns)]


@dataclass(frozen=True)
class NearMissCard:
    """A near miss as a walker sees it: its answer, and the one that must stand beside it."""

    miss: NearMiss
    answer: Answer
    beside: Answer | None

    @property
    def open(self) -> list[tuple[str, str, str]]:
        """The patterns that would decide it: kind, name, and state in words."""
        return [
            (each.kind, PATTERN_NAMES[each.kind], STATE_WORDS[each.state])
            for each in self.miss.open
        ]


@dataclass(frozen=True)
class Advice:
    """All that the page about one person's patterns says."""

    walker: User
    reading: Reading
    walks: dict[str, Walk]
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

    def keep_as_shown(self) -> None:
        """Keep today's matches as they were shown, once a day for each version of them."""
        today = self.reading.as_of.astimezone(self.walker.zone).date()
        kept = set(
            Suggestion.objects.filter(walker=self.walker, shown_on=today).values_list(
                "rule_slug", "rule_version", "edition_id"
            )
        )
        new = [
            Suggestion(
                walker=self.walker,
                shown_on=today,
                rule_slug=card.found.rule.slug,
                rule_version=card.found.rule.version,
                edition=card.passage.answer.edition,
                question=card.passage.answer.question,
                wording=card.passage.answer.wording,
                beside=card.beside.answer if card.beside else None,
                tell_apart=card.found.rule.tell_apart,
                strength=card.found.strength,
                because="\n".join(card.why),
            )
            for card in self.cards
            if (card.found.rule.slug, card.found.rule.version, card.passage.answer.edition_id)
            not in kept
        ]
        if new:  # a page that shows nothing new writes nothing
            Suggestion.objects.bulk_create(new, ignore_conflicts=True)


def advise(walker: User, now: datetime) -> Advice:
    """Read one person's log as it stands at `now` and find what fits it."""
    walks = {str(walk.entry): walk for walk in Walk.objects.for_user(walker).defer("note")}
    programmes = [each.as_record() for each in Programme.objects.for_user(walker)]
    here_and_now = now.astimezone(walker.zone)  # whose day it is decides what has begun
    reading = patterns.read([walk.as_record() for walk in walks.values()], here_and_now, programmes)
    book = ActiveRules.at(now)
    matches, near_misses = match(book.rules, reading)
    cautions = tuple(all_cautions())
    matched = {found.rule.question for found in matches}
    return Advice(
        walker=walker,
        reading=reading,
        walks=walks,
        cards=tuple(_card(found, book, cautions) for found in dedupe_pairs(matches)),
        near_misses=tuple(
            _nearly(miss, book)
            for miss in dedupe_pairs(closest_per_answer(near_misses))
            if miss.rule.question not in matched
        )[:SHOWN_FIRST],
    )


def closest_per_answer(near_misses: Iterable[NearMiss]) -> list[NearMiss]:
    """The nearest miss of each answer."""
    nearest: dict[object, NearMiss] = {}
    for miss in near_misses:
        nearest.setdefault(miss.rule.question, miss)
    return list(nearest.values())


def _nearly(miss: NearMiss, book: ActiveRules) -> NearMissCard:
    beside = miss.rule.beside
    return NearMissCard(
        miss, book.answer(miss.rule.question), book.answer(beside) if beside is not None else None
    )


def _card(found: Match, book: ActiveRules, cautions: Sequence[Caution]) -> Card:
    beside = found.rule.beside
    return Card(
        found=found,
        passage=_passage(book.answer(found.rule.question), cautions),
        beside=_passage(book.answer(beside), cautions) if beside is not None else None,
    )


def _passage(answer: Answer, cautions: Sequence[Caution]) -> Passage:
    return Passage(answer, tuple(each for each in cautions if each.is_needed_in(answer.text)))
