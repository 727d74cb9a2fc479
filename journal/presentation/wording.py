"""The names of patterns, states and directions in plain words, for editors and pages."""

from journal.advice.matching import Condition
from journal.patterns import Kind
from journal.patterns.values import UNITS

# What each pattern is about, as the end of “We looked at …”.
PATTERN_NAMES = {
    Kind.TYPICAL_RISE: "How much a walk usually raises the pain",
    Kind.RISE_WITH_MINUTES: "Whether longer walks raise it more",
    Kind.COMFORTABLE_MINUTES: "Up to what length most walks stay comfortable",
    Kind.TREND: "Whether it changes over the weeks",
    Kind.SINCE_PROGRAMME: "Whether it is lower since the exercises began",
    Kind.TIME_OF_DAY: "Whether mornings and later walks differ",
    Kind.EASED_BY_SITTING: "How often sitting eases it",
    Kind.EASED_BY_LEANING_FORWARD: "How often leaning forward eases it",
    Kind.EASED_BY_STANDING_STILL: "How often standing still eases it",
    Kind.EASED_BY_LYING: "How often lying down eases it",
    Kind.NEXT_MORNING: "How often it is still up the next morning",
    Kind.LEG_SYMPTOMS: "How often the legs join in",
}
# What the bars of a pattern's chart measure, by the first word of the pattern's unit.
BAR_MEASURES = {
    "share": "share of walks",
    "minutes": "share of walks that rose by less than 2 points",
    "points": "rise in points",
}
STATE_WORDS = {
    "too_early": "too early to say",
    "so_far": "so far",
    "linked": "linked",
    "no_clear_link": "no clear link",
    "cannot_tell": "cannot tell yet",
}
STRENGTH_WORDS = {
    "linked": "Fits what is linked in your log",
    "so_far": "Fits your walks so far",
    "context": "May help meanwhile",
}
DIRECTION_WORDS = {"up": ", upwards", "down": ", downwards", "any": ""}


def bar_measure(unit: str) -> str:
    return BAR_MEASURES[unit.partition(" ")[0]]


def bars_are_shares(unit: str) -> bool:
    """Whether bars run from 0 to 1; else they are points, and may be on either side of 0."""
    return not unit.startswith("points")


def plain_number(value: float) -> str:
    """As short as it goes, with a minus sign that is read as one."""
    return f"{value + 0:g}".replace("-", "−")


def pattern_choices() -> list[tuple[str, str]]:
    """For form fields and models: a callable, so that no list of ours ends up in a migration."""
    return [(kind.value, name) for kind, name in PATTERN_NAMES.items()]


def condition_in_words(condition: Condition) -> str:
    """For example: “Whether longer walks raise it more”: linked, upwards, 0.5 … or more."""
    kind = Kind(condition.pattern)
    state = {"so_far": "seen so far or linked"}.get(
        condition.state, STATE_WORDS.get(condition.state, condition.state)
    )
    size = ""
    if condition.size is not None:
        unit = UNITS[kind]
        is_share = unit == "share"
        amount = f"{condition.size:.0%} of walks" if is_share else f"{condition.size:g} {unit}"
        size = f", {amount} or more"
    direction = DIRECTION_WORDS[condition.direction]
    return f"“{PATTERN_NAMES[kind]}”: {state}{direction}{size}"
