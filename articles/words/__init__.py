"""Words as search sees them: pure functions from text to words, stems and likely spellings.

Both databases index the same stems, made here, so that what is found and in which order does not
depend on the database. Nothing in this package knows Django.
"""

from articles.words import spelling
from articles.words.entries import EntryTexts, entry_texts, mark, whole
from articles.words.reading import (
    ASKING_WORDS,
    LONGEST_WORD,
    STOP_WORDS,
    any_order,
    bare,
    normalise,
    telling_stems,
    words_in,
)
from articles.words.stems import stem

__all__ = [
    "ASKING_WORDS",
    "LONGEST_WORD",
    "STOP_WORDS",
    "EntryTexts",
    "any_order",
    "bare",
    "entry_texts",
    "mark",
    "normalise",
    "spelling",
    "stem",
    "telling_stems",
    "whole",
    "words_in",
]
