"""Sentences of a made-up log, so that an editor sees what a walker will read before anyone does."""

from journal.advice.matching import SIGNS, Condition
from journal.patterns import KINDS, State


def example_sentence(condition: Condition) -> str:
    """What a walker would read of this pattern on a log for which `condition` just holds."""
    kind, state = KINDS[condition.pattern], State(condition.state)
    made_up = kind.example(state, SIGNS.get(condition.direction, 1), condition.size)
    return kind.sentence(made_up, needs=())
