"""Counts of the journals in which rules hold and patterns show; never of fewer than ten people.

A command counts for all rules at once. An editor who could count at any time could change a rule
until one person is added or dropped, and so learn about that person.
"""

from collections import Counter
from collections.abc import Mapping
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
    """`people` rounded down to a multiple of GROUP; None for fewer than GROUP."""
    return people // GROUP * GROUP or None


def people_in_words(journals: int | None) -> str:
    return f"{journals} or more" if journals else f"fewer than {GROUP}"


class ReachCount(models.Model):
    """One count of journals, rounded down to tens; `journals` is None for fewer than ten."""

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
    """In how many journals one version of a rule held when it was counted."""

    rule = models.OneToOneField(AdviceRule, on_delete=models.CASCADE, related_name="reach")
    version = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.rule}: {self.in_words}"


def reach_in_words(rule: AdviceRule) -> tuple[str, str]:
    """The number of journals that the rule fits, in words, and the day on which it was counted.

    NOT_COUNTED and an empty text where this version of the rule was not counted. Reads `reach`.
    """
    reach = getattr(rule, "reach", None)
    if reach is None or reach.version != rule.version:
        return NOT_COUNTED, ""
    return reach.in_words, f"{timezone.localdate(reach.counted_at):%Y-%m-%d}"


class PatternReach(ReachCount):
    """In how many journals a pattern had one outcome (`state` and `side`), and in how many of those
    no rule held that asks for this outcome (`without_advice`)."""

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


def versions_in_use() -> dict[str, int]:
    """The version of each rule in use, by slug; to be read before the counting begins."""
    return dict(AdviceRule.objects.filter(is_active=True).values_list("slug", "version"))


def replace_counts(
    versions: Mapping[str, int],
    rules: Counter[str],
    outcomes: Counter[Outcome],
    without_advice: Counter[Outcome],
    now: datetime,
) -> None:
    """Replace all counts by these numbers of people: by slug of rule, by outcome of a pattern, and
    by outcome without advice. They are rounded here. Call it in a transaction.

    A rule that has another version by now than in `versions` gets no count: it was not counted.
    """
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
        if rule.version == versions.get(rule.slug)
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
