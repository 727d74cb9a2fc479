"""Full-text search in PostgreSQL: a weighted, generated tsvector, ranked by cover density."""

from django.db import connection
from django.db.models import QuerySet

CREATE = (
    """
    ALTER TABLE articles_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', wording), 'A') ||
        setweight(to_tsvector('english', also), 'A') ||
        setweight(to_tsvector('english', short), 'B') ||
        setweight(to_tsvector('english', title), 'C') ||
        setweight(to_tsvector('english', body), 'D')
    ) STORED
    """,
    "CREATE INDEX articles_search_vector ON articles_searchentry USING gin (vector)",
)
DROP = (
    "DROP INDEX articles_search_vector",
    "ALTER TABLE articles_searchentry DROP COLUMN vector",
)
WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"  # body, title, short answer, question
HEADLINE = "StartSel=\x02, StopSel=\x03, MaxWords=28, MinWords=14"


def candidates(words: list[str], public: QuerySet, limit: int) -> list[tuple[int, str]]:
    """(answer id, marked snippet) of the best `limit` answers of the `public` editions.

    Answers that have all the words come before those that have only some.
    """
    editions, parameters = public.query.sql_with_params()
    # plainto_tsquery takes any text: each word becomes a lexeme, nothing typed is an operator.
    every = "(" + " && ".join(["plainto_tsquery('english', %s)"] * len(words)) + ")"
    some = "(" + " || ".join(["plainto_tsquery('english', %s)"] * len(words)) + ")"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH query AS (SELECT {every} AS every, {some} AS some)
            SELECT entry.answer_id,
                   ts_headline('english', entry.short || ' ' || entry.body, query.some, %s)
            FROM articles_searchentry entry
            JOIN articles_answer ON articles_answer.id = entry.answer_id
            CROSS JOIN query
            WHERE entry.vector @@ query.some AND articles_answer.edition_id IN ({editions})
            ORDER BY entry.vector @@ query.every DESC,
                     ts_rank(%s::real[], entry.vector, query.some, 1) DESC, entry.answer_id
            LIMIT %s
            """,  # noqa: S608 (only names of ours and a subquery of the ORM's are put in)
            [*words, *words, HEADLINE, *parameters, WEIGHTS, limit],
        )
        return cursor.fetchall()
