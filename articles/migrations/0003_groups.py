"""Author, reviewer, publisher: who may do what with articles."""

from accounts.groups import grant, revoke
from django.db import migrations

READ = [
    f"view_{model}"
    for model in ("topic", "article", "edition", "question", "answer", "source", "warningsign", "caution")
]
WRITE = [
    *(f"{act}_{model}" for act in ("add", "change") for model in ("article", "edition", "question", "answer", "source")),
    "delete_answer",
]
KEEP = [
    f"{act}_{model}"
    for act in ("add", "change", "delete")
    for model in ("topic", "warningsign", "caution")
]
PERMISSIONS = {
    "author": [*READ, *WRITE],
    "reviewer": [*READ, "review_edition"],
    "publisher": [*READ, *WRITE, *KEEP, "publish_edition"],
}


def fill(apps, schema_editor):
    grant(apps, "articles", PERMISSIONS)


def empty(apps, schema_editor):
    revoke(apps, "articles")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_search_index"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(fill, empty)]
