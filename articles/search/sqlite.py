"""Full-text search in SQLite: FTS5 with the Porter stemmer, ranked by bm25."""

from django.db import connection
from django.db.models import QuerySet

TABLE = "articles_search"
# Title, question, other wordings, short answer, body: a word in the question tells most.
WEIGHTS = "2.0, 10.0, 10.0, 4.0, 1.0"

COLUMNS = "title, wording, also, short, body"
_ADD = f"""
    INSERT INTO {TABLE}(rowid, {COLUMNS})
    VALUES (new.answer_id, new.title, new.wording, new.also, new.short, new.body);
"""  # noqa: S608 (only names of ours)
_REMOVE = f"""
    INSERT INTO {TABLE}({TABLE}, rowid, {COLUMNS})
    VALUES ('delete', old.answer_id, old.title, old.wording, old.also, old.short, old.body);
"""  # noqa: S608 (only names of ours)
CREATE = (
    f"""
    CREATE VIRTUAL TABLE {TABLE} USING fts5(
        {COLUMNS}, content='articles_searchentry', content_rowid='answer_id',
        tokenize="porter unicode61 remove_diacritics 2"
    )
    """,
    f"""
    CREATE TRIGGER {TABLE}_insert AFTER INSERT ON articles_searchentry
    BEGIN {_ADD} END
    """,
    f"""
    CREATE TRIGGER {TABLE}_delete AFTER DELETE ON articles_searchentry
    BEGIN {_REMOVE} END
    """,
    f"""
    CREATE TRIGGER {TABLE}_update AFTER UPDATE ON articles_searchentry
    BEGIN {_REMOVE} {_ADD} END
    """,
)
DROP = (
    f"DROP TRIGGER {TABLE}_update",
    f"DROP TRIGGER {TABLE}_delete",
    f"DROP TRIGGER {TABLE}_insert",
    f"DROP TABLE {TABLE}",
)


def candidates(words: list[str], public: QuerySet, limit: int) -> list[tuple[int, str]]:
    """(answer id, marked snippet) of the best `limit` answers of the `public` editions.

    Answers that have all the words come before those that have only some.
    """
    # Each word is a quoted FTS5 string without quotes in it: nothing typed is an operator.
    quoted = [f'"{word}"' for word in words]
    editions, parameters = public.query.sql_with_params()
    found: dict[int, str] = {}
    for operator in (" AND ", " OR ") if len(quoted) > 1 else (" AND ",):
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT {TABLE}.rowid, snippet({TABLE}, -1, char(2), char(3), '…', 28)
                FROM {TABLE} JOIN articles_answer ON articles_answer.id = {TABLE}.rowid
                WHERE {TABLE} MATCH %s AND articles_answer.edition_id IN ({editions})
                ORDER BY bm25({TABLE}, {WEIGHTS}), {TABLE}.rowid LIMIT %s
                """,  # noqa: S608 (only names of ours and a subquery of the ORM's are put in)
                [operator.join(quoted), *parameters, limit],
            )
            for pk, snippet in cursor.fetchall():
                found.setdefault(pk, snippet)
        if len(found) >= limit:
            break
    return list(found.items())[:limit]
