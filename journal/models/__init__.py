from journal.models.advice import AdviceRule, RuleCondition, Suggestion
from journal.models.programmes import Programme
from journal.models.walks import Walk

__all__ = ["AdviceRule", "Programme", "RuleCondition", "Suggestion", "Walk"]
