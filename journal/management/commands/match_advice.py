"""Patterns and fitting answers for a file of walks, without the site: text or JSON."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from accounts.models import validate_time_zone
from journal.advice.active_rules import ActiveRules
from journal.advice.matching import Match, match
from journal.exchange.walk_csv import BadRow, FileError, Row, read_rows
from journal.patterns import Each, Pattern, Reading, Walk, read_many
from journal.presentation.wording import STATE_WORDS

BAD_ROWS_SHOWN = 50


@dataclass(frozen=True)
class ReadingRequest:
    """What the command line asked for."""

    each: Each
    as_of: datetime | None


class Command(BaseCommand):
    help = (
        "Read walks from a CSV file and print, for each walker, what they show and which of the "
        "published answers fit. Required columns: started_at, minutes, pain_before, pain_after."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the CSV file, or - for standard input")
        parser.add_argument("--walker", metavar="COLUMN", help="column that says whose walk it is")
        parser.add_argument(
            "--as-of", metavar="DATE", help="read the log as it stood at the end of this day"
        )
        parser.add_argument(
            "--each",
            choices=["walk", "week", "end"],
            default="end",
            help="one reading after every walk, at every week's end, or at the end (the default)",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--skip-bad", action="store_true", help="leave bad rows out instead of stopping"
        )
        parser.add_argument(
            "--time-zone",
            metavar="NAME",
            help="the clock of times without an offset (default: the site's TIME_ZONE)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        zone = _zone(options["time_zone"])
        logs = self._read_file(options, zone)
        asked = ReadingRequest(options["each"], _end_of_day(options["as_of"], zone))
        try:
            active = ActiveRules.at(timezone.now())
        except DatabaseError as error:
            raise CommandError(f"The database cannot be read ({error}). Run: migrate") from error
        show = self._print_json if options["format"] == "json" else self._print_text
        with _progress(len(logs)) as progress:
            task = progress.add_task("Reading logs", total=len(logs))
            for walker, readings in zip(logs, _readings(logs.values(), asked), strict=True):
                for reading in readings:
                    show(walker, reading, active)
                progress.advance(task)

    def _read_file(self, options: dict, zone: ZoneInfo) -> dict[str, list[Walk]]:
        """Walks by walker, in the file's order. With a bad row in it, nothing is computed."""
        logs: dict[str, list[Walk]] = {}
        bad: list[BadRow] = []
        try:
            for row in _rows(options["file"], zone, options["walker"]):
                if isinstance(row, BadRow):
                    bad.append(row)
                else:
                    logs.setdefault(row.walker, []).append(row.walk)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}") from error
        except FileError as error:
            raise CommandError(f"{options['file']}: {error}") from error
        for row in bad[:BAD_ROWS_SHOWN]:
            self.stderr.write(f"row {row.number}: {row.reason}")
        if len(bad) > BAD_ROWS_SHOWN:
            self.stderr.write(f"… and {len(bad) - BAD_ROWS_SHOWN} more bad rows")
        if bad and not options["skip_bad"]:
            raise CommandError(
                f"{len(bad)} bad {'row' if len(bad) == 1 else 'rows'}; nothing was computed. "
                "Fix them, or leave them out with --skip-bad."
            )
        if not logs:
            raise CommandError(f"{options['file']}: there is no walk in this file.")
        return logs

    def _print_json(self, walker: str, reading: Reading, active: ActiveRules) -> None:
        said = as_json(walker, reading, active)
        self.stdout.write(json.dumps(said, ensure_ascii=False, allow_nan=False))

    def _print_text(self, walker: str, reading: Reading, active: ActiveRules) -> None:
        whose = f"{walker}, " if walker else ""
        walks = f"{reading.walks} walk{'' if reading.walks == 1 else 's'}"
        self.stdout.write(f"{whose}as of {reading.as_of:%Y-%m-%d}: {walks}")
        for pattern in reading.patterns:
            self.stdout.write(f"  {STATE_WORDS[pattern.state]:<18}{pattern.sentence}")
        matches, _ = match(active.rules, reading)
        if not matches:
            self.stdout.write("  No published answer fits so far.")
        for found in matches:
            answer = active.answer(found.rule.question)
            self.stdout.write(
                f"  fits ({STATE_WORDS.get(found.strength, found.strength)}): {answer}"
            )
            self.stdout.write(f"      {found.rule.because}")
            if found.rule.beside is not None:
                other = active.answer(found.rule.beside)
                self.stdout.write(f"      Beside it: {other} What tells them apart:")
                self.stdout.write(f"      {found.rule.tell_apart}")
        self.stdout.write("")


