"""The names of patterns, states and directions in plain words, for editors and pages."""

from journal.advice.matching import Condition
from journal.patterns import KINDS, State
from journal.patterns.kinds.share_of_walks import ShareOfWalks

STATE_WORDS = {
    "too_early": "too early to say",
    "so_far": "so far",
    "linked": "linked",
    "no_clear_link": "no clear link",
    "cannot_tell": "cannot tell yet",
}
# The headings under which a page groups patterns, in everyday words.
PAGE_WORDS = {
    "too_early": "not known yet",
    "so_far": "so far, and not sure yet",
    "linked": "clear in your walks",
    "no_clear_link": "no clear difference",
    "cannot_tell": "cannot be told yet",
}
# Badge and words of a pattern that only describes, in the place of those of its state.
DESCRIBED = "described"
DESCRIBED_WORDS = "as you logged it"
# A share is not a link, so that it has badges and words of its own.
SHARE_BADGES = {"linked": "mostly", "no_clear_link": "seldom"}
SHARE_WORDS = {"linked": "on most walks", "no_clear_link": "on fewer than half of the walks"}
STRENGTH_WORDS = {
    "linked": "Fits what is clear in your walks",
    "so_far": "Fits your walks so far",
    "context": "May help meanwhile",
}
LEGS_WORDS = {"": "", "one": ", mostly in one leg", "both": ", mostly in both legs"}
DIRECTION_WORDS = {"up": ", upwards", "down": ", downwards", "any": ""}


def state_words(kind: str, state: str) -> str:
    """A state as a page shows it, for one kind of pattern."""
    if KINDS[kind].describes and state != State.TOO_EARLY:
        return DESCRIBED_WORDS
    if isinstance(KINDS[kind], ShareOfWalks) and state in SHARE_WORDS:
        return SHARE_WORDS[state]
    return PAGE_WORDS[state]


def short_state_words(kind: str, state: str) -> str:
    """A state of one kind in a word or two, for the output of a command."""
    said = badge(kind, state)
    return DESCRIBED_WORDS if said == DESCRIBED else STATE_WORDS.get(said, said)


def plain_number(value: float) -> str:
    """A number in its shortest form, with a real minus sign, which is read aloud as one."""
    return f"{value + 0:g}".replace("-", "−")


def badge(kind: str, state: str) -> str:
    """What a page groups patterns by: their state, but for descriptions and shares."""
    if KINDS[kind].describes and state != State.TOO_EARLY:
        return DESCRIBED
    if isinstance(KINDS[kind], ShareOfWalks):
        return SHARE_BADGES.get(state, state)
    return state


def pattern_choices() -> list[tuple[str, str]]:
    """Choices for form fields and models: a callable, so that no migration contains the list."""
    return [(kind.code, kind.name) for kind in KINDS.values()]


def condition_in_words(condition: Condition) -> str:
    """For example: “Whether longer walks raise it more”: linked, upwards, 0.5 … or more."""
    kind = KINDS[condition.pattern]
    state = {"so_far": "seen so far or linked"}.get(
        condition.state, STATE_WORDS.get(condition.state, condition.state)
    )
    size = ""
    if condition.size is not None:
        size = f", {kind.size_in_words(condition.size)} or more"
    direction = DIRECTION_WORDS[condition.direction]
    return f"“{kind.name}”: {state}{direction}{size}{LEGS_WORDS[condition.legs]}"
