"""Tables as lines of text in Markdown's syntax: the form between reading a file and the draft.

    |+ Minutes by week       a caption
    | Week | Minutes |       the row of headings, if a rule is below it
    |------|---------|
    | 1    | 10      |

A vertical bar inside a cell has a backslash before it.
"""

import re
from collections.abc import Iterable, Sequence

from articles.importer.raw_lines import is_question

_ROW = re.compile(r"\|(?!\+).*\|")
_RULE = re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+")
_CAPTION = re.compile(r"\|\+\s*(?P<words>.+)")
_STROKE = re.compile(r"(?<!\\)\|")
_SHORT_LABEL = re.compile(
    r"(?:questions?|answers?|q|a|faqs?|fragen?|antworten?|preguntas?)[.:]?",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(?:no|nr|number|#)?[.:]?|\d{1,3}[.)]?", re.IGNORECASE)

Cell = tuple[bool, list[str]]  # whether it is a heading cell, and its lines
MAX_CELL = 300  # characters; longer ones show that the table only lays out paragraphs


def is_row(line: str) -> bool:
    """Whether `line` is a row, a rule or the caption of a table."""
    return bool(_ROW.fullmatch(line) or _CAPTION.fullmatch(line))


def is_rule(line: str) -> bool:
    """Whether `line` is the rule below a row of headings."""
    return bool(_RULE.fullmatch(line))


def texts_of(line: str) -> list[str]:
    """The text of each cell of a row, that of a caption, nothing for a rule, else `line` itself."""
    if found := _CAPTION.fullmatch(line):
        return [found["words"]]
    if _RULE.fullmatch(line):
        return []
    if not _ROW.fullmatch(line):
        return [line]
    cells = _STROKE.split(line[1:-1])
    return [cell.strip().replace("\\|", "|") for cell in cells]


def html_of_rows(lines: Sequence[str], words: Iterable[str]) -> str:
    """The lines of one table as HTML. `words`: the HTML of caption and cells, in reading order."""
    written = iter(words)
    caption = ""
    rows: list[str] = []
    has_head = len(lines) > 1 and any(_RULE.fullmatch(line) for line in lines[:3])
    for line in lines:
        if _RULE.fullmatch(line):
            continue
        cells = [next(written) for _ in texts_of(line)]
        if _CAPTION.fullmatch(line):
            caption = f"<caption>{cells[0]}</caption>"
            continue
        tag = "th" if has_head and not rows else "td"
        rows.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>")
    return f"<table>{caption}{''.join(rows)}</table>" if rows else f"<p>{caption}</p>"


def lines_of_table(caption: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The lines of text for a table that was read from a file.

    These are rows; or the text of the cells, if the table only lays out a page; or questions with
    answers, if one column has questions and the next their answers. `caption`: its lines.
    """
    worded = [row for row in rows if any(lines for _, lines in row)]
    if _is_layout(worded):
        return [*caption, *(line for row in worded for _, lines in row for line in lines)]
    asked = [row[1:] for row in worded] if _are_counted(worded) else worded
    if asks(asked):
        return [*caption, *as_questions(asked)]
    written = [f"|+ {' '.join(caption)}"] if caption else []
    width = max(len(row) for row in worded)
    for place, row in enumerate(worded):
        cells = [" ".join(lines).replace("|", "\\|") for _, lines in row]
        written.append(f"| {' | '.join(cells + [''] * (width - len(cells)))} |")
        if not place and _is_head(row):
            written.append("|" + "---|" * width)
    return written


def _is_layout(rows: Sequence[Sequence[Cell]]) -> bool:
    cells = [lines for row in rows for _, lines in row]
    return all(len(row) == 1 for row in rows) or any(
        len(" ".join(lines)) > MAX_CELL or any(line.startswith("#") for line in lines)
        for lines in cells
    )


def _is_head(row: Sequence[Cell]) -> bool:
    """Whether every cell with words is a heading cell or bold throughout."""
    worded = [(is_head, lines) for is_head, lines in row if lines]
    return bool(worded) and all(
        is_head or all(line.startswith("**") and line.endswith("**") for line in lines)
        for is_head, lines in worded
    )


def _are_counted(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether there are three columns, of which the first only numbers the rows."""
    return all(len(row) == 3 and _COUNT.fullmatch(" ".join(row[0][1])) for row in rows)


def asks(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether there are two columns and the first has questions, with at most one exception."""
    asked = sum(is_question(" ".join(row[0][1])) for row in rows)
    return all(len(row) == 2 for row in rows) and asked > 1 and asked >= len(rows) - 1


def as_questions(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The lines for each row as a question with its answer, without the row of column headings."""
    written = []
    for (_, asked), (_, answered) in rows:
        heading = " ".join(asked).strip("*")
        if _SHORT_LABEL.fullmatch(heading):
            continue
        written += [f"###### {heading}"] if heading else []  # without one, the last answer goes on
        written += answered
    return written
