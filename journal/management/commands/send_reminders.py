"""Queue jobs for the reminders that are due. The runner of jobs does this by itself, too."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from journal.models import Reminder
from journal.reminders.sending import queue_due


class Command(BaseCommand):
    help = "Put the reminders that are due among the jobs, which send them. `run_jobs` does both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, queue nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            self.stdout.write(f"{Reminder.objects.to_look_at(now).count()} to look at.")
        else:
            self.stdout.write(f"{queue_due(now)} queued.")
