"""The stems of English words, by Snowball's English stemmer.

The stemmers of the two databases differ, and the ranking in Python needs stems too: so both
databases index the stems that are made here.
"""

from functools import lru_cache
from threading import Lock

import snowballstemmer

# Numbers become digits, because people type either.
NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"), start=2
    )
}
# Irregular forms, which the stemmer does not know, and the stem of each.
IRREGULAR = {
    "bent": "bend",
    "felt": "feel",
    "got": "get",
    "kept": "keep",
    "lain": "lie",
    "lay": "lie",
    "ran": "run",
    "sat": "sit",
    "slept": "sleep",
    "stood": "stand",
    "went": "go",
    "feet": "foot",
    "calves": "calf",
    "children": "child",
    "tired": "tired",  # the stemmer’s “tire” is another word; “tiredness” becomes “tired” too
}
_snowball = snowballstemmer.stemmer("english")
_lock = Lock()  # the stemmer works on one buffer and is not safe between threads


@lru_cache(maxsize=8000)
def stem(word: str) -> str:
    """The stem of `word`, which is in lower case.

    `word` itself if it has fewer than three letters, or other characters than ASCII letters.
    """
    if known := NUMBERS.get(word) or IRREGULAR.get(word):
        return known
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    with _lock:
        return _snowball.stemWord(word)
