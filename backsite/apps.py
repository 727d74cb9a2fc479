from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class BacksiteConfig(AppConfig):
    name = "backsite"
    verbose_name = "Backsite"

    def ready(self) -> None:
        from backsite.lookups import register_lookups  # noqa: PLC0415 (needs loaded apps)

        register_lookups()


class BacksiteAdminConfig(AdminConfig):
    default_site = "backsite.admin.BacksiteAdminSite"

    def ready(self) -> None:
        """Leave out what belongs to each person alone: second factors and sessions."""
        super().ready()
        from allauth.mfa.models import Authenticator  # noqa: PLC0415 (models need loaded apps)
        from allauth.usersessions.models import UserSession  # noqa: PLC0415
        from django.contrib import admin  # noqa: PLC0415

        admin.site.unregister([Authenticator, UserSession])
