"""Whether a word is English. If it is, it was meant, and no correction may replace it.

There are two lists. Ours is short and has everyday words that no article uses, such as “dog”. The
other is the frequency list that comes with pyspellchecker. It is made from spoken language and has
typing errors too, so a word that it counts rarely is not taken for a word. Reading it takes half a
second, once, when it is first needed. A server reads it before it starts its processes, so that
they share it.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from articles.text.stems import stem

MIN_COUNT = 100  # occurrences in the frequency list; below it a word counts as a typing error


@cache
def _words() -> frozenset[str]:
    counts = SpellChecker(language="en").word_frequency.items()
    return frozenset(word for word, count in counts if count >= MIN_COUNT)


@cache
def _everyday_stems() -> frozenset[str]:
    words = Path(__file__).with_name("everyday_words.txt").read_text(encoding="utf-8").split()
    return frozenset(map(stem, words))


@cache
def _by_initial() -> dict[str, list[str]]:
    found = defaultdict(list)
    for word in _words():
        found[word[:1]].append(word)
    return dict(found)


def load_words() -> None:
    """Read the frequency list now, instead of when it is first needed."""
    _words()


def is_near_english(typed: str) -> bool:
    """Whether some English word with the first letter of `typed` is at most one error away."""
    words = _by_initial().get(typed[:1], ())
    return process.extractOne(typed, words, scorer=OSA.distance, score_cutoff=1) is not None


def is_everyday(word: str) -> bool:
    return stem(word) in _everyday_stems()


def is_english(word: str) -> bool:
    """Whether `word`, in lower case and without apostrophes, is an English word."""
    return is_everyday(word) or word in _words()
