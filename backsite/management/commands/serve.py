"""Serve the site: what `make demo` and operators start."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from backsite import rsgi, server


class Command(BaseCommand):
    help = "Serves the site over HTTP until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes: one for each core")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        server.serve(f"{rsgi.__name__}:application", host, port, workers)
