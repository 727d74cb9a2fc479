"""Which known word somebody may have meant: the nearest one, by rapidfuzz.

The distance counts letters that were left out, added, changed, or swapped with their neighbour.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

MIN_LENGTH, MAX_LENGTH = 3, 24  # letters; other words are looked for as they are
LONG = 8  # letters from which on two typing errors are likely in one word
VOWELS_ALIKE = str.maketrans("eiouy", "aaaaa")


def is_word(word: str) -> bool:
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and word.isalpha()


class Vocabulary:
    """Known words with how often each occurs; `nearest` and `in_two` say what was meant.

    Words of `never_meant` are known as halves of two words written as one, and nearest to nothing.
    """

    def __init__(self, counts: Mapping[str, int], never_meant: Collection[str] = ()) -> None:
        self.known = frozenset(word for word in counts if is_word(word))
        self.counts = {word: counts[word] for word in self.known.difference(never_meant)}
        self.by_initial: defaultdict[str, list[str]] = defaultdict(list)
        for word in self.counts:
            self.by_initial[word[0]].append(word)

    def nearest(self, typed: str) -> str | None:
        """The word that `typed` most likely is a typing error for, or None.

        Between equally near words the one with the same letters wins (*pian* is *pain*, not
        *pin*), then the one that begins more like it, then the more frequent.
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
        """The words that `typed` may be a typing error for.

        People hardly ever miss the first letter, and a short word that begins otherwise is another
        one: *kills* is not *hills*. In a long word that is the only error.
        """
        is_long = len(typed) >= LONG
        found = process.extract(
            typed,
            self.by_initial.get(typed[0], ()),
            scorer=OSA.distance,
            score_cutoff=2 if is_long else 1,
            limit=None,  # the order is made above
        )
        near = [word for word, _, _ in found]
        if len(typed) == MIN_LENGTH:
            return [word for word in near if _is_error_in_short_word(typed, word)]
        return near + self._with_other_initial(typed) if is_long else near

    def _with_other_initial(self, typed: str) -> list[str]:
        """The words that only an error in the first letter keeps from `typed`."""
        rest = typed[1:]
        begun = {initial + end for initial in self.by_initial for end in (typed, rest)}
        begun |= {rest, rest[0] + typed[0] + rest[1:]}
        return [word for word in begun if word in self.counts and word[0] != typed[0]]

    def in_two(self, typed: str) -> str | None:
        """`typed` as two known words, such as “lowback”, if it is that."""
        cuts = ((typed[:at], typed[at:]) for at in range(MIN_LENGTH, len(typed) - MIN_LENGTH + 1))
        for first, second in cuts:
            if first in self.known and second in self.known:
                return f"{first} {second}"
        return None


def _is_error_in_short_word(typed: str, known: str) -> bool:
    """Short words hide little: with another consonant (*hiv*, *hip*) or without a vowel inside
    (*hrt*, *hurt*) it is another word or an abbreviation.
    """
    one, other = (sorted(word.translate(VOWELS_ALIKE)) for word in (typed, known))
    if len(typed) == len(known):
        return one == other
    return known.startswith(typed) or one.count("a") == other.count("a")
