"""How many journals say what: counts of people alone, and never of fewer than ten of them.

Counted by a command, for everybody at once: an editor who could count at will could change a rule
until one person falls in or out.
"""

from collections import Counter
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.fields import CodeCheckedCharField, PrintableCharField
from journal.models.advice_rules import AdviceRule
from journal.patterns.reachable_outcomes import Outcome
from journal.presentation.wording import pattern_choices

GROUP = 10  # people
NOT_COUNTED = "not counted yet"


def in_groups(people: int) -> int | None:
    """`people` rounded down to whole groups; None for fewer than one."""
    return people // GROUP * GROUP or None


def people_in_words(journals: int | None) -> str:
    return f"{journals} or more" if journals else f"fewer than {GROUP}"


class ReachCount(models.Model):
    """One count of journals, rounded down to tens. Empty: fewer than ten."""

    journals = models.PositiveIntegerField(null=True, blank=True)
    counted_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=models.Q(journals=None) | models.Q(journals__gte=GROUP),
                name="%(app_label)s_%(class)s_counts_groups_only",
            ),
        )

    @property
    def in_words(self) -> str:
        return people_in_words(self.journals)


class RuleReach(ReachCount):
    """In how many journals a rule held when it was counted, for the version it had then."""

    rule = models.OneToOneField(AdviceRule, on_delete=models.CASCADE, related_name="reach")
    version = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.rule}: {self.in_words}"


def reach_in_words(rule: AdviceRule) -> tuple[str, str]:
    """How many journals the rule fits as it is now, and the day on which they were counted."""
    reach = getattr(rule, "reach", None)
    if reach is None or reach.version != rule.version:
        return NOT_COUNTED, ""
    return reach.in_words, f"{timezone.localdate(reach.counted_at):%Y-%m-%d}"


class PatternReach(ReachCount):
    """In how many journals one thing was said of a pattern, and in how many of them no rule held
    that asks for it."""

    pattern = CodeCheckedCharField(max_length=40, choices=pattern_choices)
    state = PrintableCharField(max_length=20)
    side = models.SmallIntegerField()
    without_advice = models.PositiveIntegerField(null=True, blank=True)

    class Meta(ReachCount.Meta):
        constraints = (
            *ReachCount.Meta.constraints,
            models.UniqueConstraint(
                fields=["pattern", "state", "side"], name="journal_one_reach_per_outcome"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pattern} {self.state} {self.side}: {self.in_words}"

    @property
    def without_advice_in_words(self) -> str:
        return people_in_words(self.without_advice)


def replace_counts(
    rules: Counter[str], outcomes: Counter[Outcome], without_advice: Counter[Outcome], now: datetime
) -> None:
    """Replace what was counted before: people by rule, by what was said, and by what was said
    without advice. Rounds; call it in a transaction."""
    RuleReach.objects.all().delete()
    PatternReach.objects.all().delete()
    RuleReach.objects.bulk_create(
        RuleReach(
            rule=rule,
            version=rule.version,
            journals=in_groups(rules[rule.slug]),
            counted_at=now,
        )
        for rule in AdviceRule.objects.filter(is_active=True)
    )
    PatternReach.objects.bulk_create(
        PatternReach(
            pattern=outcome.kind,
            state=outcome.state,
            side=outcome.side,
            journals=in_groups(people),
            without_advice=in_groups(without_advice[outcome]),
            counted_at=now,
        )
        for outcome, people in outcomes.items()
    )
