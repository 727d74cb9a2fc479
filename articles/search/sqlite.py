"""Full-text search in SQLite: FTS5 over stems made by us, taken in the order of the rows.

bm25() is not used: it reads every row that has a word, however common, before the first is
returned. The order is made in `ranking` from a bounded number of rows.
"""

from collections.abc import Sequence
from datetime import datetime

from accounts.prepared_queries import fetch_rows
from articles.page_cache.replica import content_connection
from articles.search.query import Group


def matching(groups: Sequence[Group], now: datetime, limit: int) -> list[tuple[int, str]]:
    """(answer id, stems) of up to `limit` answers with one token of each of the `groups`."""
    connection = content_connection()
    moment = connection.ops.adapt_datetimefield_value(now)
    return fetch_rows(
        connection,
        """
        SELECT entry.answer_id, entry.stems
        FROM articles_search JOIN articles_searchentry entry
          ON entry.answer_id = articles_search.rowid
        WHERE articles_search MATCH %s AND entry.shown_from <= %s
          AND (entry.shown_until IS NULL OR entry.shown_until > %s)
        LIMIT %s
        """,
        [" AND ".join(map(_either, groups)), moment, moment, limit],
    )


def words_beginning(beginning: str, limit: int) -> list[tuple[str, int]]:
    """(stem, answers) of the words that begin like this, the most frequent first."""
    return fetch_rows(
        content_connection(),
        """
        SELECT stem, sum(entries) AS answers FROM articles_searchword
        WHERE word GLOB %s AND entries > 0
        GROUP BY stem ORDER BY answers DESC, stem LIMIT %s
        """,
        [f"{beginning}*", limit],
    )


def _either(group: Group) -> str:
    # Each token is a quoted FTS5 string without quotes in it: nothing typed is an operator.
    alternatives = (" AND ".join(f'"{token}"' for token in tokens) for tokens in group)
    return "(" + " OR ".join(f"({both})" for both in alternatives) + ")"
