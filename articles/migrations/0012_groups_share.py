"""Whoever writes, reviews or publishes may share a draft with somebody outside."""

from django.db import migrations

from accounts.groups import grant


PERMISSIONS = {name: ["share_edition"] for name in ("author", "reviewer", "publisher")}


def fill(apps, schema_editor):
    grant(apps, "articles", PERMISSIONS)


def empty(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=PERMISSIONS):
        group.permissions.remove(*group.permissions.filter(codename="share_edition"))


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_shared_links")]
    operations = [migrations.RunPython(fill, empty)]
