"""What is missing, or what would tell more, in words: information, never a task.

Below the minimum it is a plain count of what is lacking. Above it, the number of further walks
follows from how an interval narrows: with the square root of the number of walks, and for a slope
with the spread of their lengths, too, so that walks of two lengths far apart tell sooner. No length
is ever named that is beyond the longest walk that rose by less than 2 points.
"""

from math import ceil

from .. import parameters
from ..engine.summary import Summary
from ..number_words import count

SURE = 3.4  # about how many standard errors from zero an estimate is when it becomes linked
SOON = 100  # walks: a larger number is not named, for few people walk as often soon
FEW = 4  # walks: the calculation is too rough to name so small a number
NAMED = 40  # walks: no lengths are named for more, which would sound like a programme
APART = 10  # minutes: lengths nearer to each other are not named as two


def more(have: int, least: int, what: str, tail: str = "") -> list[str]:
    if have >= least:
        return []
    return [f"{least - have} more {what}{'' if least - have == 1 else 's'}{tail}"]


def more_days(summary: Summary) -> list[str]:
    """The days with a walk that are missing, in words, of those that every kind needs."""
    return more(summary.distinct_days, parameters.MIN_DAYS, "day", " with a walk")


def below_nine(summary: Summary) -> str:
    return " starting below 9" if summary.at_ceiling else ""


def further(have: int, width: float, wanted: float) -> int:
    """How many more walks would narrow an interval's half-width from `width` to `wanted`."""
    return max(1, ceil(have * ((width / max(wanted, 1e-6)) ** 2 - 1)))


def about(number: int, what: str) -> str:
    if number <= FEW:
        return f"a few more walks{what} would tell more"
    if number > SOON:
        return f"not soon: many more walks{what} would be needed to tell"
    return f"about {count(number, 'more walk')}{what} would tell more"


def lengths_apart(summary: Summary) -> tuple[int, int] | None:
    """Two lengths in minutes, the longer one no more than `comfortable`; None: less than APART."""
    most = summary.comfortable
    short = max(5, min(summary.shortest, most) // 5 * 5)
    long = most // 5 * 5
    return (short, long) if long - short >= APART else None
