"""What differs between two readings of one log: a pure comparison, the earlier reading first."""

from dataclasses import dataclass
from enum import StrEnum

from .kinds import KINDS
from .values import Pattern, Reading, State


class News(StrEnum):
    """What became of a pattern from one reading to the other, the weightiest first."""

    WITHDRAWN = "withdrawn"  # was claimed, and no longer is
    CLAIMED = "claimed"  # is claimed, and was not, or on the other side
    FIRST = "first"  # something can be said, for the first time
    OTHER = "other"  # another state, or another side, of which neither is a claim


@dataclass(frozen=True, slots=True)
class PatternChange:
    """A pattern of which something else is said than before."""

    news: News
    then: Pattern
    now: Pattern


def changes(then: Reading, now: Reading) -> tuple[PatternChange, ...]:
    """What is said otherwise now than it was then; a pattern whose figures alone moved is not."""
    found = [
        PatternChange(news, then[pattern.kind], pattern)
        for pattern in now.patterns
        if (news := _news(then[pattern.kind], pattern))
    ]
    return tuple(sorted(found, key=lambda change: list(News).index(change.news)))


def _news(then: Pattern, now: Pattern) -> News | None:
    if (then.state, then.direction) == (now.state, now.direction):
        return None
    if KINDS[now.kind].describes and State.TOO_EARLY not in (then.state, now.state):
        return None  # a description goes on describing
    if now.state is State.LINKED:
        return News.CLAIMED
    if then.state is State.LINKED:
        return News.WITHDRAWN
    return News.FIRST if then.state is State.TOO_EARLY else News.OTHER
