"""Publishers may throw an open draft away; the admin refuses every other edition."""

from django.db import migrations

from accounts.groups import grant


PERMISSIONS = {"publisher": ["delete_edition"]}


def fill(apps, schema_editor):
    grant(apps, "articles", PERMISSIONS)


def empty(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for publisher in Group.objects.filter(name="publisher"):
        publisher.permissions.remove(*publisher.permissions.filter(codename="delete_edition"))


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_groups")]
    operations = [migrations.RunPython(fill, empty)]
