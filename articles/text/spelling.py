"""The known word that a misspelt one most likely stands for: the nearest, found with rapidfuzz.

The distance counts letters that are missing, added, changed, or swapped with their neighbour.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

MIN_LENGTH, MAX_LENGTH = 3, 24  # letters; shorter and longer words are never corrected
LONG = 8  # letters; in a word of this length or more, two typing errors are likely
VOWELS_ALIKE = str.maketrans("eiouy", "aaaaa")


def is_word(word: str) -> bool:
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and word.isalpha()


class Vocabulary:
    """Known words, by which misspelt ones are corrected.

    `counts`: how often each known word occurs. `never_meant`: known words that `nearest` never
    returns; `in_two` may return them.
    """

    def __init__(self, counts: Mapping[str, int], never_meant: Collection[str] = ()) -> None:
        self.known = frozenset(word for word in counts if is_word(word))
        self.counts = {word: counts[word] for word in self.known.difference(never_meant)}
        self.by_initial: defaultdict[str, list[str]] = defaultdict(list)
        for word in self.counts:
            self.by_initial[word[0]].append(word)

    def nearest(self, typed: str) -> str | None:
        """The known word that `typed` is most likely a misspelling of, or None.

        Among equally near words the one with the same letters is chosen (*pain* and not *pin* for
        *pian*), then the one whose beginning is more similar, then the more frequent one.
        """
        if not is_word(typed):
            return None
        return min(
            self._near(typed),
            key=lambda word: (
                OSA.distance(typed, word),
                sorted(typed) != sorted(word),
                -JaroWinkler.similarity(typed, word),
                -self.counts[word],
                word,
            ),
            default=None,
        )

    def _near(self, typed: str) -> list[str]:
        """The known words that `typed` may be a misspelling of.

        People hardly ever get the first letter wrong, and a short word with another first letter
        is another word: *kills* is not *hills*. A long word may have a wrong first letter if it
        has no other error.
        """
        is_long = len(typed) >= LONG
        found = process.extract(
            typed,
            self.by_initial.get(typed[0], ()),
            scorer=OSA.distance,
            score_cutoff=2 if is_long else 1,
            limit=None,  # all of them: `nearest` chooses
        )
        near = [word for word, _, _ in found]
        if len(typed) == MIN_LENGTH:
            return [word for word in near if _is_error_in_short_word(typed, word)]
        return near + self._with_other_initial(typed) if is_long else near

    def _with_other_initial(self, typed: str) -> list[str]:
        """The known words that differ from `typed` by one error in the first letter only."""
        rest = typed[1:]
        begun = {initial + end for initial in self.by_initial for end in (typed, rest)}
        begun |= {rest, rest[0] + typed[0] + rest[1:]}
        return [word for word in begun if word in self.counts and word[0] != typed[0]]

    def in_two(self, typed: str) -> str | None:
        """`typed` as two known words with a space between, as for “lowback”; None if it is not."""
        cuts = ((typed[:at], typed[at:]) for at in range(MIN_LENGTH, len(typed) - MIN_LENGTH + 1))
        for first, second in cuts:
            if first in self.known and second in self.known:
                return f"{first} {second}"
        return None


def _is_error_in_short_word(typed: str, known: str) -> bool:
    """Whether `typed`, a word of `MIN_LENGTH` letters, may be a misspelling of `known`.

    With another consonant (*hiv*, *hip*), or without a vowel inside (*hrt*, *hurt*), it counts as
    another word or an abbreviation.
    """
    one, other = (sorted(word.translate(VOWELS_ALIKE)) for word in (typed, known))
    if len(typed) == len(known):
        return one == other
    return known.startswith(typed) or one.count("a") == other.count("a")
