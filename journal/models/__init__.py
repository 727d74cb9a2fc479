from journal.models.advice import AdviceRule, RuleCondition, Suggestion
from journal.models.walks import Walk

__all__ = ["AdviceRule", "RuleCondition", "Suggestion", "Walk"]
