"""Who may edit advice rules. Nobody gets a permission on walks: no page of the admin shows them."""

from accounts.groups import grant, revoke
from django.db import migrations

READ = ["view_advicerule", "view_rulecondition"]
WRITE = [
    f"{act}_{model}" for act in ("add", "change", "delete") for model in ("advicerule", "rulecondition")
]
PERMISSIONS = {"author": READ, "reviewer": READ, "publisher": [*READ, *WRITE]}


def fill(apps, schema_editor):
    grant(apps, "journal", PERMISSIONS)


def empty(apps, schema_editor):
    revoke(apps, "journal")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("articles", "0003_groups")]
    operations = [migrations.RunPython(fill, empty)]
