from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig

from backsite.logs import watch_slow_queries
from backsite.lookups import register_lookups


class BacksiteConfig(AppConfig):
    name = "backsite"
    verbose_name = "Backsite"

    def ready(self) -> None:
        register_lookups()
        watch_slow_queries()


class BacksiteAdminConfig(AdminConfig):
    default_site = "backsite.admin.BacksiteAdminSite"

    def ready(self) -> None:
        """Remove what belongs to each person alone: addresses, second factors and sessions.

        Staff who could confirm an address for somebody could have a new password sent there.
        """
        super().ready()
        # Plain words for the heading “Authentication and Authorization”.
        apps.get_app_config("auth").verbose_name = "What groups may do"
        private = (
            ("account", "EmailAddress"),
            ("mfa", "Authenticator"),
            ("usersessions", "UserSession"),
        )
        admin.site.unregister([apps.get_model(app, name) for app, name in private])
