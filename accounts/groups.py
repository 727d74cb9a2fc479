"""The groups of an editorial office; each app's migrations give them its permissions."""

from collections.abc import Iterable, Mapping

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

GROUPS = ("author", "reviewer", "publisher")


def grant(apps, app_label: str, permissions: Mapping[str, Iterable[str]]) -> None:
    """Give each group its permissions of one app, named by code name.

    Permissions are usually made after all migrations; here they are needed during one.
    """
    config = installed.get_app_config(app_label)
    create_permissions(config, apps=apps, verbosity=0)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in permissions.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = Permission.objects.filter(
            content_type__app_label=app_label, codename__in=set(codenames)
        )
        group.permissions.add(*wanted)


def revoke(apps, app_label: str) -> None:
    """Take the permissions of one app from the groups; a group left with none goes."""
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=GROUPS):
        group.permissions.remove(*group.permissions.filter(content_type__app_label=app_label))
        if not group.permissions.exists():
            group.delete()
