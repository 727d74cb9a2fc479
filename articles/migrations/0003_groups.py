"""Author, reviewer, publisher: who may do what with articles."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

CONTENT = ("article", "edition", "question", "answer", "source", "figure")
RECORDS = ("topic", "warningsign", "caution", "synonym", "promotedanswer")
READ = [f"view_{model}" for model in (*CONTENT, *RECORDS, "vote", "remark", "failedsearch")]
WRITE = [f"{act}_{model}" for act in ("add", "change") for model in CONTENT]
KEEP = [f"{act}_{model}" for act in ("add", "change", "delete") for model in RECORDS]
TALK = ["share_edition", "add_editionnote"]
PERMISSIONS = {
    "author": [*READ, *TALK, *WRITE, "delete_answer"],
    "reviewer": [*READ, *TALK, "review_edition"],
    "publisher": [
        *READ, *TALK, *WRITE, *KEEP,
        "delete_answer", "delete_edition", "delete_figure", "delete_remark", "publish_edition",
    ],
}


def fill(apps, schema_editor):
    """Permissions are usually made after all migrations; here they are needed during one."""
    create_permissions(installed.get_app_config("articles"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="articles")
    for name, codenames in PERMISSIONS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


def empty(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=PERMISSIONS):
        group.permissions.remove(*group.permissions.filter(content_type__app_label="articles"))
        if not group.permissions.exists():
            group.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_search_index"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(fill, empty)]
