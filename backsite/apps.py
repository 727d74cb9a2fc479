from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class BacksiteConfig(AppConfig):
    name = "backsite"
    verbose_name = "Backsite"


class BacksiteAdminConfig(AdminConfig):
    default_site = "backsite.admin.BacksiteAdminSite"
