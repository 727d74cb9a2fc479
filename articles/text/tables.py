"""A table of rich text: rows of cells with one line each, perhaps with headings. Pure.

The first row (or column) holds headings if all of its words are in heading cells or strong: readers
see no difference, and a file can store only strong words. A cell that spans others is followed by
empty cells, so that every row has every column.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from articles.text.runs import SPACE, Run, is_strong, is_worded, settled, without_strong

MAX_SPAN = 50
Cells = tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table. All rows have the same number of cells; words of headings are not marked strong."""

    rows: tuple[Cells, ...]
    caption: str = ""
    has_head_row: bool = False
    has_head_column: bool = False

    @property
    def head(self) -> Cells:
        """The cells of the row of headings; empty if the table has none."""
        return self.rows[0] if self.has_head_row else ()

    @property
    def body(self) -> tuple[Cells, ...]:
        return self.rows[self.has_head_row :]

    @property
    def marked_body(self) -> tuple[Cells, ...]:
        """The body, with the words of its column of headings marked strong."""
        if not self.has_head_column:
            return self.body
        return tuple((_strong(first), *rest) for first, *rest in self.body)


def _strong(cell: Iterable[Run]) -> tuple[Run, ...]:
    marked = (replace(run, strong=True) if run.text.strip() else run for run in cell)
    return settled(marked, one_line=True)


@dataclass
class _Part:
    """A cell or the caption, while its words are being collected. `across`, `down`: its spans."""

    is_head: bool = False
    across: int = 1
    down: int = 1
    runs: list[Run] = field(default_factory=list)

    @property
    def says_heading(self) -> bool:
        return self.is_head or is_strong(self.runs)


class TableReader:
    """Builds a table from its start tags and words, given in the order of the HTML."""

    def __init__(self) -> None:
        self.caption = _Part()
        self.rows: list[list[_Part]] = []
        self.part: _Part | None = None  # the part to which the next words belong

    def start(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "caption":
            self.part = self.caption
        elif tag == "tr" or not self.rows:
            self.rows.append([])
        if tag in ("th", "td"):
            across, down = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
            self.part = _Part(tag == "th", across, down)
            self.rows[-1].append(self.part)

    def add(self, runs: Iterable[Run]) -> None:
        """Add the words of one block to the open part, after a space if it has words already."""
        if self.part is not None:
            self.part.runs += [Run(SPACE), *runs] if self.part.runs else list(runs)

    def table(self) -> Table | None:
        """The finished table, or None if no cell has a word."""
        rows = _rectangular([row for row in self.rows if row])
        if not any(is_worded(part.runs) for row in rows for part in row):
            return None
        if all(part.is_head and not is_worded(part.runs) for part in rows[0]):
            del rows[0]  # empty headings: in a file a table without headings has them
        has_row = _are_headings(rows[0])
        body = rows[has_row:]
        has_column = len(rows[0]) > 1 and _are_headings([row[0] for row in body])
        return Table(
            tuple(
                tuple(
                    _cell(part, (has_row and not y) or (has_column and not x))
                    for x, part in enumerate(row)
                )
                for y, row in enumerate(rows)
            ),
            "".join(run.text for run in settled(self.caption.runs, one_line=True)).strip(),
            has_row,
            has_column,
        )


def _span(value: str | None) -> int:
    is_number = value is not None and value.isascii() and value.isdecimal() and len(value) < 4
    return max(1, min(int(value), MAX_SPAN)) if is_number and value else 1


def _cell(part: _Part, is_head: bool) -> tuple[Run, ...]:
    runs = settled(part.runs, one_line=True)
    return settled(without_strong(runs), one_line=True) if is_head else runs


def _are_headings(parts: Sequence[_Part]) -> bool:
    worded = [part for part in parts if is_worded(part.runs)]
    return bool(worded) and all(part.says_heading for part in worded)


def _rectangular(rows: Sequence[Sequence[_Part]]) -> list[list[_Part]]:
    """The rows with equally many parts: each part in the first place that it spans, the other
    places empty."""
    placed: dict[tuple[int, int], _Part] = {}
    for y, row in enumerate(rows):
        x = 0
        for part in row:
            while (y, x) in placed:
                x += 1
            for down in range(min(part.down, len(rows) - y)):
                for across in range(part.across):
                    placed.setdefault((y + down, x + across), _Part(part.is_head))
            placed[y, x] = part
            x += part.across
    width = max((x for _, x in placed), default=-1) + 1
    return [[placed.get((y, x), _Part()) for x in range(width)] for y in range(len(rows))]
