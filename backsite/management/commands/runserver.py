"""Serve while somebody writes: what `make run` starts."""

from typing import Any

from django.contrib.staticfiles.management.commands.runserver import Command as StaticRunserver

from backsite.management.commands.serve import start_runner


class Command(StaticRunserver):
    help = "Serves on this machine alone, reads changed code again, and does the jobs that wait."

    def inner_run(self, *args: Any, **options: Any) -> None:
        """In the process that is started again after each change; its runner ends with it."""
        start_runner()
        super().inner_run(*args, **options)
