"""Authors add figures and change those that still may; publishers also throw unused ones away."""

from django.db import migrations

from accounts.groups import grant

WRITE = ["view_figure", "add_figure", "change_figure"]
PERMISSIONS = {
    "author": WRITE,
    "reviewer": ["view_figure"],
    "publisher": [*WRITE, "delete_figure"],
}


def fill(apps, schema_editor):
    grant(apps, "articles", PERMISSIONS)


def empty(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=PERMISSIONS):
        group.permissions.remove(*group.permissions.filter(codename__endswith="_figure"))


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_figures")]
    operations = [migrations.RunPython(fill, empty)]
