"""The words of a text, without punctuation, accents and capitals, and keys made of them."""

import re
import unicodedata
from pathlib import Path

from articles.text.stems import stem

MAX_WORD_LENGTH = 40
# Words that nearly every question has. A search looks for them only if it has no others.
STOP_WORDS = frozenset(Path(__file__).with_name("stop_words.txt").read_text("utf-8").split())
# Short words that show what kind of answer is wanted.
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
            return text  # nearly every text ends here
    else:
        text = unicodedata.normalize("NFKD", text)
        text = "".join(each for each in text if not unicodedata.combining(each))
        text = _DASHES.sub("-", text)
    return _UNSEEN.sub("", _POSSESSIVE.sub("", text))


def words_in(text: str, *, joined: bool = False) -> list[str]:
    """The folded words of `text` in order, compounds split at their hyphens.

    `joined`: a compound of two parts is also given as one word, after its parts.
    """
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
    """`text` as a key that is the same for texts with the same words in the same order."""
    return " ".join(words_in(text))


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words of `text` that are not stop words; of all words if all are."""
    words = words_in(text)
    telling = [word for word in words if word not in STOP_WORDS]
    return tuple(stem(word) for word in telling or words)


def any_order(text: str) -> str:
    """`text` as a key that is the same for texts with the same content stems, in any order."""
    return " ".join(sorted(set(content_stems(text))))
