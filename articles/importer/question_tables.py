"""Tables in plain text, of Markdown or from a spreadsheet: rows, or questions with answers."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from articles.importer.table_rows import Cell, is_row, is_rule, lines_of_table, texts_of

MIN_ROWS = 2  # a tab in a single line is a space

_LIST_MARK = re.compile(
    r"\s*(?:[^\w\s]{1,2}|\(?\w{1,3}[.:)]+)\t[^\t]*$"
)  # “1.” and a tab, as in Word

_QUOTED = re.compile(r'"(?P<inside>(?:[^"]|"")*)"')  # as a spreadsheet writes a cell with a quote


def with_question_tables(text: str) -> str:
    """`text` with the tables whose rows ask and answer as questions with answers, and rows of cells
    between tabs as rows of a table."""
    lines = text.splitlines()
    if not any("\t" in line or "|" in line for line in lines):
        return text
    return "\n".join(
        written
        for kind, group in groupby(lines, key=_kind_of)
        for written in _written(kind, list(group))
    )


def _kind_of(line: str) -> str:
    if is_row(line.strip()):
        return "|"
    return "\t" if "\t" in line.strip() else ""


def _written(kind: str, lines: Sequence[str]) -> Iterator[str]:
    rows = [_cells(kind, line.strip("\n\r ")) for line in lines]
    rows = [row for row in rows if row]
    if kind == "\t" and all(_LIST_MARK.match(line) for line in lines):
        yield from lines
        return
    is_table = kind and len(rows) >= MIN_ROWS and len({len(row) for row in rows}) == 1
    if not is_table:
        yield from lines
        return
    written = lines_of_table((), rows)
    if written[0].startswith("#"):
        yield ""
        yield from written
    elif kind == "\t":
        yield from written
    else:
        yield from lines


def _cells(kind: str, line: str) -> list[Cell]:
    if kind == "\t":
        return [_cell(text) for text in line.split("\t")]
    return [] if is_rule(line) else [_cell(text) for text in texts_of(line)]


def _cell(text: str) -> Cell:
    words = re.sub(r"\*\*", "", text).strip()
    if found := _QUOTED.fullmatch(words):
        words = found["inside"].replace('""', '"').strip()
    return False, [words] if words else []
