"""Serve the site, with a runner of jobs: what `make demo` and operators start."""

import multiprocessing
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from accounts.jobs import run_forever
from backsite import metrics, rsgi, server
from backsite.management.commands.migrate import check_or_adopt_keys


class Command(BaseCommand):
    help = "Serves the site over HTTP, and does the jobs that wait, until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes: one for each core")
        parser.add_argument(
            "--metrics-port",
            type=int,
            help="numbers for Prometheus at http://127.0.0.1:PORT/metrics",
        )
        parser.add_argument(
            "--no-jobs",
            action="store_true",
            help="leave mail and the other jobs to a `run_jobs` of its own",
        )

    def handle(
        self,
        *args: Any,
        host: str,
        port: int,
        workers: int,
        no_jobs: bool,
        metrics_port: int | None,
        **options: Any,
    ) -> None:
        try:
            check_or_adopt_keys("default")
        except DatabaseError as error:  # the site can still serve pages that it has built
            self.stderr.write(f"The keys were not checked: {type(error).__name__}.")
        server.share_memory()  # also with the runner of jobs, so before it starts
        if not no_jobs:
            start_runner()
        if metrics_port:
            rsgi.application.observe = metrics.observe  # before the workers are forked
            metrics.start(metrics_port)
        server.serve(f"{rsgi.__name__}:application", host, port, workers)


def start_runner() -> None:
    """Fork a process that runs the jobs, and that ends when this process does."""
    connections.close_all()  # a connection belongs to one process
    server_id = os.getpid()
    multiprocessing.get_context("fork").Process(
        target=run_forever,
        args=(lambda: os.getppid() == server_id,),
        name="jobs",
        daemon=True,
    ).start()
