"""The advice rules in use at a moment, with the answers that they name.

A rule takes part only while its answer is public and the review of that has not run out. Where a
rule must show another answer beside its own, the same goes for that one: neither is shown alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Answer, Edition
from journal.advice.matching import Rule
from journal.models import AdviceRule


@dataclass(frozen=True)
class ActiveRules:
    """The rules in use at one moment, and the public answers that they name, by question id."""

    rules: tuple[Rule, ...]
    answers: dict[int, Answer]

    @classmethod
    def at(cls, now: datetime) -> "ActiveRules":
        rules = [rule.as_rule() for rule in AdviceRule.objects.in_use()]
        answers = Answer.objects.for_reading().select_related("edition")
        answers = answers.filter(question__in=_asked(rules), edition__in=_review_valid(now))
        by_question = {answer.question_id: answer for answer in answers}
        usable = tuple(
            rule
            for rule in rules
            if rule.question in by_question and (rule.beside is None or rule.beside in by_question)
        )
        return cls(usable, by_question)

    def answer(self, question: object) -> Answer:
        return self.answers[question]  # type: ignore[index]


def _asked(rules: Sequence[Rule]) -> set[Any]:
    """The ids of the questions that some rules name, as their answer or beside it."""
    return {each for rule in rules for each in (rule.question, rule.beside)} - {None}


def _review_valid(now: datetime) -> QuerySet[Edition]:
    # The site's day and not the walker's: a review runs out for everybody at once.
    today = timezone.localdate(now, timezone.get_default_timezone())
    return Edition.objects.public(now).review_valid_on(today)


def why_unused(rules: Sequence[Rule], now: datetime) -> dict[str, str]:
    """Why `ActiveRules.at` leaves rules out: by slug, the reason in words for an editor."""
    answers = Answer.objects.filter(question__in=_asked(rules))

    def answered_in(editions: QuerySet[Edition]) -> set[object]:
        return set(answers.filter(edition__in=editions).values_list("question", flat=True))

    public, valid = answered_in(Edition.objects.public(now)), answered_in(_review_valid(now))
    reasons: dict[str, str] = {}
    for rule in rules:
        for name, question in (
            ("its answer", rule.question),
            ("the answer beside it", rule.beside),
        ):
            if question is None or question in valid:
                continue
            lapsed = question in public
            why = "stands on a page whose review has run out" if lapsed else "is not public"
            reasons.setdefault(rule.slug, f"{name} {why}")
    return reasons
