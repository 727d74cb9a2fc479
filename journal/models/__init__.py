from journal.models.advice_rules import AdviceRule, RuleCondition, Suggestion
from journal.models.programmes import Programme
from journal.models.reach import PatternReach, RuleReach
from journal.models.walks import Walk

__all__ = [
    "AdviceRule",
    "PatternReach",
    "Programme",
    "RuleCondition",
    "RuleReach",
    "Suggestion",
    "Walk",
]
