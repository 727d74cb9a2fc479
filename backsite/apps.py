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
        """Leave out what belongs to each person alone: addresses, second factors, sessions.

        Who confirms an address in somebody's name can ask there for a new password.
        """
        super().ready()
        # What the office shows of “Authentication and Authorization”, in plain words.
        apps.get_app_config("auth").verbose_name = "What groups may do"
        private = (
            ("account", "EmailAddress"),
            ("mfa", "Authenticator"),
            ("usersessions", "UserSession"),
        )
        admin.site.unregister([apps.get_model(app, name) for app, name in private])
