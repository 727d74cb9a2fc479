"""The stems, keys and words of one answer that the search index stores."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from articles.text.stems import stem
from articles.text.tokens import STOP_WORDS, normalise, words_in


@dataclass(frozen=True)
class EntryTexts:
    """The texts of one search entry.

    `stems`: one line each for title, short answer, body and every wording, in reading order.
    `marks`: tokens that only questions have: `question_token` of each stem and `whole_question_key`
    of each wording, separated by spaces.
    `words`: every word once, folded but not stemmed, for correcting misspelt queries.
    """

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
    """The index token for the stem `of_word` where it occurs in a question."""
    return f"q_{of_word}"


def whole_question_key(wording: str) -> str:
    """The index token for a whole wording: equal if the words and their order are equal."""
    return f"k_{blake2b(normalise(wording).encode(), digest_size=8).hexdigest()}"