def as_json(walker: str, reading: Reading, active: ActiveRules) -> dict:
    """One reading as the object that `--format json` prints on a line."""
    matches, _ = match(active.rules, reading)
    return {
        "walker": walker,
        "as_of": reading.as_of.isoformat(),
        "walks": reading.walks,
        "first": reading.first and reading.first.isoformat(),
        "last": reading.last and reading.last.isoformat(),
        "patterns": [_pattern_json(pattern) for pattern in reading.patterns],
        "matches": [_match_json(found, active) for found in matches],
    }


def _pattern_json(pattern: Pattern) -> dict:
    return {
        "kind": pattern.kind,
        "state": pattern.state,
        "estimate": _rounded(pattern.estimate),
        "low": _rounded(pattern.low),
        "high": _rounded(pattern.high),
        "level": pattern.level,
        "unit": pattern.unit,
        "walks_used": pattern.walks_used,
        "for": [int(key) for key in pattern.for_],
        "against": [int(key) for key in pattern.against],
        "needs": list(pattern.needs),
        "sentence": pattern.sentence,
        "version": pattern.version,
    }


def _match_json(found: Match, active: ActiveRules) -> dict:
    """`beside` is the answer that must be shown with this one, or null."""
    rule = found.rule
    return {
        **_answer_json(rule.question, active),
        "rule": rule.slug,
        "rule_version": rule.version,
        "because": [rule.because, *(pattern.sentence for pattern in found.patterns)],
        "strength": found.strength,
        "beside": _answer_json(rule.beside, active) if rule.beside is not None else None,
        "tell_apart": rule.tell_apart,
    }


def _answer_json(question: object, active: ActiveRules) -> dict:
    answer = active.answer(question)
    return {
        "article": answer.question.article.slug,
        "question": answer.question.anchor,
        "wording": answer.wording,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4) + 0.0  # no minus zero


def _zone(name: str | None) -> ZoneInfo:
    if name is None:
        return ZoneInfo(timezone.get_default_timezone_name())
    try:
        validate_time_zone(name)
    except ValidationError as error:
        raise CommandError(f"--time-zone: {error.messages[0]}") from error
    return ZoneInfo(name)


def _end_of_day(text: str | None, zone: ZoneInfo) -> datetime | None:
    if text is None:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a date, no moment)
    except ValueError as error:
        raise CommandError(f"--as-of: {text!r} is not a date like 2026-05-14.") from error
    return datetime.combine(day, time.max, tzinfo=zone)


def _rows(file: str, zone: ZoneInfo, walker_column: str | None) -> Iterator[Row | BadRow]:
    now = timezone.now()
    if file == "-":
        if isinstance(sys.stdin, TextIOWrapper):  # whatever this machine's locale makes of it
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="strict", newline="")
        yield from read_rows(sys.stdin, zone, now, walker_column)
        return
    with Path(file).open(encoding="utf-8-sig", newline="") as opened:
        yield from read_rows(opened, zone, now, walker_column)


def _readings(logs: Iterable[list[Walk]], asked: ReadingRequest) -> Iterator[list[Reading]]:
    """As asked; without a day, the log's own last moment is “now”: same file, same output."""
    return read_many(list(logs), asked.each, asked.as_of)


def _progress(logs: int) -> Progress:
    """On the terminal only, and only where it is worth looking at."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=logs < 20 or not console.is_terminal)
