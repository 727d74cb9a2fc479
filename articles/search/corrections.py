"""“Did you mean”: the words of published texts that somebody may have meant to type."""

import re
from collections.abc import Sequence

from articles.models import SearchWord
from articles.page_cache.versions import cached_per_version
from articles.text.everyday_words import is_everyday
from articles.text.spelling import Vocabulary, is_word
from articles.text.tokens import STOP_WORDS, fold

MAX_CORRECTED = 6  # words of one search


@cached_per_version
def _vocabulary() -> Vocabulary:
    """The words of the published texts."""
    words = SearchWord.objects.filter(entries__gt=0).values_list("word", "entries")
    return Vocabulary(dict(words), never_meant=STOP_WORDS)


def corrections(unknown: Sequence[str]) -> dict[str, str]:
    """For words that no answer has, those that were likely meant; often for none."""
    doubtful = [word for word in unknown if is_word(word) and not is_everyday(word)]
    if not doubtful:
        return {}
    known = _vocabulary()
    meant = {word: known.nearest(word) or known.in_two(word) for word in doubtful[:MAX_CORRECTED]}
    return {word: other for word, other in meant.items() if other}


def with_corrections(text: str, found: dict[str, str]) -> str:
    """`text` as it was likely meant, in lower case."""
    return re.sub(r"[^\W_]+", lambda word: found.get(word[0], word[0]), fold(text))
