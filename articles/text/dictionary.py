"""Whether a word is English: such a word was meant, so no correction may put another in its place.

Everyday words that no article has are in a short list of our own: nobody corrects “dog”. The other
list is the frequency list that comes with pyspellchecker. It is made from spoken language and
counts typing errors too: what stands in it only now and then is not taken for a word. It is read
when the first word is asked for that no sign has, which takes half a second, once: a server loads
it before it starts its processes, so that they share it.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from articles.text.stems import stem

MIN_COUNT = 100  # how often the list has met a word


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
    """Read the list now, and not when the first word is asked for."""
    _words()


def is_slip(typed: str) -> bool:
    """Whether one typing error after the first letter would make an English word `typed`."""
    words = _by_initial().get(typed[:1], ())
    return process.extractOne(typed, words, scorer=OSA.distance, score_cutoff=1) is not None


def is_everyday(word: str) -> bool:
    return stem(word) in _everyday_stems()


def is_english(word: str) -> bool:
    """Whether `word`, in lower case and without apostrophes, is a word of English."""
    return is_everyday(word) or word in _words()
