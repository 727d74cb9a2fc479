"""Questions to suggest while somebody is still typing: the last word may be incomplete."""

from datetime import datetime

from articles.search import hits_of
from articles.search.full_text import matching, words_beginning
from articles.search.hits import Hit
from articles.search.queries import answers_on_movements
from articles.search.query import Concept, Query, read_query
from articles.search.ranking import entry_of, ranked
from articles.text.tokens import normalise, words_in

MIN_CHARACTERS = 2
MAX_RESULTS = 6
ENDINGS = 8  # the number of stems that are tried for the incomplete word
LOOKED_AT = 40


def suggest(text: str, now: datetime, *, is_emergency: bool = False) -> list[Hit]:
    """Up to MAX_RESULTS public answers whose questions have all words of `text`.

    The last word of `text` may be the beginning of a word. Questions that begin like `text` come
    first. `is_emergency`: as for `find`.
    """
    words = words_in(text)
    if not words or len(text.strip()) < MIN_CHARACTERS:
        return []
    query = read_query(" ".join(words[:-1]))
    begun = _begun(words[-1])
    if query.unknown or begun is None:
        return []
    query = Query(
        text=text,
        stems=query.stems,
        concepts=(*(() if query.only_small else query.concepts), begun),
    )
    found = matching([concept.in_questions for concept in query.concepts], now, LOOKED_AT)
    best = ranked(query, [entry_of(*row) for row in found], kept=0.0)
    keys = [entry.pk for entry in best]
    if is_emergency:
        left_out = answers_on_movements(keys)
        keys = [key for key in keys if key not in left_out]
    hits = hits_of(keys, query, now)
    typed = " ".join(words)
    hits.sort(key=lambda hit: not normalise(hit.wording).startswith(typed))  # a stable sort
    return hits[:MAX_RESULTS]


def _begun(beginning: str) -> Concept | None:
    """A concept of the words that begin with `beginning`; None if the index has none."""
    stems = [stem for stem, _ in words_beginning(beginning, ENDINGS)]
    if not stems:
        return None
    return Concept((stems[0],), tuple((stem,) for stem in stems[1:]), 1.0)
