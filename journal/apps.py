from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "journal"
    verbose_name = "What walkers are shown"

    def ready(self) -> None:
        from journal import system_checks  # noqa: F401, PLC0415 (they register themselves)
        from journal.advice import mentions  # noqa: F401, PLC0415 (they register themselves)
