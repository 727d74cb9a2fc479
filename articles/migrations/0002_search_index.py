"""The database's own index over the search entries: which answers have which stems."""

from django.db import migrations

CREATE = {
    "sqlite": (
        # Which answers have a stem is all that is asked of the index: neither where nor how often.
        """
        CREATE VIRTUAL TABLE articles_search USING fts5(
            stems, marks, content='articles_searchentry', content_rowid='answer_id',
            detail='none', columnsize=0, tokenize="ascii tokenchars '_'"
        )
        """,
        """
        CREATE TRIGGER articles_search_insert AFTER INSERT ON articles_searchentry BEGIN
            INSERT INTO articles_search(rowid, stems, marks)
            VALUES (new.answer_id, new.stems, new.marks);
        END
        """,
        """
        CREATE TRIGGER articles_search_delete AFTER DELETE ON articles_searchentry BEGIN
            INSERT INTO articles_search(articles_search, rowid, stems, marks)
            VALUES ('delete', old.answer_id, old.stems, old.marks);
        END
        """,
        """
        CREATE TRIGGER articles_search_update AFTER UPDATE ON articles_searchentry BEGIN
            INSERT INTO articles_search(articles_search, rowid, stems, marks)
            VALUES ('delete', old.answer_id, old.stems, old.marks);
            INSERT INTO articles_search(rowid, stems, marks)
            VALUES (new.answer_id, new.stems, new.marks);
        END
        """,
    ),
    "postgresql": (
        """
        ALTER TABLE articles_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
            array_to_tsvector(array_remove(
                string_to_array(translate(stems || ' ' || marks, E'\\n', ' '), ' '), ''
            ))
        ) STORED
        """,
        "CREATE INDEX articles_search_vector ON articles_searchentry USING gin (vector)",
    ),
}
DROP = {
    "sqlite": (
        "DROP TRIGGER articles_search_update",
        "DROP TRIGGER articles_search_delete",
        "DROP TRIGGER articles_search_insert",
        "DROP TABLE articles_search",
    ),
    "postgresql": (
        "DROP INDEX articles_search_vector",
        "ALTER TABLE articles_searchentry DROP COLUMN vector",
    ),
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
