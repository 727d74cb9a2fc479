"""What the index keeps of one answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from articles.text.stems import stem
from articles.text.tokens import STOP_WORDS, normalise, words_in


@dataclass(frozen=True)
class EntryTexts:
    """`stems`: a line each for title, short answer, body and every wording, in reading order.
    `marks`: what only questions are found by: their stems marked, and a key of each whole wording.
    `words`: the words as written, once each, for correcting what is misspelt."""

    stems: str
    marks: str
    words: str


def entry_texts(title: str, short: str, body: str, wordings: Iterable[str]) -> EntryTexts:
    texts = [words_in(text, joined=True) for text in (title, short, body)]
    questions = list(wordings)
    asked = [words_in(wording, joined=True) for wording in questions]
    lines = [" ".join(stem(word) for word in words if word not in STOP_WORDS) for words in texts]
    stems_asked = [[stem(word) for word in words] for words in asked]
    marks = {question_token(of_word) for stems in stems_asked for of_word in stems}
    marks |= {whole_question_key(wording) for wording in questions}
    written = {word for words in (*texts, *asked) for word in words}
    return EntryTexts(
        stems="\n".join([*lines, *(" ".join(stems) for stems in stems_asked)]),
        marks=" ".join(sorted(marks)),
        words=" ".join(sorted(written)),
    )


def question_token(of_word: str) -> str:
    """A stem as it stands in a question."""
    return f"q_{of_word}"


def whole_question_key(wording: str) -> str:
    """A key of a whole wording: the same for wordings of the same words in the same order."""
    return f"k_{blake2b(normalise(wording).encode(), digest_size=8).hexdigest()}"
