"""The database's own full-text index over the search entries."""

from articles.search import postgresql, sqlite
from django.db import migrations

BY_VENDOR = {"sqlite": sqlite, "postgresql": postgresql}


def create(apps, schema_editor):
    for statement in BY_VENDOR[schema_editor.connection.vendor].CREATE:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    for statement in BY_VENDOR[schema_editor.connection.vendor].DROP:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
