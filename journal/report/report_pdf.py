"""The report as a tagged PDF (PDF/UA-1), made with the package typst, of the extra `[pdf]`.

The template gets everything as data, so that no note can be read as markup. Where the package is
not installed, the page offers to print instead.
"""

import json
from datetime import UTC
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from journal.report.contents import ReportContents
from journal.report.report_charts import report_charts

TEMPLATE = Path(__file__).with_name("report.typ")
# Stands in for the site’s stylesheet, which the PDF does not load: dark on white.
INK = (
    "<style>.c-text{font:11px sans-serif;fill:#222}.c-grid{stroke:#ccc}.c-axis{stroke:#555}"
    ".c-point{fill:#0d5c4c;fill-opacity:.45}.c-line{stroke:#0d5c4c;stroke-width:2}"
    ".c-marker{stroke:#8a3d10;stroke-width:2;stroke-dasharray:5 3}</style>"
)


@cache
def can_make_pdf() -> bool:
    return find_spec("typst") is not None


def report_as_pdf(report: ReportContents, name: str) -> bytes:
    """The PDF. `name` is printed at the top; empty: none. Raises ImportError without typst."""
    typst = import_module("typst")  # of the extra, and large: loaded where it is used
    given = json.dumps(_data(report, name))
    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            sys_inputs={"data": given},
            pdf_standards=["ua-1"],
            timestamp=report.snapshot.moment.astimezone(UTC).replace(microsecond=0),
        )
    )


def _data(report: ReportContents, name: str) -> dict[str, Any]:
    charts = report_charts(report) if report.shows("charts") else []
    return {
        "site": settings.SITE_NAME,
        "title": report.title,
        "name": name,
        "period": report.period,
        "made_on": report.made_on,
        "facts": report.facts,
        "stretches": [each.cells for each in report.stretches],
        "charts": [
            {"name": each.name, "words": each.words, "svg": each.svg.replace(">", f">{INK}", 1)}
            for each in charts
        ],
        "patterns": report.patterns,
        "untold": report.untold,
        "has_signs": report.shows("signs"),
        "signs": report.signs,
        "programmes": report.programmes,
        "notes": report.notes,
        "notes_left_out": report.snapshot.notes_left_out,
        "missing": report.missing,
    }
