from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "What readers see"

    def ready(self) -> None:
        """The one pair of signals: what counts changes must outlive every migration."""
        from articles.page_cache.triggers import unwatch, watch  # noqa: PLC0415 (needs loaded apps)

        pre_migrate.connect(unwatch, sender=self)
        post_migrate.connect(watch, sender=self)
