"""Search entries hold stems made by the site, and the words of the texts are counted."""

import django.db.models.deletion
from django.db import migrations, models

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


def create_first(apps, schema_editor):
    from importlib import import_module

    import_module("articles.migrations.0002_search_index").create(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_link_checks")]
    operations = [
        migrations.RunPython(drop, create_first),
        migrations.DeleteModel("SearchEntry"),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="articles.answer",
                    ),
                ),
                ("shown_from", models.DateTimeField()),
                ("shown_until", models.DateTimeField(null=True)),
                ("stems", models.TextField()),
                ("marks", models.TextField()),
                ("words", models.TextField()),
                ("body", models.TextField()),
            ],
            options={"verbose_name_plural": "search entries"},
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("stem", models.CharField(db_index=True, max_length=40)),
                ("entries", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="SearchSpelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(db_index=True, max_length=40)),
                (
                    "word",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spellings",
                        to="articles.searchword",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("word", "key"), name="articles_spelling_once")
                ]
            },
        ),
        migrations.RunPython(create, drop),
    ]
