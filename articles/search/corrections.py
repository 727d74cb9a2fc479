"""“Did you mean”: corrects misspelt words of a search by the words of the published texts.

A word that is not English is a typing error, and is replaced by the word that was likely meant. An
English word was meant, even if no text has it: a similar word is offered, but does not replace it.
A part of the body, a word of a warning sign and a medicine are never replaced, nor offered in place
of another English word: *groin* is not *green*, and *pooing* is not *peeing*.
"""

import re
from collections.abc import Iterable, Sequence

from articles.models import SearchWord
from articles.page_cache.versions import cached_per_version
from articles.search.warning_signs import is_sign_word
from articles.text.body_parts import is_body_part
from articles.text.dictionary import is_english, is_everyday
from articles.text.medicines import medicines_in
from articles.text.spelling import Vocabulary, is_word
from articles.text.tokens import STOP_WORDS, fold

MAX_CORRECTED = 6  # words in one search


@cached_per_version
def _vocabulary() -> Vocabulary:
    """The words of the published texts, with the number of answers that have each."""
    words = SearchWord.objects.filter(entries__gt=0).values_list("word", "entries")
    return Vocabulary(dict(words), never_meant=STOP_WORDS)


def corrections(unknown: Sequence[str]) -> dict[str, str]:
    """Replacements for those of the `unknown` words that are not English: {typed: meant}.

    `unknown`: words that no answer has, as typed. What was meant may be two words.
    """
    return _meant(word for word in unknown if not _is_settled(word) and not is_english(word))


def offers(unknown: Sequence[str]) -> dict[str, str]:
    """Similar words to offer for `unknown` ones, English or not: {typed: offered}; often empty."""
    found = _meant(word for word in unknown if not _is_settled(word))
    return {
        word: other
        for word, other in found.items()
        if not (is_english(word) and any(map(_is_settled, other.split())))
    }


def _meant(doubtful: Iterable[str]) -> dict[str, str]:
    words = [word for word in doubtful if is_word(word) and not is_everyday(word)][:MAX_CORRECTED]
    if not words:
        return {}
    known = _vocabulary()
    meant = {word: known.nearest(word) or known.in_two(word) for word in words}
    return {word: other for word, other in meant.items() if other}


def _is_settled(word: str) -> bool:
    """Whether `word` must not be replaced: a part of the body, a word of a sign, or a medicine."""
    return is_body_part(word) or is_sign_word(word) or bool(medicines_in(word))


def with_corrections(text: str, found: dict[str, str]) -> str:
    """`text` in lower case, with each word that `found` has replaced."""
    return re.sub(r"[^\W_]+", lambda word: found.get(word[0], word[0]), fold(text))
