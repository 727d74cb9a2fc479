"""Patterns and fitting answers for a file of walks, without the site: text or JSON."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO, TypeVar
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
from journal.exchange.csv_recognition import FORMS
from journal.exchange.csv_table import ENCODING, ENCODING_ERRORS, BadRow, FileError
from journal.exchange.log_table import read_log_table
from journal.exchange.programme_csv import ProgrammeRow, read_programmes
from journal.exchange.repeated_walks import DistinctWalks, distinct_walks
from journal.exchange.walk_csv import Row
from journal.exchange.walk_table import TableChoices
from journal.patterns import Each, Pattern, Programme, Reading, Walk, read_many
from journal.presentation.wording import STATE_WORDS

BAD_ROWS_SHOWN = 50

GoodRow = TypeVar("GoodRow", Row, ProgrammeRow)


@dataclass(frozen=True)
class ReadingRequest:
    """What the command line asked for."""

    each: Each
    as_of: datetime | None
    programmes: list[list[Programme]]  # of each walker, in the order of the logs


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
            help="a CSV file of exercises that they began: walker, name, started_on and, if known, "
            "hurts_since",
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
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--skip-bad", action="store_true", help="leave bad rows out instead of stopping"
        )
        parser.add_argument(
            "--time-zone",
            metavar="NAME",
            help="the clock of times without an offset (default: the site's TIME_ZONE)",
        )
        parser.add_argument(
            "--dates",
            choices=[form.replace("_", "-") for form in FORMS],
            default="iso",
            help="how the file writes its days, where not like 2026-05-14T09:30 (the default)",
        )
        parser.add_argument(
            "--lengths",
            action="store_true",
            help="minutes may also be 22,5 or 0:25 or 25 min, and scores 2,0",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        zone = _zone(options["time_zone"])
        logs = self._read_file(options, zone)
        programmes = self._read_programmes(options, zone, list(logs))
        asked = ReadingRequest(options["each"], _end_of_day(options["as_of"], zone), programmes)
        try:
            active = ActiveRules.at(timezone.now())
        except DatabaseError as error:
            raise CommandError(f"The database cannot be read ({error}). Run: migrate") from error
        show = self._print_json if options["format"] == "json" else self._print_text
        with _progress(len(logs)) as progress:
            task = progress.add_task("Reading logs", total=len(logs))
            every = zip(logs.items(), _readings(logs.values(), asked), strict=True)
            for (walker, log), readings in every:
                for reading in readings:
                    show(walker, reading, active, log)
                progress.advance(task)

    def _read_file(self, options: dict, zone: ZoneInfo) -> dict[str, DistinctWalks]:
        """Walks by walker, in the file's order. With a bad row in it, nothing is computed."""
        logs: dict[str, list[Walk]] = {}
        file, now = options["file"], timezone.now()
        choices = TableChoices(
            dates=options["dates"].replace("-", "_"), has_lengths=options["lengths"]
        )

        def read() -> list[Row | BadRow]:
            table = read_log_table(_content(file), choices, zone, now, options["walker"])
            for note in table.notes:
                self.stderr.write(f"{file}: {note}")
            return table.rows

        rows = self._good_rows(file, read, options["skip_bad"])
        for row in rows:
            logs.setdefault(row.walker, []).append(row.walk)
        if not logs:
            raise CommandError(f"{options['file']}: there is no walk in this file.")
        return {walker: distinct_walks(walks) for walker, walks in logs.items()}

    def _read_programmes(
        self, options: dict, zone: ZoneInfo, walkers: list[str]
    ) -> list[list[Programme]]:
        """The programmes of each of `walkers`. Without `--walker` there is one, called nothing."""
        file = options["programmes"]
        if file is None:
            return [[] for _ in walkers]
        today = timezone.now().astimezone(zone).date()

        def read() -> list[ProgrammeRow | BadRow]:
            with _opened(file) as lines:
                return list(read_programmes(lines, today))

        rows = self._good_rows(file, read, options["skip_bad"])
        named = {row.walker for row in rows}
        if not options["walker"] and len(named) > 1:
            raise CommandError(f"{file} is about several walkers: say with --walker who is whose.")
        theirs: dict[str, list[Programme]] = {walker: [] for walker in walkers}
        for row in rows:
            walker = row.walker if options["walker"] else ""
            if walker in theirs:
                theirs[walker].append(row.programme)
        if options["walker"] and (unknown := sorted(named - set(walkers))):
            shown = ", ".join(unknown[:BAD_ROWS_SHOWN])
            self.stderr.write(f"{file}: no walk is there of {shown}")
        return list(theirs.values())

    def _good_rows(
        self,
        file: str,
        read: Callable[[], list[GoodRow | BadRow]],
        skip_bad: bool,
    ) -> list[GoodRow]:
        """The good rows of a file; the bad ones are listed, and end the command unless skipped."""
        try:
            rows = read()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from error
        except FileError as error:
            raise CommandError(f"{file}: {error}") from error
        bad = [row for row in rows if isinstance(row, BadRow)]
        for row in bad[:BAD_ROWS_SHOWN]:
            self.stderr.write(f"row {row.number}: {row.reason}")
        if len(bad) > BAD_ROWS_SHOWN:
            self.stderr.write(f"… and {len(bad) - BAD_ROWS_SHOWN} more bad rows")
        if bad and not skip_bad:
            raise CommandError(
                f"{file}: {len(bad)} bad {'row' if len(bad) == 1 else 'rows'}; nothing was "
                "computed. Fix them, or leave them out with --skip-bad."
            )
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
        walks = f"{reading.walks} walk{'' if reading.walks == 1 else 's'}"
        self.stdout.write(f"{whose}as of {reading.as_of:%Y-%m-%d}: {walks}")
        for text in _same_time_in_words(log.up_to(reading.as_of)):
            self.stdout.write(f"  {text}")
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
    """Rows that repeat a walk, and rows that overlap in time: each field only where there are."""
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
    """Of a file, or of standard input."""
    if file != "-":
        return Path(file).read_bytes()
    read = getattr(sys.stdin, "buffer", sys.stdin).read()
    return read.encode() if isinstance(read, str) else read


@contextmanager
def _opened(file: str) -> Iterator[TextIO]:
    """A file, or standard input, as text that `journal.exchange` can read."""
    if file != "-":
        with Path(file).open(encoding=ENCODING, errors=ENCODING_ERRORS, newline="") as opened:
            yield opened
        return
    if isinstance(sys.stdin, TextIOWrapper):  # whatever this machine's locale makes of it
        sys.stdin.reconfigure(encoding=ENCODING, errors=ENCODING_ERRORS, newline="")
    yield sys.stdin


def _readings(logs: Iterable[DistinctWalks], asked: ReadingRequest) -> Iterator[list[Reading]]:
    """As asked; without a day, the log's own last moment is “now”: same file, same output."""
    return read_many([log.walks for log in logs], asked.each, asked.as_of, asked.programmes)


def _progress(logs: int) -> Progress:
    """On the terminal only, and only where it is worth looking at."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=logs < 20 or not console.is_terminal)
