"""English words without their endings, by the English stemmer of Snowball.

The database's own stemmers differ from one another, and a ranking in Python needs stems too: so
both databases index the stems that are made here.
"""

from functools import lru_cache
from threading import Lock

import snowballstemmer

# Written as digits, because people type either.
NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"), start=2
    )
}
# Forms of which no ending tells the word; what they become is a stem already.
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
    "tired": "tired",  # not what a tire does; “tiredness” is the same
}
_snowball = snowballstemmer.stemmer("english")
_lock = Lock()  # it works on a buffer of its own


@lru_cache(maxsize=8000)
def stem(word: str) -> str:
    """The stem of a word in lower case; what is no English word comes back as it is."""
    if known := NUMBERS.get(word) or IRREGULAR.get(word):
        return known
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    with _lock:
        return _snowball.stemWord(word)
