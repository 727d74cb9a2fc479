"""Who may edit advice rules. Nobody gets a permission on walks: no page of the admin shows them."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

READ = ["view_advicerule", "view_rulecondition"]
WRITE = [
    f"{action}_{model}" for action in ("add", "change", "delete") for model in ("advicerule", "rulecondition")
]
PERMISSIONS = {"author": READ, "reviewer": READ, "publisher": [*READ, *WRITE]}


def fill(apps, schema_editor):
    """Permissions are usually made after all migrations; here they are needed during one."""
    create_permissions(installed.get_app_config("journal"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="journal")
    for name, codenames in PERMISSIONS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


def empty(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=PERMISSIONS):
        group.permissions.remove(*group.permissions.filter(content_type__app_label="journal"))
        if not group.permissions.exists():
            group.delete()


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("articles", "0003_groups")]
    operations = [migrations.RunPython(fill, empty)]
