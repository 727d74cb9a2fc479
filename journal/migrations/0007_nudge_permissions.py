"""Who may edit nudges: the same as advice rules. Nobody gets a permission on what was shown."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

READ = ["view_nudge"]
WRITE = ["add_nudge", "change_nudge", "delete_nudge"]
PERMISSIONS = {"author": READ, "reviewer": READ, "publisher": [*READ, *WRITE]}


def fill(apps, schema_editor):
    """Permissions are usually made after all migrations; here they are needed during one."""
    create_permissions(installed.get_app_config("journal"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="journal")
    for name, codenames in PERMISSIONS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


def empty(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="journal", content_type__model="nudge"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=PERMISSIONS):
        group.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_nudges")]
    operations = [migrations.RunPython(fill, empty)]
