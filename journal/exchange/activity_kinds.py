"""Recognise the kind of an activity from the words of apps in several languages.

It is a walk, perhaps a walk, or another sport.
"""

import re

from journal.exchange.file_walks import HIKING, WALKING
from journal.exchange.words_of_apps import KINDS

WORD = re.compile(r"[^\W\d_]+")
WALKS, HIKES, OTHERS, UNSAID = (KINDS[name] for name in ("walks", "hikes", "others", "unsaid"))


def is_known(said: str) -> bool:
    """Whether `said` has a known word for a walk, a hike or a sport."""
    return not (WALKS | HIKES | OTHERS).isdisjoint(WORD.findall(said.casefold()))


def kind_of(said: str) -> str | None:
    """WALKING or HIKING; empty where `said` leaves it open, None where it names another sport."""
    words = frozenset(WORD.findall(said.casefold()))
    if not words or words <= UNSAID:
        return ""
    if words & WALKS:
        return "" if words & OTHERS else WALKING
    return HIKING if words & HIKES else None
