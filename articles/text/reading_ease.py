"""How easily a text reads, by Flesch's formula: its words, their syllables and its sentences."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, less a silent e."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(count, 1)


@dataclass(frozen=True)
class TextCounts:
    """What a text consists of. Those of two texts are added to be those of both."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0

    @classmethod
    def of(cls, sentences: Iterable[str]) -> "TextCounts":
        """Sentences without a word do not count."""
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
        """Flesch's reading ease: 206.835 - 1.015 words a sentence - 84.6 syllables a word
        (R. Flesch, A new readability yardstick, J Appl Psychol 1948;32:221)."""
        if not self.words:
            return 100.0
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * (self.syllables / self.words)
