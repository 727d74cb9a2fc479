"""The queries of a search, as SQL.

A search makes few queries. Composing one with the ORM would take several times as long as the
answer, so the SQL is written here. Synonyms and promoted answers are read once for each version of
the content. What is public is decided by `Edition.objects.public` alone, as everywhere: its SQL is
made once, and each search fills in its own moment.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from accounts.prepared_queries import fetch_rows
from articles.models import Answer, Edition
from articles.page_cache.replica import content_connection
from articles.page_cache.versions import cached_per_version

# A placeholder for the moment of a search while the SQL is composed.
SOME_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)


def rows_of(sql: str, parameters: Sequence[Any]) -> list[tuple]:
    return fetch_rows(content_connection(), sql, parameters)


def _places(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _adapted(moment: datetime) -> Any:
    return content_connection().ops.adapt_datetimefield_value(moment)


def entries_with(stems: Collection[str]) -> list[tuple[str, int]]:
    """(stem, number of answers) of each word with one of `stems`, so a stem may come several times.

    The stem "" is always included, with the number of all answers.
    """
    return rows_of(
        f"SELECT stem, entries FROM articles_searchword WHERE stem IN ({_places(stems)}, '')",  # noqa: S608 (only places)
        list(stems),
    )


def synonyms_of(keys: Collection[str]) -> list[tuple[str, str]]:
    """(key, term with the same meaning) for each of `keys` that is a term of a synonym.

    A key is also returned with itself.
    """
    same = _synonyms()
    return [(key, other) for key in keys for other in same.get(key, ())]


@cached_per_version
def _synonyms() -> dict[str, list[str]]:
    """Each term with those that mean the same, itself included. Few: editors write them by hand."""
    same: defaultdict[str, list[str]] = defaultdict(list)
    for key, other in rows_of(
        """
        SELECT term.key, other.key
        FROM articles_synonymterm term
        JOIN articles_synonymterm other ON other.synonym_id = term.synonym_id
        ORDER BY term.synonym_id, other.id
        """,
        [],
    ):
        same[key].append(other)
    return dict(same)


@cached_per_version
def _promoted_keys() -> frozenset[str]:
    return frozenset(key for (key,) in rows_of("SELECT key FROM articles_promotedterm", []))


def promoted_for(keys: Collection[str], now: datetime) -> list[int]:
    """The ids of the indexed answers that editors promoted for these searches.

    `keys`: those of the searches, as `any_order` returns them.
    """
    if _promoted_keys().isdisjoint(keys):
        return []
    rows = rows_of(
        f"""
        SELECT DISTINCT answer.id
        FROM articles_promotedterm term
        JOIN articles_promotedanswer promoted ON promoted.id = term.promoted_id
        JOIN articles_answer answer ON answer.question_id = promoted.question_id
        JOIN articles_searchentry entry ON entry.answer_id = answer.id
        WHERE term.key IN ({_places(keys)}) AND entry.shown_from <= %s
        ORDER BY answer.id
        """,  # noqa: S608 (only places)
        [*keys, _adapted(now)],
    )
    return [key for (key,) in rows]


def public_answers(keys: Collection[int], now: datetime) -> list[tuple]:
    """What a `Hit` shows, for those answers with these keys that are public at `now`; unordered.

    The columns are the fields of `Hit` after `query`.
    """
    public, parameters = _public_at(now)
    return rows_of(
        f"""
        SELECT answer.id, answer.edition_id, article.slug, question.anchor, edition.title,
               answer.wording, answer.short_answer, entry.body, entry.stems
        FROM articles_searchentry entry
        JOIN articles_answer answer ON answer.id = entry.answer_id
        JOIN articles_edition edition ON edition.id = answer.edition_id
        JOIN articles_question question ON question.id = answer.question_id
        JOIN articles_article article ON article.id = question.article_id
        WHERE entry.answer_id IN ({_places(keys)})
          AND EXISTS (SELECT 1 FROM ({public}) public WHERE public.pk = edition.id)
        """,  # noqa: S608 (only places and the SQL of a query set)
        [*keys, *parameters],
    )


def public_editions_of(keys: Collection[int], now: datetime) -> list[tuple[int, int]]:
    """(answer id, edition id) of the answers with these keys that are public at `now`."""
    public, parameters = _public_at(now)
    return rows_of(
        f"""
        SELECT answer.id, answer.edition_id FROM articles_answer answer
        WHERE answer.id IN ({_places(keys)})
          AND EXISTS (SELECT 1 FROM ({public}) public WHERE public.pk = answer.edition_id)
        """,  # noqa: S608 (only places and the SQL of a query set)
        [*keys, *parameters],
    )


def answers_on_movements(keys: Collection[int]) -> frozenset[int]:
    """The keys of those of these answers that are movements or belong to an article on movements.

    An edition of such an article has movements for at least half of its answers.
    """
    if not keys:
        return frozenset()
    rows = rows_of(
        f"""
        SELECT answer.id FROM articles_answer answer
        WHERE answer.id IN ({_places(keys)})
          AND (answer.kind = %s
               OR (SELECT 2 * COUNT(*) FILTER (WHERE other.kind = %s) >= COUNT(*)
                   FROM articles_answer other WHERE other.edition_id = answer.edition_id))
        """,  # noqa: S608 (only places)
        [*keys, Answer.Kind.MOVEMENT.value, Answer.Kind.MOVEMENT.value],
    )
    return frozenset(key for (key,) in rows)


def sources_of(editions: Collection[int]) -> list[tuple[int, int]]:
    """(edition id, source id) of each source that an answer of these editions cites."""
    return rows_of(
        f"""
        SELECT DISTINCT answer.edition_id, cited.source_id
        FROM articles_answer answer
        JOIN articles_answer_sources cited ON cited.answer_id = answer.id
        WHERE answer.edition_id IN ({_places(editions)})
        """,  # noqa: S608 (only places)
        list(editions),
    )


def _public_at(now: datetime) -> tuple[str, list[Any]]:
    """SQL for the keys of the editions that are public at `now`, and its parameters."""
    sql, parameters = _public(content_connection().vendor)
    moment = _adapted(now)
    return sql, [moment if value is None else value for value in parameters]


@cache
def _public(vendor: str) -> tuple[str, tuple[str | None, ...]]:
    """SQL for the keys of the public editions, and its parameters with None for the moment."""
    editions = Edition.objects.public(SOME_MOMENT).order_by().values("pk")
    sql, parameters = editions.query.sql_with_params()
    moment = _adapted(SOME_MOMENT)
    return sql, tuple(None if value == moment else str(value) for value in parameters)
