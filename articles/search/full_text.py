"""What the database's own full-text index is asked: over stems made by us, the same for both kinds.

SQLite has FTS5, PostgreSQL a generated tsvector with a GIN index. Neither ranks: bm25() reads every
row that has a word, however common, before the first is returned. The order is made in `ranking`
from a bounded number of rows.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

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
    connection = content_connection()
    syntax = _SYNTAX[connection.vendor]
    moment = connection.ops.adapt_datetimefield_value(now)
    return rows_of(
        f"""
        SELECT entry.answer_id, entry.stems FROM {syntax.answers} AND entry.shown_from <= %s
          AND (entry.shown_until IS NULL OR entry.shown_until > %s)
        LIMIT %s
        """,  # noqa: S608 (only text of ours)
        [syntax.and_.join(_either(group, syntax) for group in groups), moment, moment, limit],
    )


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
