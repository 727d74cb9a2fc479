"""Which language a text is in, judged by its most common short words (“the”, “of”). Pure.

It is good enough to tell that a text is not English, so that the importer does not report words
as missing that it looks for in English only. Short texts count as English.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

MIN_WORDS = 12  # a text with fewer is not judged
# The least share of all words that a language's short words have in prose of that language.
MIN_SHARE = 0.12
# In English prose a third of the words or more are such; a list of headings still has more than
# this.
MIN_ENGLISH_SHARE = 0.08
MANY_WORDS = 40  # in a text of so many words, a lack of English ones shows another language too
MAX_WORDS_READ = 5_000

ENGLISH = "English"
_LISTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
SMALL_WORDS = {name: frozenset(words.split()) for name, words in _LISTS.items()}
_SCRIPTS = (
    "CYRILLIC",
    "GREEK",
    "ARABIC",
    "HEBREW",
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "HANGUL",
    "THAI",
)
# Scripts that one language is written in. Japanese is written in three together: two of its own
# (kana), and Chinese characters.
_SCRIPT_NAMES = {"CJK": "Chinese", "HANGUL": "Korean"}
_KANA = ("HIRAGANA", "KATAKANA")
# The least share of kana in Japanese; Chinese has some in names that it quotes.
MIN_KANA_SHARE = 0.1
_WORD = re.compile(r"[^\W\d_]+")


def foreign_language(text: str) -> str:
    """The language of `text`, in words for people, such as "German" or "another language".

    Empty for English, and for a text that is too short to tell.
    """
    words = [found.group().lower() for found in _WORD.finditer(text)][:MAX_WORDS_READ]
    if script := _other_script(words):
        return script
    if len(words) < MIN_WORDS:
        return ""
    counts = Counter(words)
    shares = {
        name: sum(counts[word] for word in small) / len(words)
        for name, small in SMALL_WORDS.items()
    }
    best = max(shares, key=lambda name: shares[name])
    if best != ENGLISH and shares[best] >= MIN_SHARE and shares[best] > 1.5 * shares[ENGLISH]:
        return best
    if len(words) >= MANY_WORDS and shares[ENGLISH] < MIN_ENGLISH_SHARE:
        return "another language"
    return ""


def _other_script(words: list[str]) -> str:
    """The language or script that more than half of the letters belong to; "" if that is none of
    `_SCRIPTS`."""
    letters = "".join(words)[:MAX_WORDS_READ]
    if len(letters) < MIN_WORDS:
        return ""
    found: Counter[str] = Counter()
    for letter in letters:
        name = unicodedata.name(letter, "")
        found.update(script for script in _SCRIPTS if name.startswith(script))
    kana = sum(found.pop(script, 0) for script in _KANA)
    found["CJK"] += kana
    script, count = found.most_common(1)[0]
    if 2 * count <= len(letters):
        return ""
    if script == "CJK" and kana >= MIN_KANA_SHARE * count:
        return "Japanese"
    return _SCRIPT_NAMES.get(script, f"a language in {script.capitalize()} letters")
