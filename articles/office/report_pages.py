"""The pages of the reports: the list of all reports, one report with its rows, and its CSV file."""

import csv
from collections.abc import Iterable, Sequence

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from accounts.audit import AuditEntry, record
from accounts.models import AuthenticatedRequest
from articles.office.frame import site_page
from articles.office.reports import REPORTS, Cell, Report, ReportLink, Row

ROWS_A_PAGE = 100


def reports_page(request: AuthenticatedRequest, site: AdminSite) -> HttpResponse:
    """The reports that this person may read, each with its number of rows."""
    allowed = [report for report in REPORTS.values() if request.user.has_perm(report.permission)]
    if not allowed:
        raise PermissionDenied
    now = timezone.now()
    counted = [(report, report().count(now) if report.has_count else None) for report in allowed]
    return site_page(request, site, "admin/reports/index.html", "Reports", reports=counted)


def report_page(request: AuthenticatedRequest, slug: str, site: AdminSite) -> HttpResponse:
    """One report, page by page; with `?q=`, only the rows that have all of its words."""
    report = _report_for(request, slug)
    words = request.GET.get("q", "").strip()
    found = _rows_with(report.rows(timezone.now()), words)
    rows = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    cells = [[_in_html(cell) for cell in row] for row in rows]
    context = {"report": report, "rows": rows, "cells": cells, "words": words}
    return site_page(request, site, "admin/reports/report.html", report.title, **context)


def _in_html(cell: Cell) -> Cell:
    """A `ReportLink` as HTML, any other cell as it is.

    Not in the template, which would try several lookups on each cell to tell them apart.
    """
    return (
        format_html('<a href="{}">{}</a>', cell.url, cell) if isinstance(cell, ReportLink) else cell
    )


def _rows_with(rows: Sequence[Row], words: str) -> Sequence[Row]:
    """The rows whose cells together have all of `words`, in any case; without words, all rows."""
    wanted = words.casefold().split()
    if not wanted:
        return rows
    return [row for row in rows if _has(" ".join(map(str, row)).casefold(), wanted)]


def _has(text: str, wanted: list[str]) -> bool:
    return all(word in text for word in wanted)


def report_csv(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """All rows of one report as CSV. The audit trail notes the download."""
    report = _report_for(request, slug)
    now = timezone.now()
    record(request.user, AuditEntry.Act.EXPORTED, f"report {report.slug}")
    name = f"{report.slug}-{timezone.localdate(now):%Y-%m-%d}.csv"
    return spreadsheet(name, report.columns, report.rows(now))


def _report_for(request: AuthenticatedRequest, slug: str) -> Report:
    report = REPORTS.get(slug)
    if report is None:
        raise Http404("There is no such report.")
    if not request.user.has_perm(report.permission):
        raise PermissionDenied
    return report()


def spreadsheet(name: str, columns: Sequence[str], rows: Iterable[Row]) -> HttpResponse:
    """A download of a CSV file called `name`: a line of `columns`, then `rows`."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # spreadsheets read UTF-8 only with a byte order mark
    writer = csv.writer(response)
    writer.writerow(columns)
    writer.writerows(map(spreadsheet_text, row) for row in rows)
    return response


def spreadsheet_text(cell: Cell) -> str:
    """The cell's text, after an apostrophe if a spreadsheet would take the text for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
