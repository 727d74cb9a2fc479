"""Which known word somebody may have meant: keys to look candidates up by, and a cost for each.

A word and its misspelling share a key when they are equal after leaving out one letter of the
known word and at most two of the typed one, or when they sound alike. The cost then says how
likely the slip is: vowels are mixed up and letters doubled more easily than others.
"""

import re
from itertools import accumulate, combinations

MAX_LENGTH = 24  # longer words are looked for as they are
MIN_LENGTH = 3
_SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("sh", "s"),
    ("th", "t"),
    ("gh", "g"),
    ("qu", "k"),
    ("x", "ks"),
)
_ALIKE = str.maketrans("czqvd", "sskft")
_VOWELS = frozenset("aeiouy")
_CONFUSED = frozenset(map(frozenset, ("cs", "ck", "sz", "qk", "cq", "td", "bp", "fv", "gj", "mn")))


def sound(word: str) -> str:
    """The word's consonants as they sound, each once."""
    word = re.sub("c(?=[eiy])", "s", word)
    word = re.sub("c", "k", word)
    for letters, heard in _SOUNDS:
        word = word.replace(letters, heard)
    consonants = re.sub("[aeiouyhw]", "", word.translate(_ALIKE))
    return "=" + re.sub(r"(.)\1+", r"\1", consonants)


def keys_of_known(word: str) -> set[str]:
    """The keys under which a known word is kept; none where it is too short, long or a number."""
    if not is_word(word):
        return set()
    return {word, sound(word), *_leaving_out(word, 1)}


def keys_of_typed(word: str) -> set[str]:
    """The keys to look under for what somebody typed."""
    keys = {word, sound(word), *_leaving_out(word, 1)}
    return keys | set(_leaving_out(word, 2)) if len(word) > 5 else keys


def is_word(word: str) -> bool:
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and word.isalpha()


def _leaving_out(word: str, count: int) -> list[str]:
    kept = combinations(word, len(word) - count)
    return ["".join(letters) for letters in kept]


def allowed(typed: str) -> float:
    """The cost up to which another word may be what was meant: short words hide less."""
    return 0.75 if len(typed) < 4 else 1.0 if len(typed) < 8 else 1.6


def cost(typed: str, known: str) -> float:
    """How unlikely it is that `typed` is a slip for `known`: 0 for the same, about 1 a slip."""
    if abs(len(typed) - len(known)) > 3:
        return 9.0
    more_typed = [_one_more(typed, at, letter) for at, letter in enumerate(typed)]
    more_known = [_one_more(known, at, letter) for at, letter in enumerate(known)]
    before: list[float] = []
    row = [0.0, *accumulate(more_known)]
    for i, letter in enumerate(typed):
        before, last = row, before
        row = [before[0] + more_typed[i]]
        for j, other in enumerate(known):
            best = min(
                before[j] + _changed(letter, other),
                before[j + 1] + more_typed[i],
                row[j] + more_known[j],
            )
            if i and j and letter == known[j - 1] and other == typed[i - 1]:
                best = min(best, last[j - 1] + (0.7 if letter != other else 0.0))
            row.append(best)
    return row[-1] + (0.6 if typed[0] != known[0] else 0.0)


def _one_more(word: str, at: int, letter: str) -> float:
    """A letter that the other word does not have: one that is doubled is easily missed."""
    neighbours = word[max(at - 1, 0) : at] + word[at + 1 : at + 2]
    if letter in neighbours:
        return 0.4
    return 0.7 if letter in "ehc" or at == len(word) - 1 else 0.8


def _changed(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    both = frozenset((letter, other))
    if both <= _VOWELS:
        return 0.5
    return 0.6 if both in _CONFUSED else 1.0
