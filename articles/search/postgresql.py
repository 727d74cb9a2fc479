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
    return _ranked(words, public, limit) or _of_stop_words(words, public, limit)


def _ranked(words: list[str], public: QuerySet, limit: int) -> list[tuple[int, str]]:
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


def _of_stop_words(words: list[str], public: QuerySet, limit: int) -> list[tuple[int, str]]:
    """Questions such as “What should I do now?”: PostgreSQL keeps none of their words.

    They are looked for word by word in the questions alone, without the index; where any word
    was kept, the first condition is false for all rows at once.
    """
    editions, parameters = public.query.sql_with_params()
    text = " ".join(words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT entry.answer_id, ''
            FROM articles_searchentry entry
            JOIN articles_answer ON articles_answer.id = entry.answer_id
            WHERE numnode(plainto_tsquery('english', %s)) = 0
              AND to_tsvector('simple', entry.wording || ' ' || entry.also)
                  @@ plainto_tsquery('simple', %s)
              AND articles_answer.edition_id IN ({editions})
            ORDER BY length(entry.wording), entry.answer_id
            LIMIT %s
            """,  # noqa: S608 (only a subquery of the ORM's is put in)
            [text, text, *parameters, limit],
        )
        return cursor.fetchall()
