"""Mark cells that a spreadsheet would run as formulas on export, and unmark them on import.

Spreadsheets take a cell that begins with =, +, -, @ or a control character for a formula, and a
note may hold any text. An apostrophe before it makes it text. A cell that looks marked already gets
one more apostrophe, so that removing one always restores the original text.
"""

import re

MARK = "'"
# White space may come first, since some programs drop it; the last four are full-width characters.
_RUNS = r"\s*[=+\-@\t\r\n\x00＝＋－＠]"
_WOULD_RUN = re.compile(f"{MARK}*{_RUNS}")
_MARKED = re.compile(f"{MARK}+{_RUNS}")


def mark_formula(text: str) -> str:
    """`text` as a cell that no spreadsheet runs as a formula."""
    return MARK + text if _WOULD_RUN.match(text) else text


def unmark_formula(cell: str) -> str:
    """The text from which `mark_formula` made `cell`; any other cell unchanged."""
    return cell[len(MARK) :] if _MARKED.match(cell) else cell
