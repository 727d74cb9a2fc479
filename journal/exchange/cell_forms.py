"""Hints about bad rows: the other forms in which their cells seem to be written.

A hint is only shown; no cell is read in another form because of it.
"""

from collections.abc import Iterable, Mapping
from itertools import islice

from journal.exchange.csv_recognition import FORMS, as_moment
from journal.exchange.csv_table import short
from journal.exchange.table_lengths import LENGTH

SAMPLE_ROWS = 2000  # looked at to tell which forms are possible
IN_WORDS = {
    "year_first": "year first",
    "day_first": "day first",
    "month_first": "month first",
    "day_numbers": "a spreadsheet’s day numbers",
}
ONLY_WHEN_CHOSEN = "they are read so only when that is chosen"


class SeenForms:
    """Collects the cells of bad rows, and says which other form all of them seem to have.

    `dates` and `has_lengths` are the choices already made (see `TableChoices`): no hint is given
    about those.
    """

    def __init__(self, dates: str, has_lengths: bool) -> None:
        self._dates, self._has_lengths = dates, has_lengths
        self._moments: list[str] = []
        self._lengths: list[str] = []

    def see(self, cells: Mapping[str, str]) -> None:
        moment, length = cells.get("started_at", ""), cells.get("minutes", "")
        if len(self._moments) < SAMPLE_ROWS and moment and not as_moment(moment, "iso"):
            self._moments.append(moment)
        if len(self._lengths) < SAMPLE_ROWS and length and not length.isdigit():
            self._lengths.append(length)

    def said(self) -> list[str]:
        found = []
        chosen = ("iso", self._dates)
        possible = possible_forms(self._moments)
        if forms := [IN_WORDS[each] for each in possible if each not in chosen]:
            shown = short(self._moments[0])
            found.append(f"days such as {shown} seem {' or '.join(forms)}: {ONLY_WHEN_CHOSEN}")
        if self._has_lengths:
            return found
        if self._lengths and all(LENGTH.fullmatch(each) for each in self._lengths):
            shown = short(self._lengths[0])
            found.append(
                f"minutes such as {shown} seem lengths of another form: {ONLY_WHEN_CHOSEN}"
            )
        return found


def possible_forms(cells: Iterable[str]) -> list[str]:
    """The names from FORMS in which every non-empty cell is a moment; none where all are empty.

    Two forms remain where day and month could be swapped.
    """
    some = list(islice((cell for cell in cells if cell), SAMPLE_ROWS))
    return [form for form in FORMS if some and all(as_moment(cell, form) for cell in some)]
