"""The development server, which `make run` starts, with a runner of jobs."""

from typing import Any

from django.contrib.staticfiles.management.commands.runserver import Command as StaticRunserver

from backsite.management.commands.serve import start_runner


class Command(StaticRunserver):
    help = "Serves on this machine alone, reads changed code again, and does the jobs that wait."

    def inner_run(self, *args: Any, **options: Any) -> None:
        """Serve, with a runner of jobs. Django does this in a new process after each change."""
        start_runner()
        super().inner_run(*args, **options)
