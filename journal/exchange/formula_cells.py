"""Cells that a spreadsheet would run: marked on the way out, given back as they were on the way in.

A cell that begins with =, +, -, @ or a control character is a formula to spreadsheets, and a note
may say anything. An apostrophe before it makes it text. Cells that look marked already get one
more, so that taking one away always gives back exactly what was there.
"""

import re

MARK = "'"
# With white space before it, since some programs leave that out; the last four are wide forms.
_RUNS = r"\s*[=+\-@\t\r\n\x00＝＋－＠]"
_WOULD_RUN = re.compile(f"{MARK}*{_RUNS}")
_MARKED = re.compile(f"{MARK}+{_RUNS}")


def mark_formula(text: str) -> str:
    """`text` as a cell that no spreadsheet runs."""
    return MARK + text if _WOULD_RUN.match(text) else text


def unmark_formula(cell: str) -> str:
    """The text of which `mark_formula` made `cell`; any other cell as it is."""
    return cell[len(MARK) :] if _MARKED.match(cell) else cell
