from journal.models.advice import AdviceRule, RuleCondition, Suggestion
from journal.models.programmes import Programme
from journal.models.tallies import PatternTally, RuleTally
from journal.models.walks import Walk

__all__ = [
    "AdviceRule",
    "PatternTally",
    "Programme",
    "RuleCondition",
    "RuleTally",
    "Suggestion",
    "Walk",
]
