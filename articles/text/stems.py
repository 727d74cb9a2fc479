"""English words without their endings, by M. F. Porter's algorithm of 1980.

Ours, because PostgreSQL's and SQLite's stemmers differ, and a ranking in Python needs stems too.
Porter's paper describes each step; the names of the steps are his.
"""

import re
from functools import lru_cache

# Written as figures, because people type either.
FIGURES = {
    word: str(number)
    for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"), start=2
    )
}
# Past forms that no ending tells.
IRREGULAR = {
    "bent": "bend",
    "felt": "feel",
    "got": "get",
    "kept": "keep",
    "lay": "lie",
    "lying": "lie",
    "ran": "run",
    "sat": "sit",
    "stood": "stand",
    "tired": "tired",
    "went": "go",
    "feet": "foot",
    "calves": "calf",
    "children": "child",
}
_STEP_2 = {
    "ational": "ate",
    "ization": "ize",
    "isation": "ise",
    "iveness": "ive",
    "fulness": "ful",
    "ousness": "ous",
    "tional": "tion",
    "biliti": "ble",
    "ation": "ate",
    "alism": "al",
    "aliti": "al",
    "iviti": "ive",
    "entli": "ent",
    "ousli": "ous",
    "ator": "ate",
    "anci": "ance",
    "enci": "ence",
    "abli": "able",
    "alli": "al",
    "izer": "ize",
    "eli": "e",
    "li": "",
}
_STEP_3 = {
    "icate": "ic",
    "ative": "",
    "alize": "al",
    "alise": "al",
    "iciti": "ic",
    "ical": "ic",
    "ness": "",
    "ful": "",
}
_STEP_4 = (
    *("ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti"),
    *("ous", "ive", "ize", "al", "er", "ic", "ou"),
)


@lru_cache(maxsize=8000)
def stem(word: str) -> str:
    """The stem of a word in small letters; what is no English word comes back as it is."""
    if word in FIGURES or word in IRREGULAR:
        return FIGURES.get(word) or IRREGULAR[word]
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    word = _step_1(word)
    word = _swap(word, _STEP_2, 0)
    word = _swap(word, _STEP_3, 0)
    word = _step_4(word)
    return _step_5(word)


def _shape(text: str) -> str:
    """`text` as vowels (v) and consonants (c)."""
    shape = ""
    for letter in text:
        is_vowel = letter in "aeiou" or (letter == "y" and shape.endswith("c"))
        shape += "v" if is_vowel else "c"
    return shape


def _measure(text: str) -> int:
    """How often a consonant follows a vowel: about how many syllables there are."""
    return _shape(text).count("vc")


def _ends_short(text: str) -> bool:
    return _shape(text).endswith("cvc") and text[-1] not in "wxy"


def _step_1(word: str) -> str:
    """Plurals, -ed and -ing, and a y at the end."""
    if word.endswith(("sses", "ies")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word.endswith("eed"):
        word = word[:-1] if _measure(word[:-3]) else word
    elif (ending := re.search("(ed|ing)$", word)) and "v" in _shape(word[: ending.start()]):
        word = _without(word[: ending.start()])
    if word.endswith("y") and "v" in _shape(word[:-1]):
        word = word[:-1] + "i"
    return word


def _without(word: str) -> str:
    """What remains when -ed or -ing is taken off, as it is written on its own."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if len(word) > 1 and word[-1] == word[-2] and word[-1] not in "aeioulsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _ends_short(word) else word


def _swap(word: str, endings: dict[str, str], least: int) -> str:
    for ending, other in endings.items():
        if word.endswith(ending):
            rest = word[: -len(ending)]
            return rest + other if _measure(rest) > least else word
    return word


def _step_4(word: str) -> str:
    if word.endswith(("sion", "tion")):
        return word[:-3] if _measure(word[:-3]) > 1 else word
    return _swap(word, dict.fromkeys(_STEP_4, ""), 1)


def _step_5(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        if _measure(rest) > 1 or (_measure(rest) == 1 and not _ends_short(rest)):
            word = rest
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    return word
