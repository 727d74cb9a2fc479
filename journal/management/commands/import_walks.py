"""Import the walks of a file into one person’s journal, and report in text or JSON."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from journal.exchange.file_error import FileError
from journal.exchange.file_walks import Decision, OfferedWalk
from journal.exchange.known_walks import decide
from journal.exchange.table_times import CLOCKS
from journal.exchange.walk_files import WalksInFile, read_walk_file
from journal.exchange.walk_keeping import KeptWalks, keep_walks
from journal.management.table_options import add_table_options, report_bad_rows, table_choices

SPOILED = "nothing is taken while other rows of the file are bad"


class Command(BaseCommand):
    help = (
        "Take the walks of a file (CSV, Apple Health, Samsung Health, FIT, GPX, TCX, Google Fit) "
        "into a person's journal. Without pain scores they wait there for them. What is not "
        "certain is left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file, packed or not")
        parser.add_argument("--for", dest="walker", required=True, metavar="EMAIL", help="whose")
        parser.add_argument("--dry-run", action="store_true", help="print, and store nothing")
        add_table_options(parser)
        parser.add_argument(
            "--clock",
            choices=CLOCKS,
            default="",
            help="on which clock times of a CSV file without an offset are, whatever it says",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        walker = User.objects.filter(email__iexact=options["walker"]).first()
        if walker is None:
            raise CommandError(f"Nobody here has the address {options['walker']}.")
        if not walker.has_consented:
            raise CommandError(f"{walker.email} has not agreed that walks are kept.")
        name = options["file"]
        try:
            with Path(name).open("rb") as file:
                size = Path(name).stat().st_size
                found = read_walk_file(file, size, walker.zone, now, table_choices(options))
            offered = decide(found.walks, walker, now)
            is_spoiled = bool(found.bad_rows) and not options["skip_bad"]
            if is_spoiled:
                offered = [replace(each, decision=Decision.ASK, why=SPOILED) for each in offered]
            taken = [each.walk for each in offered if each.decision is Decision.TAKE]
            kept = KeptWalks([], []) if options["dry_run"] else keep_walks(taken, walker, now)
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror or error}") from error
        except FileError as error:
            raise CommandError(f"{name}: {error}") from error
        show = self._print_json if options["format"] == "json" else self._print_text
        show(found, offered, kept, options["dry_run"])
        report_bad_rows(self, name, found.bad_rows, options, "stored")

    def _print_json(
        self, found: WalksInFile, offered: list[OfferedWalk], kept: KeptWalks, is_dry: bool
    ) -> None:
        for each in offered:
            self.stdout.write(json.dumps(walk_object(each), ensure_ascii=False))
        summary = summary_object(found, offered, kept) | {"dry_run": is_dry}
        self.stdout.write(json.dumps({"summary": summary}, ensure_ascii=False))

    def _print_text(
        self, found: WalksInFile, offered: list[OfferedWalk], kept: KeptWalks, is_dry: bool
    ) -> None:
        for each in offered:
            said = walk_object(each)
            mark = "+" if said["taken"] else "-"
            why = f" ({said['why']})" if said["why"] else ""
            self.stdout.write(f"{mark} {said['started_at']} {said['minutes']} min{why}")
        for why, count in found.others.items():
            self.stdout.write(f"  left out, {count}: {why}")
        for note in found.notes:
            self.stdout.write(f"  {note}")
        stored = len(kept.finished) + len(kept.waiting)
        self.stdout.write(
            f"{found.format}: {len(offered)} found, "
            + ("nothing stored (dry run)." if is_dry else f"{stored} stored.")
        )


def walk_object(each: OfferedWalk) -> dict[str, Any]:
    """One walk found, as the object that `--format json` prints on a line."""
    return {
        "started_at": each.walk.local_start.isoformat(),
        "time_zone": each.walk.time_zone,
        "minutes": each.walk.minutes,
        "kind": each.walk.kind or None,
        "taken": each.decision is Decision.TAKE,
        "why": each.why,
    }


def summary_object(
    found: WalksInFile, offered: list[OfferedWalk], kept: KeptWalks
) -> dict[str, Any]:
    return {
        "format": found.format,
        "found": len(offered),
        "taken": sum(each.decision is Decision.TAKE for each in offered),
        "stored": len(kept.finished) + len(kept.waiting),
        "waiting_for_scores": len(kept.waiting),
        "left_out": dict(found.others),
        "bad_rows": [{"row": row.number, "why": row.reason} for row in found.bad_rows],
        "notes": list(found.notes),
    }
