"""Reports on advice rules: patterns without advice, rules that never hold, rules that overlap."""

from datetime import datetime

from django.urls import reverse

from articles.office.reports import Report, ReportLink, Row, register_report
from journal.advice.active_rules import why_unused
from journal.advice.coverage import Overlap, answering, never_holds, overlaps
from journal.advice.matching import SIGNS
from journal.models import AdviceRule, PatternReach
from journal.models.reach import NOT_COUNTED, people_in_words, reach_in_words
from journal.patterns import KINDS, State
from journal.patterns.reachable_outcomes import outcomes
from journal.presentation.wording import (
    DIRECTION_WORDS,
    STATE_WORDS,
    condition_in_words,
)

SIDE_WORDS = {SIGNS[name]: words for name, words in DIRECTION_WORDS.items() if name in SIGNS} | {
    0: ""
}
# In the other states the page itself says what is missing; advice is possible, but not needed.
ASKS_FOR_ADVICE = (State.LINKED, State.SO_FAR, State.NO_CLEAR_LINK)


class RuleReport(Report):
    permission = "journal.view_advicerule"

    @staticmethod
    def rules() -> list[AdviceRule]:
        return list(AdviceRule.objects.in_use().select_related("question__article", "reach"))

    @staticmethod
    def link(rule: AdviceRule) -> ReportLink:
        return ReportLink(rule.slug, reverse("admin:journal_advicerule_change", args=[rule.pk]))


@register_report
class Coverage(RuleReport):
    slug = "patterns-and-advice"
    title = "Patterns, and the rules that answer them"
    explains = (
        "Everything the journal can say of a pattern once it says something, and the rules in use "
        "that ask for it. Where there is none, a walker reads the pattern alone. Journals are "
        "counted by a daily command, in groups of ten people."
    )
    has_count = False  # it lists every pattern, not only what needs attention
    columns = ("Pattern", "The journal says", "Rules", "Journals", "Of them, without advice")

    def rows(self, now: datetime) -> list[Row]:
        rules = [rule.as_rule() for rule in self.rules()]
        reaches = {
            (reach.pattern, reach.state, reach.side): reach for reach in PatternReach.objects.all()
        }
        nobody = people_in_words(None) if reaches else NOT_COUNTED
        rows: list[Row] = []
        for outcome in outcomes():
            if outcome.state not in ASKS_FOR_ADVICE:
                continue
            reach = reaches.get((outcome.kind, outcome.state, outcome.side))
            rows.append(
                (
                    KINDS[outcome.kind].name,
                    STATE_WORDS[outcome.state] + SIDE_WORDS[outcome.side],
                    ", ".join(rule.slug for rule in answering(rules, outcome)) or "none",
                    reach.in_words if reach else nobody,
                    reach.without_advice_in_words if reach else nobody,
                )
            )
        return rows


@register_report
class RulesInUse(RuleReport):
    slug = "rules-and-journals"
    title = "Rules, and how many journals they fit"
    explains = (
        "Counted by a daily command, in groups of ten people. A changed rule is counted again."
    )
    has_count = False
    columns = ("Rule", "Fits when", "Journals", "Counted on")

    def rows(self, now: datetime) -> list[Row]:
        return [(self.link(rule), rule.fits_when, *reach_in_words(rule)) for rule in self.rules()]


@register_report
class NeverHolds(RuleReport):
    slug = "rules-that-never-hold"
    title = "Rules that cannot hold now"
    explains = (
        "Their answer is not public or its review has run out, or they wait for something that "
        "the journal never says."
    )
    columns = ("Rule", "Why")

    def rows(self, now: datetime) -> list[Row]:
        rules = self.rules()
        unused = why_unused([rule.as_rule() for rule in rules], now)
        rows: list[Row] = []
        for rule in rules:
            conditions = [each.as_condition() for each in rule.conditions.all()]
            reasons = [unused[rule.slug]] if rule.slug in unused else []
            reasons += [
                f"{condition_in_words(condition)}: {why}"
                for condition in conditions
                if (why := never_holds(condition))
            ]
            reasons += [] if conditions else ["it has no condition"]
            rows += [(self.link(rule), reason) for reason in reasons]
        return rows


@register_report
class Overlaps(RuleReport):
    slug = "rules-that-overlap"
    title = "Rules that hold together"
    explains = (
        "Whenever the first holds, the second does too. That is meant where their answers stand "
        "side by side; else the walker reads both, and nothing tells the two apart."
    )
    columns = ("Whenever this holds", "this does too", "Which means")

    def rows(self, now: datetime) -> list[Row]:
        rules = self.rules()
        links = {rule.slug: self.link(rule) for rule in rules}
        return [
            (links[found.narrow.slug], links[found.wide.slug], _meaning(found))
            for found in overlaps([rule.as_rule() for rule in rules])
        ]


def _meaning(found: Overlap) -> str:
    if found.same_answer:
        return "the same answer twice: the first rule adds nothing"
    if found.shown_together:
        return "they stand side by side, as they should"
    return "two answers, and nothing that tells them apart"
