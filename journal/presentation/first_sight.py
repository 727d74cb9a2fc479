"""What comes first on the page about a log: one sentence and one chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from journal.patterns import KINDS, Pattern, Reading, State, WalkColumns
from journal.patterns.kinds.comfortable_minutes import SORE
from journal.patterns.number_words import count, plain, points
from journal.presentation.statements import Statement

MANY = 10  # walks

# What a person can act on comes before what they can only know.
CLAIMS_FIRST = (
    "comfortable_minutes",
    "rise_with_minutes",
    "since_programme",
    "trend",
    "time_of_day",
    "typical_rise",
)


@dataclass(frozen=True)
class FirstSight:
    """The sentence, and the statement whose chart is below it; None: nothing is known yet."""

    sentence: str
    statement: Statement | None


def first_sight(statements: Sequence[Statement], reading: Reading) -> FirstSight:
    """The weightiest statement in one sentence: worsening first, then claims, then the rest."""
    by_kind = {each.pattern.kind: each for each in statements}
    for kind in _in_order_of_weight(statements, reading):
        statement = by_kind[kind]
        return FirstSight(_if_sore(reading) + _in_a_sentence(statement), statement)
    return FirstSight("It is too early to say what goes with your pain.", None)


def is_one_sided(walks: WalkColumns) -> bool:
    """Whether each of many walks ended with more pain: perhaps the others were never logged."""
    before, after = _scores(walks)
    return len(walks) >= MANY and bool((after > before).all())


def only_score(walks: WalkColumns) -> int | None:
    """The score that each of many walks began and ended with; None: there were others."""
    before, after = _scores(walks)
    if len(walks) < MANY or (before != before[0]).any() or (after != before[0]).any():
        return None
    return int(before[0])


def _scores(walks: WalkColumns) -> tuple[NDArray[Any], NDArray[Any]]:
    return walks.said("pain_before"), walks.said("pain_after")


def _in_order_of_weight(statements: Sequence[Statement], reading: Reading) -> list[str]:
    level, trend = reading["pain_level"], reading["trend"]
    worse = [each.kind for each in (level, trend) if _is_told(each) and each.direction > 0]
    claims = [kind for kind in CLAIMS_FIRST if reading[kind].state is State.LINKED]
    moved = [level.kind] if _is_told(level) and level.direction else []
    spoken = [each.pattern.kind for each in statements if each.is_spoken]
    known = [kind for kind in spoken if reading[kind].state is not State.CANNOT_TELL]
    rest = [kind for kind in known if not KINDS[kind].describes]
    return [*worse, *claims, *moved, *rest, *known, *spoken]


def _if_sore(reading: Reading) -> str:
    """A sentence that pain has lately been high; empty if it was not, or the level is told."""
    level = reading["pain_level"]
    lately = level.chart.phases[-1].level if level.chart.phases else None
    if lately is None or lately < SORE or _is_told(level):
        return ""
    return f"Lately your walks began at {plain(lately)} of 10 on average. "


def _is_told(pattern: Pattern) -> bool:
    return pattern.state in (State.SO_FAR, State.LINKED)


def _in_a_sentence(statement: Statement) -> str:
    pattern = statement.pattern
    size = "" if pattern.estimate is None else points(pattern.estimate)
    if pattern.kind == "pain_level":
        way = {1: "has risen", -1: "has fallen"}.get(pattern.direction, "has been like this")
        return f"The pain before your walks {way}: {statement.headline}."
    if pattern.state is State.LINKED:
        if pattern.kind == "comfortable_minutes":
            return (
                f"Walks up to {count(int(pattern.estimate or 0), 'minute')} usually raised the "
                "pain by less than 2 points, and longer ones go with more."
            )
        if pattern.kind == "rise_with_minutes":
            return (
                f"Longer walks go with more pain after them: about {size} for each further "
                "10 minutes."
            )
        if pattern.kind == "typical_rise":
            return f"{statement.short[:-1]}, by about {size}."
    return statement.short or pattern.sentence
