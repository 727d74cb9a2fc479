"""How easy a text is to read, by Flesch's formula from words, syllables and sentences."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """Roughly the number of syllables of an English word: its groups of vowels, less a silent e."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(count, 1)


@dataclass(frozen=True)
class TextCounts:
    """How many sentences, words and syllables a text has. `+` gives the counts of two texts."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0

    @classmethod
    def of(cls, sentences: Iterable[str]) -> "TextCounts":
        """The counts of `sentences`; those without a word do not count."""
        worded = [words for words in map(words_of, sentences) if words]
        return cls(
            sentences=len(worded),
            words=sum(map(len, worded)),
            syllables=sum(syllables(word) for words in worded for word in words),
        )

    def __add__(self, other: "TextCounts") -> "TextCounts":
        return TextCounts(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
        )

    @property
    def reading_ease(self) -> float:
        """Flesch's reading ease, 100 for a text without words; the higher, the easier.

        206.835 - 1.015 x words per sentence - 84.6 x syllables per word
        (R. Flesch, A new readability yardstick, J Appl Psychol 1948;32:221).
        """
        if not self.words:
            return 100.0
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * (self.syllables / self.words)
