"""Queries to the database's own full-text index, over stems that we make, on either database.

SQLite has FTS5, PostgreSQL a generated tsvector with a GIN index. Neither is asked to rank: bm25()
reads every row that has a word, however common, before it returns the first. `ranking` orders a
limited number of rows instead.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from articles.page_cache.replica import content_connection
from articles.search.queries import rows_of
from articles.search.query import Group, Tokens


class _Syntax(NamedTuple):
    """The SQL and the full-text syntax of one kind of database."""

    answers: str  # FROM and WHERE: the answers that match an expression
    keys_of_any: str  # SELECT: the keys of answers that match one of a JSON list of expressions
    quote: str  # stands around each token, none of which contains it: no token is an operator
    and_: str
    or_: str
    begins: str  # the operator for “begins with”
    any_rest: str  # its wildcard


_SYNTAX = {
    "sqlite": _Syntax(
        "articles_search JOIN articles_searchentry entry ON entry.answer_id = articles_search.rowid"
        " WHERE articles_search MATCH %s",
        "SELECT articles_search.rowid FROM json_each(%s) asked CROSS JOIN articles_search"
        " WHERE articles_search MATCH asked.value",
        *('"', " AND ", " OR ", "GLOB", "*"),
    ),
    "postgresql": _Syntax(
        "articles_searchentry entry WHERE entry.vector @@ %s::tsquery",
        "SELECT entry.answer_id FROM jsonb_array_elements_text(%s::jsonb) asked"
        " JOIN articles_searchentry entry ON entry.vector @@ asked::tsquery",
        *("'", " & ", " | ", "LIKE", "%"),
    ),
}


def matching(
    groups: Sequence[Group], now: datetime, limit: int, *, also_scheduled: bool = False
) -> list[tuple[int, str]]:
    """(answer id, stems) of up to `limit` answers that have, for each of `groups`, all tokens of
    one alternative.

    They may be public at `now`; with `also_scheduled`, those scheduled for later count as well.
    """
    connection = content_connection()
    syntax = _SYNTAX[connection.vendor]
    moment = connection.ops.adapt_datetimefield_value(now)
    shown = ["(entry.shown_until IS NULL OR entry.shown_until > %s)"]
    if not also_scheduled:
        shown.append("entry.shown_from <= %s")
    return rows_of(
        f"""
        SELECT entry.answer_id, entry.stems FROM {syntax.answers} AND {" AND ".join(shown)}
        LIMIT %s
        """,  # noqa: S608 (only text of ours)
        [
            syntax.and_.join(_either(group, syntax) for group in groups),
            *[moment] * len(shown),
            limit,
        ],
    )


def questions_with(group: Group) -> list[tuple[int, str, str]]:
    """(answer id, wording, other wordings) of each indexed answer with one alternative of `group`.

    The other wordings are one text with a line each. Each alternative is looked up by itself,
    because PostgreSQL would compare a long list of them with every row that has any of the words.
    """
    syntax = _SYNTAX[content_connection().vendor]
    return rows_of(
        f"""
        SELECT answer.id, answer.wording, question.also_asked_as
        FROM articles_answer answer
        JOIN articles_question question ON question.id = answer.question_id
        WHERE answer.id IN ({syntax.keys_of_any})
        """,  # noqa: S608 (only text of ours)
        [json.dumps([_all(tokens, syntax) for tokens in group])],
    )


def words_beginning(beginning: str, limit: int) -> list[tuple[str, int]]:
    """(stem, number of answers) of the words that begin with `beginning`, most frequent first."""
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
    alternatives = [_all(tokens, syntax) for tokens in group]
    return f"(({f'){syntax.or_}('.join(alternatives)}))"


def _all(tokens: Tokens, syntax: _Syntax) -> str:
    return syntax.and_.join([f"{syntax.quote}{each}{syntax.quote}" for each in tokens])
