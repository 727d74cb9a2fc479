"""Run the stored jobs (`accounts/jobs.py`): mail, and other work that no visitor waits for."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.jobs import run_due, run_forever


class Command(BaseCommand):
    help = "Does the jobs that wait (mail), until it is stopped. `serve` does so by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="do what is due now, and end (for a timer)"
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if not once:
            run_forever(lambda: True)
        elif not run_due():
            raise CommandError("The database does not answer.")
