"""Which known word somebody may have meant: the nearest one, by rapidfuzz.

The distance counts letters that were left out, added, changed, or swapped with their neighbour.
"""

from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

MIN_LENGTH, MAX_LENGTH = 3, 24  # letters; other words are looked for as they are
LONG = 8  # letters from which on two slips are likely in one word
CANDIDATES = 20


def is_word(word: str) -> bool:
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and word.isalpha()


class Vocabulary:
    """Known words with how often each occurs; `nearest` and `in_two` say what was meant."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = {word: count for word, count in counts.items() if is_word(word)}
        self.by_initial: defaultdict[str, list[str]] = defaultdict(list)
        for word in self.counts:
            self.by_initial[word[0]].append(word)

    def nearest(self, typed: str) -> str | None:
        """The word that `typed` most likely is a slip for, or None.

        People hardly ever miss the first letter, and a word that begins otherwise is another one:
        *kills* is not *hills*. Between equally near words the one that begins more like it wins,
        then the more frequent.
        """
        if not is_word(typed):
            return None
        cutoff = 2 if len(typed) >= LONG else 1
        found = process.extract(
            typed,
            self.by_initial.get(typed[0], ()),
            scorer=OSA.distance,
            score_cutoff=cutoff,
            limit=CANDIDATES,
        )
        return min(
            (word for word, _, _ in found),
            key=lambda word: (
                OSA.distance(typed, word),
                -JaroWinkler.similarity(typed, word),
                -self.counts[word],
                word,
            ),
            default=None,
        )

    def in_two(self, typed: str) -> str | None:
        """`typed` as two known words, such as “lowback”, if it is that."""
        cuts = ((typed[:at], typed[at:]) for at in range(MIN_LENGTH, len(typed) - MIN_LENGTH + 1))
        for first, second in cuts:
            if first in self.counts and second in self.counts:
                return f"{first} {second}"
        return None
