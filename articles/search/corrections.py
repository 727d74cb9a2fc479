"""“Did you mean”: the words of published texts that somebody may have meant to type."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from articles.models import SearchSpelling, SearchWord
from articles.text import spelling
from articles.text.everyday_words import is_everyday
from articles.text.tokens import STOP_WORDS, fold

MAX_CORRECTED = 6  # words of one search


def corrections(unknown: Sequence[str]) -> dict[str, str]:
    """For words that no answer has, those that were likely meant; often for none."""
    doubtful = [word for word in unknown if spelling.is_word(word) and not is_everyday(word)]
    doubtful = doubtful[:MAX_CORRECTED]
    if not doubtful:
        return {}
    found = _likeliest(doubtful)
    for word in doubtful:
        if word not in found and (halves := _two_words(word)):
            found[word] = halves
    return found


def _likeliest(typed: Iterable[str]) -> dict[str, str]:
    keys = {word: spelling.keys_of_typed(word) for word in typed}
    known: defaultdict[str, dict[str, int]] = defaultdict(dict)
    rows = SearchSpelling.objects.filter(key__in=set().union(*keys.values()), word__entries__gt=0)
    for key, word, entries in rows.values_list("key", "word", "word__entries"):
        if word not in STOP_WORDS:
            known[key][word] = entries
    found = {}
    for word, own in keys.items():
        near = {other: n for key in own for other, n in known.get(key, {}).items()}
        costs = {other: spelling.cost(word, other) for other in near}
        best = min(near, key=lambda other: (costs[other], -near[other], other), default=None)
        if best is not None and costs[best] <= spelling.allowed(word):
            found[word] = best
    return found


def _two_words(word: str) -> str:
    """`word` as two known words, such as “lowback”, if it is that."""
    cuts = {(word[:at], word[at:]) for at in range(3, len(word) - 2)}
    halves = {half for cut in cuts for half in cut}
    known = set(
        SearchWord.objects.filter(word__in=halves, entries__gt=0).values_list("word", flat=True)
    )
    whole = sorted(cut for cut in cuts if known.issuperset(cut))
    return " ".join(whole[0]) if whole else ""


def with_corrections(text: str, found: dict[str, str]) -> str:
    """`text` as it was likely meant, in small letters."""
    return re.sub(r"[^\W_]+", lambda word: found.get(word[0], word[0]), fold(text))
