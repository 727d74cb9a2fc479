"""What differs between two readings of one log: a pure comparison, the earlier reading first."""

from dataclasses import dataclass
from enum import StrEnum

from .kinds import KINDS
from .values import Pattern, Reading, State


class News(StrEnum):
    """How a pattern changed from one reading to the next, the weightiest first."""

    WITHDRAWN = "withdrawn"  # was claimed, and no longer is
    CLAIMED = "claimed"  # is claimed, and was not or was on the other side
    FIRST = "first"  # something can be said, for the first time
    OTHER = "other"  # another state or side, neither before nor now a claim


@dataclass(frozen=True, slots=True)
class PatternChange:
    """One kind's pattern in two readings, where its state or its direction differs."""

    news: News
    then: Pattern
    now: Pattern


def changes(then: Reading, now: Reading) -> tuple[PatternChange, ...]:
    """Patterns whose state or direction changed, weightiest first; figures alone do not count."""
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
        return None  # a description claims nothing in any state
    if now.state is State.LINKED:
        return News.CLAIMED
    if then.state is State.LINKED:
        return News.WITHDRAWN
    return News.FIRST if then.state is State.TOO_EARLY else News.OTHER
