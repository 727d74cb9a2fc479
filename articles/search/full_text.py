"""What the database's own full-text index is asked: over stems made by us, the same for both kinds.

SQLite has FTS5, PostgreSQL a generated tsvector with a GIN index. Neither ranks: bm25() reads every
row that has a word, however common, before the first is returned. The order is made in `ranking`
from a bounded number of rows.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from articles.page_cache.replica import content_connection
from articles.search.queries import rows_of
from articles.search.query import Group


class _Syntax(NamedTuple):
    """How one kind of database is asked."""

    answers: str  # where the answers stand that have the words
    quote: str  # round each token, which has none in it: nothing typed is an operator
    and_: str
    or_: str
    begins: str  # the operator of “begins like”, and what stands for any rest
    any_rest: str


_SYNTAX = {
    "sqlite": _Syntax(
        "articles_search JOIN articles_searchentry entry ON entry.answer_id = articles_search.rowid"
        " WHERE articles_search MATCH %s",
        *('"', " AND ", " OR ", "GLOB", "*"),
    ),
    "postgresql": _Syntax(
        "articles_searchentry entry WHERE entry.vector @@ %s::tsquery",
        *("'", " & ", " | ", "LIKE", "%"),
    ),
}


def matching(groups: Sequence[Group], now: datetime, limit: int) -> list[tuple[int, str]]:
    """(answer id, stems) of up to `limit` answers with one token of each of the `groups`."""
    found, parameters = _found(groups, now)
    return rows_of(
        f"SELECT entry.answer_id, entry.stems FROM {found} LIMIT %s",  # noqa: S608 (only text of ours)
        [*parameters, limit],
    )


def questions_with(group: Group, now: datetime) -> list[tuple[int, str, str]]:
    """(answer id, wording, other wordings) of every answer with one of the `group`."""
    found, parameters = _found([group], now)
    return rows_of(
        f"""
        SELECT answer.id, answer.wording, question.also_asked_as
        FROM articles_answer answer
        JOIN articles_question question ON question.id = answer.question_id
        WHERE answer.id IN (SELECT entry.answer_id FROM {found})
        """,  # noqa: S608 (only text of ours)
        parameters,
    )


def _found(groups: Sequence[Group], now: datetime) -> tuple[str, list[Any]]:
    """The entries with one of each of the `groups`: what stands after FROM, and its parameters."""
    connection = content_connection()
    syntax = _SYNTAX[connection.vendor]
    moment = connection.ops.adapt_datetimefield_value(now)
    shown = "entry.shown_from <= %s AND (entry.shown_until IS NULL OR entry.shown_until > %s)"
    asked = syntax.and_.join(_either(group, syntax) for group in groups)
    return f"{syntax.answers} AND {shown}", [asked, moment, moment]


def words_beginning(beginning: str, limit: int) -> list[tuple[str, int]]:
    """(stem, answers) of the words that begin like this, the most frequent first."""
    syntax = _SYNTAX[content_connection().vendor]
    return rows_of(
        f"""
        SELECT stem, sum(entries) AS answers FROM articles_searchword
        WHERE word {syntax.begins} %s AND entries > 0
        GROUP BY stem ORDER BY answers DESC, stem LIMIT %s
        """,  # noqa: S608 (only text of ours)
        [f"{beginning}{syntax.any_rest}", limit],
    )


def _either(group: Group, syntax: _Syntax) -> str:
    quote, both = syntax.quote, syntax.and_
    alternatives = [both.join([f"{quote}{each}{quote}" for each in tokens]) for tokens in group]
    return f"(({f'){syntax.or_}('.join(alternatives)}))"
