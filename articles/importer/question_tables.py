"""Tables in plain text, from Markdown or a spreadsheet, as rows or as questions with answers."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from articles.importer.table_rows import (
    Cell,
    as_questions,
    asks,
    is_row,
    is_rule,
    lines_of_table,
    texts_of,
)

MIN_ROWS = 2  # a tab in a single line means a space
MAX_CELLS = 20_000  # of comma-separated values; a document may have as many lines

_LIST_MARK = re.compile(
    r"\s*(?:[^\w\s]{1,2}|\(?\w{1,3}[.:)]+|o)\t[^\t]*$"
)  # “1.” and a tab, as Word writes an item; “o” is its bullet of a nested list

_QUOTED = re.compile(r'"(?P<inside>(?:[^"]|"")*)"')  # as a spreadsheet writes a cell with a quote


_ASKED = re.compile(r"questions?|q|fragen?|preguntas?", re.IGNORECASE)
_ANSWERED = re.compile(r"answers?|a|antworten?|antwort|respuestas?", re.IGNORECASE)


def with_question_tables(text: str) -> str:
    """`text` with its tables rewritten as lines that the importer reads.

    A table whose rows have a question and its answer becomes questions with answers; other rows
    with tabs become rows of a table.
    """
    if written := _of_separated_values(text):
        return "\n".join(written)
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
    rows = [row for row in rows if any(words for _, words in row)]
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


# --- Values with commas or semicolons between them ----------------------------------------------


def _of_separated_values(text: str) -> list[str]:
    """The lines of questions with answers, if all of `text` is a table of them with commas or
    semicolons between the values; else none."""
    for delimiter in ",;":
        try:  # strict, because a text with a quotation mark inside a value is prose
            rows = list(
                csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
            )
        except csv.Error:
            continue
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        if len(rows) < MIN_ROWS or len(rows[0]) < 2 or len({len(row) for row in rows}) > 1:
            continue
        if len(rows) * len(rows[0]) > MAX_CELLS:
            continue
        if written := _asked_by_heading(*rows) or _asked_in_order(rows):
            return written
    return []


def _asked_by_heading(heads: Sequence[str], *rows: Sequence[str]) -> list[str]:
    """The lines of questions with answers, from the columns with such headings; none without them.

    The words of other columns follow the answer, each after the heading of its column.
    """
    asked = [place for place, head in enumerate(heads) if _ASKED.fullmatch(head.strip())]
    answered = [place for place, head in enumerate(heads) if _ANSWERED.fullmatch(head.strip())]
    if len(asked) != 1 or len(answered) != 1:
        return []
    written = []
    for row in rows:
        if question := " ".join(row[asked[0]].split()):  # without one, the last answer goes on
            written.append(f"Question: {question}")
        written += row[answered[0]].splitlines()
        for place, (head, cell) in enumerate(zip(heads, row, strict=True)):
            words = " ".join(cell.split())
            if place not in (*asked, *answered) and words and not words.isdecimal():
                written.append(f"{head.strip()}: {words}")
    return written


def _asked_in_order(rows: Sequence[Sequence[str]]) -> list[str]:
    cells = [[(False, cell.splitlines()) for cell in row] for row in rows]
    return as_questions(cells) if asks(cells) else []
