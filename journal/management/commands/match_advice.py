"""Print the patterns and fitting answers of a file of walks, as text or JSON; stores nothing."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any, TypeVar
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
from journal.exchange.csv_table import BadRow
from journal.exchange.file_error import FileError
from journal.exchange.log_table import read_log_table
from journal.exchange.programme_csv import ProgrammeRow, read_programmes
from journal.exchange.repeated_walks import DistinctWalks, distinct_walks
from journal.exchange.walk_csv import Row
from journal.management.table_options import (
    BAD_ROWS_SHOWN,
    add_table_options,
    report_bad_rows,
    table_choices,
)
from journal.patterns import Pattern, Programme, Reading, Walk, read_many
from journal.patterns.number_words import count
from journal.presentation.wording import STATE_WORDS, short_state_words

GoodRow = TypeVar("GoodRow", Row, ProgrammeRow)


class Command(BaseCommand):
    help = (
        "Read walks from a CSV file and print, for each walker, what they show and which of the "
        "published answers fit. Required columns: started_at, minutes, pain_before, pain_after."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the CSV file, or - for standard input")
        parser.add_argument("--walker", metavar="COLUMN", help="column that says whose walk it is")
        parser.add_argument(
            "--programmes",
            metavar="FILE",
            help="a CSV file of exercises that they began: name, started_on and, if known, "
            "hurts_since; with --walker also walker",
        )
        parser.add_argument(
            "--as-of", metavar="DATE", help="read the log as it stood at the end of this day"
        )
        parser.add_argument(
            "--each",
            choices=["walk", "week", "end"],
            default="end",
            help="one reading after every walk, at every week's end, or at the end (the default)",
        )
        parser.add_argument(
            "--time-zone",
            metavar="NAME",
            help="the clock of times without an offset (default: the site's TIME_ZONE)",
        )
        add_table_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        zone = _zone(options["time_zone"])
        logs = self._read_file(options, zone)
        programmes = self._read_programmes(options, zone, list(logs))
        as_of = _end_of_day(options["as_of"], zone)
        try:
            active = ActiveRules.at(timezone.now())
        except DatabaseError as error:
            raise CommandError(f"The database cannot be read ({error}). Run: migrate") from error
        show = self._print_json if options["format"] == "json" else self._print_text
        with _progress(len(logs)) as progress:
            task = progress.add_task("Reading logs", total=len(logs))
            # Without `--as-of`, “now” is the last moment of the log: same file, same output.
            walks = [log.walks for log in logs.values()]
            found = read_many(walks, options["each"], as_of, programmes)
            for (walker, log), readings in zip(logs.items(), found, strict=True):
                for reading in readings:
                    show(walker, reading, active, log)
                progress.advance(task)

    def _read_file(self, options: dict, zone: ZoneInfo) -> dict[str, DistinctWalks]:
        """The log of each walker in the file, in its order; the name is empty without `--walker`.

        Raises CommandError for a bad row (unless skipped), or where there is no walk.
        """
        logs: dict[str, list[Walk]] = {}
        file, now = options["file"], timezone.now()
        choices = table_choices(options)

        def read() -> list[Row | BadRow]:
            rows, notes = read_log_table(_content(file), choices, zone, now, options["walker"])
            for note in notes:
                self.stderr.write(f"{file}: {note}")
            return rows

        rows = self._good_rows(file, read, options)
        for row in rows:
            logs.setdefault(row.walker, []).append(row.walk)
        if not logs:
            raise CommandError(f"{options['file']}: there is no walk in this file.")
        return {walker: distinct_walks(walks) for walker, walks in logs.items()}

    def _read_programmes(
        self, options: dict, zone: ZoneInfo, walkers: list[str]
    ) -> list[list[Programme]]:
        """The programmes of each of `walkers`, in their order; none without `--programmes`.

        Without `--walker` there is one walker, whose name is empty.
        """
        file = options["programmes"]
        if file is None:
            return [[] for _ in walkers]
        today = timezone.now().astimezone(zone).date()
        several = bool(options["walker"])

        def read() -> list[ProgrammeRow | BadRow]:
            return list(read_programmes(_content(file), today, names_walkers=several))

        rows = self._good_rows(file, read, options)
        named = {row.walker for row in rows}
        if not several and len(named) > 1:
            raise CommandError(f"{file} is about several walkers: say with --walker who is whose.")
        theirs: dict[str, list[Programme]] = {walker: [] for walker in walkers}
        for row in rows:
            walker = row.walker if several else ""
            if walker in theirs:
                theirs[walker].append(row.programme)
        if several and (unknown := sorted(named - set(walkers))):
            shown = ", ".join(unknown[:BAD_ROWS_SHOWN])
            self.stderr.write(f"{file}: no walk is there of {shown}")
        return list(theirs.values())

    def _good_rows(
        self,
        file: str,
        read: Callable[[], list[GoodRow | BadRow]],
        options: dict[str, Any],
    ) -> list[GoodRow]:
        """The good rows that `read` returns; bad ones are listed, and raise CommandError unless
        they are skipped."""
        try:
            rows = read()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from error
        except FileError as error:
            raise CommandError(f"{file}: {error}") from error
        bad = [row for row in rows if isinstance(row, BadRow)]
        report_bad_rows(self, file, bad, options, "computed")
        return [row for row in rows if not isinstance(row, BadRow)]

    def _print_json(
        self, walker: str, reading: Reading, active: ActiveRules, log: DistinctWalks
    ) -> None:
        said = as_json(walker, reading, active, log)
        self.stdout.write(json.dumps(said, ensure_ascii=False, allow_nan=False))

    def _print_text(
        self, walker: str, reading: Reading, active: ActiveRules, log: DistinctWalks
    ) -> None:
        whose = f"{walker}, " if walker else ""
        walks = count(reading.walks, "walk")
        self.stdout.write(f"{whose}as of {reading.as_of:%Y-%m-%d}: {walks}")
        for text in _same_time_in_words(log.up_to(reading.as_of)):
            self.stdout.write(f"  {text}")
        for pattern in reading.patterns:
            state = short_state_words(pattern.kind, pattern.state)
            self.stdout.write(f"  {state:<18}{pattern.sentence}")
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


def as_json(walker: str, reading: Reading, active: ActiveRules, log: DistinctWalks) -> dict:
    """One reading of a log as the object that `--format json` prints on a line."""
    matches, _ = match(active.rules, reading)
    return {
        "walker": walker,
        "as_of": reading.as_of.isoformat(),
        "walks": reading.walks,
        "first": reading.first and reading.first.isoformat(),
        "last": reading.last and reading.last.isoformat(),
        "patterns": [_pattern_json(pattern) for pattern in reading.patterns],
        "matches": [_match_json(found, active) for found in matches],
        **_same_time_json(log.up_to(reading.as_of)),
    }


def _same_time_json(log: DistinctWalks) -> dict[str, list[dict]]:
    """Rows that repeat a walk, and rows that overlap in time; an empty list is left out."""
    repeated = [
        {"row": int(each.left_out.key), "repeats": int(each.kept.key), "differs": each.differs}
        for each in log.repeats
    ]
    overlapping = [
        {"row": int(each.later.key), "overlaps": int(each.earlier.key)} for each in log.overlaps
    ]
    said = {"repeated": repeated, "overlapping": overlapping}
    return {name: rows for name, rows in said.items() if rows}


def _same_time_in_words(log: DistinctWalks) -> Iterator[str]:
    if log.repeats:
        rows = ", ".join(f"{each.left_out.key} (as {each.kept.key})" for each in log.repeats)
        yield f"Left out, as they begin and last like another row: {rows}"
    if differing := [each.left_out.key for each in log.repeats if each.differs]:
        yield f"Of these, saying something else than the row they repeat: {', '.join(differing)}"
    if log.overlaps:
        rows = ", ".join(f"{each.later.key} (with {each.earlier.key})" for each in log.overlaps)
        yield f"Counted, though they overlap in time with another row: {rows}"


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


def _content(file: str) -> bytes:
    """The bytes of a file, or of standard input where `file` is “-”."""
    if file != "-":
        return Path(file).read_bytes()
    read = getattr(sys.stdin, "buffer", sys.stdin).read()
    return read.encode() if isinstance(read, str) else read


def _progress(logs: int) -> Progress:
    """A progress bar on standard error, only on a terminal and for 20 logs or more."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=logs < 20 or not console.is_terminal)
