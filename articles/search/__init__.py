"""Search in the published answers: any text in, ranked answers out, on SQLite and PostgreSQL.

`find()` gives a page of results, `search()` a plain list. The database only finds the answers that
have certain stems (`full_text`). The text is read in `query`, misspelt words are corrected in
`corrections`, and answers are ranked in `ranking`, in the same way for both databases.
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
MAX_RESULTS = 20  # with more, the search is so general that only its first page is shown
CANDIDATES = 60  # about how many answers are scored
PAIN, WALK = ("pain",), ("walk",)
SAID_OF_PARTS = frozenset({PAIN, WALK})
ABOUT_PART = 2  # wordings that name a part of the body, from which on an answer is about it
BACK = frozenset({"back", "lumbar", "spine"})


@dataclass(frozen=True)
class SearchResults:
    """A page of results. `count`: all results on all pages; `page`: counted from 1.

    The first page has ten results besides the promoted ones, so `pages` does not follow from
    `count`.
    """

    text: str  # the text that was searched for, perhaps corrected
    is_corrected: bool
    offered: str  # another text that may have been meant, to choose; empty for most searches
    unanswered: Sequence[str]  # typed words that no answer is about, if others have answers
    is_in_passing: bool  # no answer is about the text: answers only mention its words
    promoted: Sequence[Hit]
    hits: Sequence[Hit]
    count: int
    page: int
    pages: int
    is_general: bool  # over MAX_RESULTS answers fit: only the best of them are in `hits`

    @property
    def is_nothing(self) -> bool:
        return not (self.hits or self.promoted)

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def search(text: str, now: datetime, limit: int = 20) -> list[Hit]:
    """At most `limit` answers that are public at `now` and fit `text`, best first.

    `text` may be anything; misspelt words are corrected.
    """
    query, best = _best(text, now, kept=0.0)
    return hits_of([entry.pk for entry in best[:limit]], query, now)


def editions_like(text: str, now: datetime, limit: int) -> list[int]:
    """The keys of the public editions that have the answers of `search`, best first."""
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
    """A page of the answers that fit `text`, with those that editors promoted for it.

    `page`: from 1; at most the last. `as_typed`: correct no words. `is_emergency`: no movements."""
    query, best = _best(text, now, as_typed=as_typed)
    promoted = _promoted(text, query, now)
    part = _part_asked_about(query)
    if is_emergency:
        keys = [*(entry.pk for entry in best), *(hit.answer_id for hit in promoted)]
        left_out = queries.answers_on_movements(keys)
        best = [entry for entry in best if entry.pk not in left_out]
        promoted = [hit for hit in promoted if hit.answer_id not in left_out]
    elif part:
        movements = queries.answers_on_movements([entry.pk for entry in best])
        best.sort(key=lambda entry: entry.pk in movements)
    shown = {hit.answer_id for hit in promoted}
    keys = [entry.pk for entry in best if entry.pk not in shown]
    is_general = len(keys) > MAX_RESULTS
    keys = keys[:ON_A_PAGE] if is_general else keys
    page = min(page, pages := max(1, -(-len(keys) // ON_A_PAGE)))
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
        pages=pages,
        is_general=is_general,
    )


def _best(
    text: str, now: datetime, *, as_typed: bool = False, kept: float = KEPT
) -> tuple[Query, list[ScoredEntry]]:
    """The query, corrected if need be, and the answers that fit it, best first.

    `kept`: as for `ranked`.
    """
    query = read_query(text)
    if query.unknown and not as_typed and (meant := corrections(query.unknown)):
        corrected = read_query(with_corrections(text, meant))
        best = ranked(corrected, candidates(corrected, now), kept=kept)
        if _are_public(meant, best):
            return corrected, best
    return query, ranked(query, candidates(query, now), kept=kept)


def _unanswered(query: Query, found: Sequence[ScoredEntry]) -> list[str]:
    """The words of the query that no answer is about, and that the first answers do not mention.

    Empty if that is true of all words: then there is nothing to contrast them with.
    """
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
    """Whether no answer is about what was asked.

    If the text says that `part` of the body hurts: the first answer is not about that part, which
    neither its title nor `ABOUT_PART` wordings name. Otherwise: all answers have the words of the
    text in their bodies only.
    """
    if query.only_small or not found:
        return False
    if part and any(PAIN in concept.alternatives for concept in query.concepts):
        title, *wordings = frozenset(found[0].title.split()), *found[0].asked
        named = sum(wording.issuperset(part.typed) for wording in wordings)
        return named < ABOUT_PART and not title.issuperset(part.typed)
    return not any(concept.is_in(entry.headline) for entry in found for concept in query.concepts)


def _part_asked_about(query: Query) -> Concept | None:
    """The one part of the body besides the back that the query names, if it names nothing else.

    Pain and walking do not count as something else. Somebody whose knee hurts does not ask for a
    movement that is named after the knee: so `find` puts movements last for such a query.
    """
    parts = []
    for concept in query.concepts:
        if named := [word for word in concept.words if is_body_part(word)]:
            parts += [concept] if BACK.isdisjoint(named) else []
        elif not SAID_OF_PARTS.intersection(concept.alternatives):
            return None
    return parts[0] if len(parts) == 1 else None


def _offered(query: Query, now: datetime) -> str:
    """The text with similar words in place of unknown ones, if public answers have these; or ""."""
    if not query.unknown or not (meant := offers(query.unknown)):
        return ""
    text = with_corrections(query.text, meant)
    other = read_query(text)
    return text if _are_public(meant, ranked(other, candidates(other, now))) else ""


def _are_public(meant: Mapping[str, str], found: Sequence[ScoredEntry]) -> bool:
    """Whether the answers `found` have all the words that were `meant`.

    The index may know a word from a text that is not public any more, or not yet.
    """
    stems = {stem(word) for words in meant.values() for word in words.split()}
    return stems <= {one for entry in found for one in entry.text.split()}


def candidates(query: Query, now: datetime) -> list[ScoredEntry]:
    """Answers that may fit best, few enough to score each, however many have the words."""
    found: dict[int, str] = {}
    for groups, limit in _steps(query):
        found.update(matching(groups, now, limit))
        if len(found) >= CANDIDATES:
            break
    return [entry_of(pk, stems) for pk, stems in found.items()]


def _steps(query: Query) -> Iterator[tuple[list[Group], int]]:
    """(groups to look for, largest number of answers) for each step, the most promising first."""
    concepts = sorted(query.concepts, key=lambda concept: -concept.weight)
    anything = [_any(concept.alternatives for concept in concepts)]
    if concepts and sum(concept.answers for concept in concepts) <= CANDIDATES:
        yield anything, CANDIDATES  # this finds everything that the other steps would find
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
    """The answers with these keys that are public at `now`, in the order of `keys`."""
    if not keys:
        return []
    found = {row[0]: Hit(query, *row) for row in queries.public_answers(keys, now)}
    return [found[key] for key in keys if key in found]


def _promoted(text: str, query: Query, now: datetime) -> list[Hit]:
    """The answers that editors promoted for this text, as typed or as corrected."""
    return hits_of(queries.promoted_for({any_order(text), any_order(query.text)}, now), query, now)
