"""What was done, in the words of apps in several languages: a walk, perhaps a walk, or a sport."""

import re

from journal.exchange.file_walks import HIKING, WALKING
from journal.exchange.words_of_apps import KINDS

WORD = re.compile(r"[^\W\d_]+")
WALKS, HIKES, OTHERS, UNSAID = (KINDS[name] for name in ("walks", "hikes", "others", "unsaid"))


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
