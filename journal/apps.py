from django.apps import AppConfig
from django.core.checks import Tags, register

from journal.system_checks import journal_is_private


class JournalConfig(AppConfig):
    name = "journal"
    verbose_name = "What walkers are shown"

    def ready(self) -> None:
        # Importing them registers their jobs and periodic tasks.
        from journal.exchange import file_reading  # noqa: F401, PLC0415
        from journal.reminders import sending  # noqa: F401, PLC0415

        register(journal_is_private, Tags.security, deploy=True)
