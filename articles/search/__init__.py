"""Search over the published answers: any text in, ranked answers out, on SQLite and PostgreSQL.

`find()` makes a page of results, `search()` a plain list. The database only says which answers have
which stems (`full_text`); what the text asks is read in `query`, what is misspelt
is corrected in `corrections`, and the order is made in `ranking`, the same for both databases.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.search import queries
from articles.search.corrections import corrections, offers, with_corrections
from articles.search.full_text import matching
from articles.search.hits import Hit
from articles.search.query import MAX_WORDS, Concept, Group, Query, read_query
from articles.search.ranking import FIRST, KEPT, ScoredEntry, entry_of, ranked
from articles.text.body_parts import is_body_part
from articles.text.index_terms import whole_question_key
from articles.text.stems import stem
from articles.text.tokens import any_order, normalise

__all__ = ["MAX_WORDS", "Hit", "SearchResults", "editions_like", "find", "normalise", "search"]

ON_A_PAGE = 10
MAX_RESULTS = 20  # where more fit, the search is so general that only the first page helps
CANDIDATES = 60
PAIN, WALK = ("pain",), ("walk",)
SAID_OF_PARTS = frozenset({PAIN, WALK})
ABOUT_PART = 2  # wordings of an answer that is about a part of the body name it
BACK = frozenset({"back", "lumbar", "spine"})


@dataclass(frozen=True)
class SearchResults:
    """A page of results."""

    text: str  # what was looked for, in corrected spelling if need be
    is_corrected: bool
    offered: str  # what may have been meant instead, to choose; mostly nothing
    unanswered: Sequence[str]  # words of several, as typed, that no answer is about
    is_in_passing: bool  # no answer is about any of it: its words are only mentioned
    promoted: Sequence[Hit]
    hits: Sequence[Hit]
    count: int
    page: int
    is_general: bool  # more fits than anybody would read: these are the best of it

    @property
    def is_nothing(self) -> bool:
        return not (self.hits or self.promoted)

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.count > self.page * ON_A_PAGE else None


def search(text: str, now: datetime, limit: int = 20) -> list[Hit]:
    """Answers that are public at `now` and have to do with `text`, best first; any text is fine."""
    query, best = _best(text, now, kept=0.0)
    return hits_of([entry.pk for entry in best[:limit]], query, now)


def editions_like(text: str, now: datetime, limit: int) -> list[int]:
    """The keys of the public editions whose answers `search` would give, best first."""
    _, best = _best(text, now, kept=0.0)
    keys = [entry.pk for entry in best[:limit]]
    edition_of = dict(queries.public_editions_of(keys, now)) if keys else {}
    return list(dict.fromkeys(edition_of[key] for key in keys if key in edition_of))


def find(
    text: str,
    now: datetime,
    *,
    page: int = 1,
    as_typed: bool = False,
    is_emergency: bool = False,
) -> SearchResults:
    """A page of what fits `text`, with what editors put first; `as_typed`: uncorrected.

    Whose words may be those of an emergency (`is_emergency`) is offered no movement to do.
    """
    query, best = _best(text, now, as_typed=as_typed)
    promoted = _promoted(text, query, now)
    part = _part_asked_about(query)
    if is_emergency:
        keys = [*(entry.pk for entry in best), *(hit.answer_id for hit in promoted)]
        left_out = queries.movements_among(keys)
        best = [entry for entry in best if entry.pk not in left_out]
        promoted = [hit for hit in promoted if hit.answer_id not in left_out]
    elif part:
        movements = queries.movements_among([entry.pk for entry in best])
        best.sort(key=lambda entry: entry.pk in movements)
    shown = {hit.answer_id for hit in promoted}
    keys = [entry.pk for entry in best if entry.pk not in shown]
    is_general = len(keys) > MAX_RESULTS
    keys = keys[:ON_A_PAGE] if is_general else keys
    page = min(page, max(1, -(-len(keys) // ON_A_PAGE)))
    return SearchResults(
        text=query.text,
        is_corrected=query.text != text,
        offered=_offered(query, now),
        unanswered=_unanswered(query, best),
        is_in_passing=not promoted and _is_in_passing(query, best, part),
        promoted=promoted if page == 1 else [],
        hits=hits_of(keys[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], query, now),
        count=len(keys) + len(shown),
        page=page,
        is_general=is_general,
    )


def _best(
    text: str, now: datetime, *, as_typed: bool = False, kept: float = KEPT
) -> tuple[Query, list[ScoredEntry]]:
    """The query as it was understood, and what fits it."""
    query = read_query(text)
    if query.unknown and not as_typed and (meant := corrections(query.unknown)):
        corrected = read_query(with_corrections(text, meant))
        best = ranked(corrected, candidates(corrected, now), kept=kept)
        if _are_public(meant, best):
            return corrected, best
    return query, ranked(query, candidates(query, now), kept=kept)


def _unanswered(query: Query, found: Sequence[ScoredEntry]) -> list[str]:
    """Words that no answer is about, where others were found: at most mentioned in passing, and
    not by what comes first."""
    if query.only_small:
        return []
    passing = [
        concept
        for concept in query.concepts
        if not any(concept.is_in(entry.headline) for entry in found)
        and not any(concept.is_in(entry.text) for entry in found[:FIRST])
    ]
    if len(passing) == len(query.concepts):
        return []
    return [*query.unknown, *(word for concept in passing for word in concept.words)]


def _is_in_passing(query: Query, found: Sequence[ScoredEntry], part: Concept | None) -> bool:
    """Whether what was found has words of the text in its body alone, or `part` hurts and what
    comes first is not about it, as it was typed: one of many wordings may name it in passing."""
    if query.only_small or not found:
        return False
    if part and any(PAIN in concept.alternatives for concept in query.concepts):
        title, *wordings = frozenset(found[0].title.split()), *found[0].asked
        named = sum(wording.issuperset(part.typed) for wording in wordings)
        return named < ABOUT_PART and not title.issuperset(part.typed)
    return not any(concept.is_in(entry.headline) for entry in found for concept in query.concepts)


def _part_asked_about(query: Query) -> Concept | None:
    """The one part of the body that is asked about beside the back, with no word on what to do.

    Whose knee hurts asks for no movement that is named after the knee.
    """
    parts = []
    for concept in query.concepts:
        if named := [word for word in concept.words if is_body_part(word)]:
            parts += [concept] if BACK.isdisjoint(named) else []
        elif not SAID_OF_PARTS.intersection(concept.alternatives):
            return None
    return parts[0] if len(parts) == 1 else None


def _offered(query: Query, now: datetime) -> str:
    """The text with other words for those that no answer has, where a reader may see them."""
    if not query.unknown or not (meant := offers(query.unknown)):
        return ""
    text = with_corrections(query.text, meant)
    other = read_query(text)
    return text if _are_public(meant, ranked(other, candidates(other, now))) else ""


def _are_public(meant: Mapping[str, str], found: Sequence[ScoredEntry]) -> bool:
    """A word may be known from a text that is not public any more, or not yet."""
    stems = {stem(word) for words in meant.values() for word in words.split()}
    return stems <= {one for entry in found for one in entry.text.split()}


def candidates(query: Query, now: datetime) -> list[ScoredEntry]:
    """Answers that may fit best: few enough to look at each, however many have the words."""
    found: dict[int, str] = {}
    for groups, limit in _steps(query):
        found.update(matching(groups, now, limit))
        if len(found) >= CANDIDATES:
            break
    return [entry_of(pk, stems) for pk, stems in found.items()]


def _steps(query: Query) -> Iterator[tuple[list[Group], int]]:
    """What to look for, the most promising first, and how many of each to take."""
    concepts = sorted(query.concepts, key=lambda concept: -concept.weight)
    anything = [_any(concept.alternatives for concept in concepts)]
    if concepts and sum(concept.answers for concept in concepts) <= CANDIDATES:
        yield anything, CANDIDATES  # all there is, the other steps would find the same
        return
    yield [((whole_question_key(query.text),),)], ON_A_PAGE
    if not concepts:
        return
    yield [concept.in_questions for concept in concepts], CANDIDATES
    if query.only_small:
        yield [_any(concept.in_questions for concept in concepts)], CANDIDATES
        return
    yield [concept.alternatives for concept in concepts], CANDIDATES
    if len(concepts) == 1:
        return
    rarest = concepts[:3]
    for concept in rarest:
        others = _any(other.in_questions for other in concepts if other is not concept)
        yield [concept.in_questions, others], CANDIDATES // 2
        yield [concept.alternatives, others], CANDIDATES // 2
    for concept in rarest:
        yield [concept.alternatives], CANDIDATES // 2
    yield anything, CANDIDATES


def _any(groups: Iterable[Group]) -> Group:
    return tuple(term for group in groups for term in group)


def hits_of(keys: Sequence[int], query: Query, now: datetime) -> list[Hit]:
    """The answers with these keys that are public, in their order."""
    if not keys:
        return []
    found = {row[0]: Hit(query, *row) for row in queries.public_answers(keys, now)}
    return [found[key] for key in keys if key in found]


def _promoted(text: str, query: Query, now: datetime) -> list[Hit]:
    """What editors put first for this search, as typed or as understood."""
    return hits_of(queries.promoted_for({any_order(text), any_order(query.text)}, now), query, now)
