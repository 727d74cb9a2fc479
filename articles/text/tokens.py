"""Text as words: without punctuation, accents and capitals, compounds apart and together."""

import re
import unicodedata
from pathlib import Path

from articles.text.stems import stem

MAX_WORD_LENGTH = 40
# Words that nearly every question has. They are looked for only where no others are.
STOP_WORDS = frozenset(Path(__file__).with_name("stop_words.txt").read_text("utf-8").split())
# Small words that say what kind of answer is asked for.
ASKING_WORDS = frozenset("how what when where which who why".split())  # noqa: SIM905
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_UNSEEN = re.compile("['’‘`\u00ad\u200b-\u200d\u2060\ufeff]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")


def fold(text: str) -> str:
    """`text` in lower case without accents, apostrophes and invisible characters."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        if "'" not in text and "`" not in text:
            return text  # as nearly all are
    else:
        text = unicodedata.normalize("NFKD", text)
        text = "".join(each for each in text if not unicodedata.combining(each))
        text = _DASHES.sub("-", text)
    return _UNSEEN.sub("", _POSSESSIVE.sub("", text))


def words_in(text: str, *, joined: bool = False) -> list[str]:
    """The words in their order; `joined`: compounds also as one word, after their parts."""
    words: list[str] = []
    for word in _WORD.findall(fold(text)):
        if "-" not in word:
            words.append(word[:MAX_WORD_LENGTH])
            continue
        parts = [part[:MAX_WORD_LENGTH] for part in word.split("-")]
        words += parts
        if joined and len(parts) == 2:
            words.append("".join(parts)[:MAX_WORD_LENGTH])
    return words


def normalise(text: str) -> str:
    """`text` as a key: two wordings with the same key ask the same thing in the same words."""
    return " ".join(words_in(text))


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words that tell something, or of all if none does."""
    words = words_in(text)
    telling = [word for word in words if word not in STOP_WORDS]
    return tuple(stem(word) for word in telling or words)


def any_order(text: str) -> str:
    """The words that tell something, in any form and any order, as a key."""
    return " ".join(sorted(set(content_stems(text))))
