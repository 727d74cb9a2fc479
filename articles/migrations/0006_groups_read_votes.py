"""The editorial office reads what readers said; publishers may delete a sentence that tells who."""

from django.db import migrations

from accounts.groups import grant


READ = ["view_vote", "view_remark"]
PERMISSIONS = {
    "author": READ,
    "reviewer": READ,
    "publisher": [*READ, "delete_remark"],
}


def fill(apps, schema_editor):
    grant(apps, "articles", PERMISSIONS)


def empty(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, codenames in PERMISSIONS.items():
        for group in Group.objects.filter(name=name):
            group.permissions.remove(*group.permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_votes")]
    operations = [migrations.RunPython(fill, empty)]
