from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from articles.page_cache.triggers import install_triggers, remove_triggers


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "What readers see"

    def ready(self) -> None:
        """Remove the triggers before each migration, and install them again after it."""
        pre_migrate.connect(remove_triggers, sender=self)
        post_migrate.connect(install_triggers, sender=self)
