"""What was done, in the words of apps in several languages: a walk, perhaps a walk, or a sport."""

import re

from journal.exchange.file_walks import HIKING, WALKING

WORD = re.compile(r"[^\W\d_]+")
WALKS = frozenset(
    (
        *("walk", "walks", "walking", "walked", "pedestrian"),
        *("gehen", "walken", "spaziergang", "spazieren", "spazierengehen"),
        *("marche", "marcher", "promenade", "wandelen", "wandeling"),
        *("caminar", "caminata", "caminando", "paseo", "caminhada"),
        *("camminata", "camminare", "passeggiata", "promenad", "spacer", "kävely", "chůze"),
        *("ходьба", "прогулка"),
    )
)
HIKES = frozenset(
    (
        *("hike", "hikes", "hiking", "wandern", "wanderung", "hiken", "vandring"),
        *("randonnée", "senderismo", "escursionismo", "escursione"),
    )
)
# With one of these a word for walking is no walk, or nobody knows how much of it was one.
OTHERS = frozenset(
    (
        *("wheelchair", "run", "running", "jog", "jogging", "ride", "cycling", "biking"),
        *("swim", "swimming", "yoga", "laufen", "joggen", "radfahren", "schwimmen"),
    )
)
UNSAID = frozenset(("", "other", "generic", "unknown", "uncategorized", "workout", "treadmill"))


def is_known(said: str) -> bool:
    """Whether a word of it is one of these for a walk, a hike or a sport."""
    return not (WALKS | HIKES | OTHERS).isdisjoint(WORD.findall(said.casefold()))


def kind_of(said: str) -> str | None:
    """The word of ours for a kind; empty where it is not said, None where it is another sport."""
    words = frozenset(WORD.findall(said.casefold()))
    if not words or words <= UNSAID:
        return ""
    if words & WALKS:
        return "" if words & OTHERS else WALKING
    return HIKING if words & HIKES else None
