"""Full-text search in PostgreSQL: a generated tsvector of stems made by us, with a GIN index."""

from collections.abc import Sequence
from datetime import datetime

from articles.page_cache.replica import content_connection
from articles.search.query import Group


def matching(groups: Sequence[Group], now: datetime, limit: int) -> list[tuple[int, str]]:
    """(answer id, stems) of up to `limit` answers with one token of each of the `groups`."""
    with content_connection().cursor() as cursor:
        cursor.execute(
            """
            SELECT answer_id, stems FROM articles_searchentry
            WHERE vector @@ %s::tsquery AND shown_from <= %s
              AND (shown_until IS NULL OR shown_until > %s)
            LIMIT %s
            """,
            [" & ".join(map(_either, groups)), now, now, limit],
        )
        return cursor.fetchall()


def words_beginning(beginning: str, limit: int) -> list[tuple[str, int]]:
    """(stem, answers) of the words that begin like this, the most frequent first."""
    with content_connection().cursor() as cursor:
        cursor.execute(
            """
            SELECT stem, sum(entries) AS answers FROM articles_searchword
            WHERE word LIKE %s AND entries > 0
            GROUP BY stem ORDER BY answers DESC, stem LIMIT %s
            """,
            [f"{beginning}%", limit],
        )
        return cursor.fetchall()


def _either(group: Group) -> str:
    # Each token is a quoted lexeme without quotes in it: nothing typed is an operator.
    alternatives = (" & ".join(f"'{token}'" for token in tokens) for tokens in group)
    return "(" + " | ".join(f"({both})" for both in alternatives) + ")"
