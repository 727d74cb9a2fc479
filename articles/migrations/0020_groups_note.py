"""Whoever writes, reviews or publishes may leave a note beside an edition."""

from django.db import migrations

from accounts.groups import grant


PERMISSIONS = {name: ["add_editionnote"] for name in ("author", "reviewer", "publisher")}


def fill(apps, schema_editor):
    grant(apps, "articles", PERMISSIONS)


def empty(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=PERMISSIONS):
        group.permissions.remove(*group.permissions.filter(codename="add_editionnote"))


class Migration(migrations.Migration):
    dependencies = [("articles", "0019_edition_notes")]
    operations = [migrations.RunPython(fill, empty)]
