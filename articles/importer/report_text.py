"""The report of an import as text for a terminal."""

from collections import Counter
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from articles.importer.report import REWRITE, ImportReport
from articles.text.sentences import count_with_noun


def printed(report: ImportReport, title: str, file: str, *, width: int, colour: bool) -> str:
    """The report of one file as text: the warning first, then a table of findings and places.

    `title`: that of the document; `file`: the file's name; `width`: in characters. Text from the
    document is never read as the terminal's markup.
    """
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(Text(f"{file}: {title}", style="bold"))
        console.print(Text(REWRITE.message, style="yellow"))
        console.print(Text(_counts(report)))
        console.print(_table(report))
        if report.dropped:
            console.print(Text(_dropped(report)))
    return capture.get()


def _counts(report: ImportReport) -> str:
    found = count_with_noun(report.pairs_found, "question")
    merged = len(report.merged)
    if not merged:
        return f"{found} found."
    return f"{found} found, {merged} merged, {report.questions_kept} in the draft."


def _table(report: ImportReport) -> Table:
    table = Table(show_lines=True, expand=False)
    table.add_column("Where", no_wrap=True)
    table.add_column("What is wrong", overflow="fold")
    for finding in report.findings:
        if finding != REWRITE:
            table.add_row(Text(finding.where), Text(finding.message))
    return table


def _dropped(report: ImportReport) -> str:
    counts = Counter(aside.kind for aside in report.dropped)
    parts = ", ".join(f"{count} × {kind}" for kind, count in counts.items())
    return f"Left out of the draft, word for word in its report: {parts}."
