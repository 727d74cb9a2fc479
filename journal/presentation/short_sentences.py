"""What a pattern says, in one short sentence that comes before its numbers."""

from journal.patterns import Pattern, State
from journal.patterns.kinds import KINDS
from journal.patterns.kinds.share_of_walks import ShareOfWalks

LINKED, SO_FAR, NONE = State.LINKED, State.SO_FAR, State.NO_CLEAR_LINK
SENTENCES: dict[tuple[str, State, int], str] = {
    ("typical_rise", LINKED, 1): "On average the pain is higher after a walk than before it.",
    ("typical_rise", LINKED, -1): "On average the pain is lower after a walk than before it.",
    ("typical_rise", SO_FAR, 1): "So far, the pain is mostly higher after a walk.",
    ("typical_rise", SO_FAR, -1): "So far, the pain is mostly lower after a walk.",
    ("typical_rise", NONE, 0): "On average the pain after a walk is about as it was before it.",
    ("rise_with_minutes", LINKED, 1): "Longer walks go with more pain after them.",
    ("rise_with_minutes", SO_FAR, 1): "So far, there is more pain after longer walks.",
    ("rise_with_minutes", SO_FAR, -1): "So far, there is less pain after longer walks.",
    ("rise_with_minutes", NONE, 0): "Longer walks end with about as much pain as shorter ones.",
    ("comfortable_minutes", LINKED, 0): "There is a length up to which the pain hardly rises.",
    ("comfortable_minutes", SO_FAR, 0): "So far, up to some length the pain hardly rises.",
    ("comfortable_minutes", NONE, 0): "We see no length from which walks hurt more.",
    ("trend", LINKED, 1): "Walks that begin with the same pain end with more pain than weeks ago.",
    ("trend", LINKED, -1): "Walks that begin with the same pain end with less pain than weeks ago.",
    (
        "trend",
        SO_FAR,
        1,
    ): "So far, walks that begin alike end with more pain than weeks ago.",
    (
        "trend",
        SO_FAR,
        -1,
    ): "So far, walks that begin alike end with less pain than weeks ago.",
    ("trend", NONE, 0): "Walks that begin with the same pain end as they did weeks ago.",
    ("since_programme", LINKED, -1): "There is less pain since the exercises began.",
    ("since_programme", SO_FAR, -1): "So far, there is less pain since the exercises began.",
    ("since_programme", NONE, 0): "There is no less pain since the exercises began.",
    ("time_of_day", LINKED, 1): "Walks after noon end with more pain than morning walks.",
    ("time_of_day", LINKED, -1): "Walks after noon end with less pain than morning walks.",
    ("time_of_day", SO_FAR, 1): "So far, walks after noon end with more pain than morning walks.",
    ("time_of_day", SO_FAR, -1): "So far, walks after noon end with less pain than morning walks.",
    ("time_of_day", NONE, 0): "Morning walks and later walks end with about the same pain.",
}


def short_sentence(pattern: Pattern) -> str:
    """Empty where the numbers say it shortest: shares, and the level of pain."""
    kind = KINDS[pattern.kind]
    if pattern.state == State.TOO_EARLY or kind.describes or isinstance(kind, ShareOfWalks):
        return ""
    side = 0 if pattern.state == NONE else pattern.direction
    unknown = f"It cannot be told yet {kind.subject}."
    return SENTENCES.get((pattern.kind, pattern.state, side), unknown)
