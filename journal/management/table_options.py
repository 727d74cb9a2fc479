"""The options and the report of bad rows shared by the commands that read a file of walks."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal.exchange.csv_recognition import FORMS
from journal.exchange.csv_table import BadRow
from journal.exchange.table_lengths import HOURS, MINUTES
from journal.exchange.walk_table import TableChoices

BAD_ROWS_SHOWN = 50


def add_table_options(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--skip-bad", action="store_true", help="leave bad rows of a CSV file out")
    parser.add_argument(
        "--dates",
        choices=[form.replace("_", "-") for form in FORMS],
        default="iso",
        help="how a CSV file writes its days, where not like 2026-05-14T09:30 (the default)",
    )
    parser.add_argument(
        "--lengths",
        action="store_true",
        help="minutes of a CSV file may also be 22,5 or 0:25 or 25 min, and scores 2,0",
    )
    parser.add_argument(
        "--colon",
        choices=[HOURS, MINUTES],
        default="",
        help="what stands before that of lengths such as 3:10, whatever their column shows",
    )


def table_choices(options: dict[str, Any]) -> TableChoices:
    return TableChoices(
        dates=options["dates"].replace("-", "_"),
        has_lengths=options["lengths"],
        colon=options["colon"],
        clock=options.get("clock", ""),
    )


def report_bad_rows(
    command: BaseCommand, file: str, bad: Sequence[BadRow], options: dict[str, Any], lost: str
) -> None:
    """List bad rows on standard error, and raise CommandError unless `--skip-bad` was given.

    `lost` is the participle for its message, such as “stored”: what was not done with the file.
    """
    for row in bad[:BAD_ROWS_SHOWN]:
        command.stderr.write(f"row {row.number}: {row.reason}")
    if len(bad) > BAD_ROWS_SHOWN:
        command.stderr.write(f"… and {len(bad) - BAD_ROWS_SHOWN} more bad rows")
    if bad and not options["skip_bad"]:
        raise CommandError(
            f"{file}: {len(bad)} bad {'row' if len(bad) == 1 else 'rows'}; nothing was {lost}. "
            "Fix them, or leave them out with --skip-bad."
        )
