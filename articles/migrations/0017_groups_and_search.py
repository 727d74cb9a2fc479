"""Everybody in the office sees how search is told; publishers tell it."""

from django.db import migrations

from accounts.groups import grant

READ = ["view_synonym", "view_promotedanswer", "view_failedsearch"]
PERMISSIONS = {
    "author": READ,
    "reviewer": READ,
    "publisher": [
        *READ,
        *(f"{act}_{model}" for act in ("add", "change", "delete") for model in ("synonym", "promotedanswer")),
    ],
}


def fill(apps, schema_editor):
    grant(apps, "articles", PERMISSIONS)


def empty(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, codenames in PERMISSIONS.items():
        for group in Group.objects.filter(name=name):
            group.permissions.remove(*group.permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_failed_searches")]
    operations = [migrations.RunPython(fill, empty)]
