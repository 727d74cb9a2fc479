"""The pages of the reports: all of them listed, one of them with its rows, and the same as CSV."""

import csv

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone

from accounts.audit import AuditEntry, record
from accounts.models import AuthenticatedRequest
from articles.office.frame import site_page
from articles.office.reports import REPORTS, Cell, Report

ROWS_A_PAGE = 100


def reports_page(request: AuthenticatedRequest, site: AdminSite) -> HttpResponse:
    """The reports that this person may read."""
    allowed = [report for report in REPORTS.values() if request.user.has_perm(report.permission)]
    if not allowed:
        raise PermissionDenied
    return site_page(request, site, "admin/reports/index.html", "Reports", reports=allowed)


def report_page(request: AuthenticatedRequest, slug: str, site: AdminSite) -> HttpResponse:
    """One report, its rows on several pages."""
    report = _report_for(request, slug)
    pages = Paginator(report.rows(timezone.now()), ROWS_A_PAGE)
    rows = pages.get_page(request.GET.get("page"))
    return site_page(
        request, site, "admin/reports/report.html", report.title, report=report, rows=rows
    )


def report_csv(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """All rows of one report, for a spreadsheet."""
    report = _report_for(request, slug)
    now = timezone.now()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    record(request.user, AuditEntry.Act.EXPORTED, f"report {report.slug}")
    name = f"{report.slug}-{timezone.localdate(now):%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # spreadsheets read UTF-8 only with the mark
    writer = csv.writer(response)
    writer.writerow(report.columns)
    writer.writerows([_harmless(cell) for cell in row] for row in report.rows(now))
    return response


def _report_for(request: AuthenticatedRequest, slug: str) -> Report:
    report = REPORTS.get(slug)
    if report is None:
        raise Http404("There is no such report.")
    if not request.user.has_perm(report.permission):
        raise PermissionDenied
    return report()


def _harmless(cell: Cell) -> str:
    """Text that a spreadsheet does not take for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
