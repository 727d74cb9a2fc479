"""Find signs in a table that its walker chose the wrong way of reading it.

With a wrong choice, some rows are read without an error but wrongly: the fifth of June as the sixth
of May, seconds as minutes. One row that only fits another choice, or many unlikely lengths, put the
whole table in doubt: then the walker is asked about every walk. If one walk is long among short
ones, the walker is asked about that walk only.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from journal.exchange.csv_recognition import as_moment
from journal.exchange.csv_table import BadRow
from journal.exchange.file_error import ColumnError
from journal.exchange.file_walks import SECONDS, FileWalk, OtherEntry

OTHER_ORDER = {"day_first": "month_first", "month_first": "day_first"}
ORDER = {"day_first": "the day first", "month_first": "the month first"}
LONG_SECONDS = 4 * 60 * SECONDS  # unlikely for a walk; seconds read as minutes soon exceed it
OTHER_UNIT = re.compile(
    r"\b(seconds?|secs?|ms|msec|milliseconds|hours?|hrs?|steps?|distance|km|miles?|meters|metres"
    r"|calories|kcal|count)\b|\((s|h|mi)\)|_(s|ms|sec|seconds|hours)$"
)
SHARE_IN_DOUBT = 0.25  # of the rows too long or bad: from here on, all walks are in doubt
OTHER_SCALE = re.compile(r"(1[1-9]|[2-9]\d|100)([.,]\d{1,3})?", re.ASCII)
NO_MINUTES = "perhaps they are no minutes"
MINUTES_TOO = re.compile(r"min|:")  # “minutes and seconds”, “duration (h:m:s)”

TableRow = FileWalk | OtherEntry | BadRow


def refuse_other_units(columns: Mapping[str, str]) -> None:
    """Raise ColumnError where the heading chosen for the minutes names another unit.

    `columns` maps headings, in lower case, to our column names.
    """
    heading = next((each for each, name in columns.items() if name == "minutes"), "")
    if OTHER_UNIT.search(heading) and not MINUTES_TOO.search(heading):
        raise ColumnError(
            f"By its name the column “{heading}” does not count minutes. Choose one that does, or "
            "add one in a spreadsheet first."
        )


class TableDoubts:
    """Collects the moments, scores and lengths of all rows, good and bad, and finds doubts in them.

    `dates` is the form chosen for days; `has_foreign_lengths`: the lengths are another program’s.
    """

    def __init__(self, dates: str, has_foreign_lengths: bool) -> None:
        self._dates, self._has_foreign_lengths = dates, has_foreign_lengths
        self._other = OTHER_ORDER.get(dates, "")
        self._is_other = False
        self._is_other_scale = False

    def see_scores(self, cells: Iterable[str]) -> None:
        """Note the pain scores of a row: another program may use a scale to 100."""
        if self._has_foreign_lengths and not self._is_other_scale:
            self._is_other_scale = any(map(OTHER_SCALE.fullmatch, cells))

    def see_moment(self, moment: str, clock: str) -> None:
        """Note the cell of a moment as written; `clock`: the time of day beside it, or empty."""
        if not self._other or self._is_other or not moment:
            return
        whole = moment if as_moment(moment, self._other) or not clock else f"{moment} {clock}"
        is_other = as_moment(whole, self._other) and not as_moment(whole, self._dates)
        self._is_other = bool(is_other)

    def add_to(self, rows: list[TableRow]) -> list[TableRow]:
        """The same rows, with the doubts about this table added to each walk."""
        doubts = []
        if self._is_other:
            doubts.append(f"other rows of this table have {ORDER[self._other]}")
        if self._is_other_scale:
            doubts.append("other scores in this table are above 10: perhaps they go to 100")
        walks = [each for each in rows if isinstance(each, FileWalk)]
        long = [each.seconds for each in walks if self._is_long(each)]
        bad = sum(isinstance(each, BadRow) for each in rows)
        are_many = bool(long) and len(long) + bad >= SHARE_IN_DOUBT * (len(walks) + bad)
        if are_many:
            hours = f"{max(long) / SECONDS / 60:.0f} hours"
            doubts.append(f"one length in this table is {hours}: {NO_MINUTES}")
        own = () if are_many else (f"longer than four hours: {NO_MINUTES}",)
        return [
            replace(each, doubts=(*each.doubts, *doubts, *(own if self._is_long(each) else ())))
            if isinstance(each, FileWalk)
            else each
            for each in rows
        ]

    def _is_long(self, walk: FileWalk) -> bool:
        return self._has_foreign_lengths and walk.seconds > LONG_SECONDS
