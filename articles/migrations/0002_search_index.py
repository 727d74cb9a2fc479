"""The database's own full-text index over the search entries, as it was first."""

from django.db import migrations

COLUMNS = "title, wording, also, short, body"
ADD = f"""
    INSERT INTO articles_search(rowid, {COLUMNS})
    VALUES (new.answer_id, new.title, new.wording, new.also, new.short, new.body);
"""
REMOVE = f"""
    INSERT INTO articles_search(articles_search, rowid, {COLUMNS})
    VALUES ('delete', old.answer_id, old.title, old.wording, old.also, old.short, old.body);
"""
CREATE = {
    "sqlite": (
        f"""
        CREATE VIRTUAL TABLE articles_search USING fts5(
            {COLUMNS}, content='articles_searchentry', content_rowid='answer_id',
            tokenize="porter unicode61 remove_diacritics 2"
        )
        """,
        f"CREATE TRIGGER articles_search_insert AFTER INSERT ON articles_searchentry BEGIN {ADD} END",
        f"CREATE TRIGGER articles_search_delete AFTER DELETE ON articles_searchentry BEGIN {REMOVE} END",
        f"CREATE TRIGGER articles_search_update AFTER UPDATE ON articles_searchentry BEGIN {REMOVE} {ADD} END",
    ),
    "postgresql": (
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
