"""“Did you mean”: the words of published texts that somebody may have meant to type.

What is no English word is a typing error, and is searched for as it was meant. An English word was
meant, even where no text has it: another word that is near is offered, never put in its place. A
part of the body, a word of a warning sign or a medicine is neither replaced nor offered for another
word that is English: *groin* is no *green*, and *pooing* no *peeing*.
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

MAX_CORRECTED = 6  # words of one search


@cached_per_version
def _vocabulary() -> Vocabulary:
    """The words of the published texts."""
    words = SearchWord.objects.filter(entries__gt=0).values_list("word", "entries")
    return Vocabulary(dict(words), never_meant=STOP_WORDS)


def corrections(unknown: Sequence[str]) -> dict[str, str]:
    """For words that no answer has and no dictionary, those that were likely meant."""
    return _meant(word for word in unknown if not _is_settled(word) and not is_english(word))


def offers(unknown: Sequence[str]) -> dict[str, str]:
    """For any words that no answer has, others to offer; often for none."""
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
    """Whether `word` names what must not be mistaken for anything else."""
    return is_body_part(word) or is_sign_word(word) or bool(medicines_in(word))


def with_corrections(text: str, found: dict[str, str]) -> str:
    """`text` as it was likely meant, in lower case."""
    return re.sub(r"[^\W_]+", lambda word: found.get(word[0], word[0]), fold(text))
