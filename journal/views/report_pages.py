"""Pages of the report for the clinic: choose and see it, save it as PDF, share it by a link."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.erased_bytes import overwrite_after_commit
from accounts.models import AuthenticatedRequest, User
from accounts.password_first import password_first
from articles.public.shared_drafts import is_visit, unlisted
from journal.access import walker_required
from journal.forms.report_form import ReportForm, ShareReportForm
from journal.models import SharedReport
from journal.models.shared_reports import MAX_OPEN, new_report_token, report_digest
from journal.report.contents import ReportContents, report_of
from journal.report.report_charts import report_charts
from journal.report.report_pdf import can_make_pdf, report_as_pdf
from journal.report.snapshot import Snapshot, take_snapshot
from journal.views.whole_log_page import render_whole_log


def _shown(report: ReportContents, name: str) -> dict[str, Any]:
    """The template context of the report itself."""
    charts = report_charts(report) if report.shows("charts") else []
    return {"report": report, "charts": charts, "name": name}


@require_safe
@walker_required
def clinic_report(request: AuthenticatedRequest) -> HttpResponse:
    now = timezone.now()
    form = ReportForm(request.GET, today=timezone.localdate(now))
    return _report_page(request, form, ShareReportForm(), now)


def _report_page(
    request: AuthenticatedRequest, form: ReportForm, share_form: ShareReportForm, now: datetime
) -> HttpResponse:
    choices = form.choices()
    report = report_of(take_snapshot(request.user, choices, now))
    context = {
        "form": form,
        "share_form": share_form,
        "chosen": choices,
        "links": SharedReport.objects.for_user(request.user).open(now),
        "can_make_pdf": can_make_pdf(),
    }
    context |= _shown(report, form.top_name())
    return render_whole_log(request, "journal/report.html", context)


@require_POST
@walker_required
@password_first
def report_pdf(request: AuthenticatedRequest) -> HttpResponse:
    if not can_make_pdf():
        raise Http404("This site cannot make a PDF. You can print the page instead.")
    now = timezone.now()
    form = ReportForm(request.POST, today=timezone.localdate(now))
    report = report_of(take_snapshot(request.user, form.choices(), now))
    response = HttpResponse(report_as_pdf(report, form.top_name()), content_type="application/pdf")
    name = f"walks-{report.snapshot.start}-to-{report.snapshot.end}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@walker_required
@password_first
def share_report(request: AuthenticatedRequest) -> HttpResponse:
    """Make a link to the report. Its address is shown on this response only, and never stored."""
    now = timezone.now()
    form = ReportForm(request.POST, today=timezone.localdate(now))
    share_form = ShareReportForm(request.POST)
    if SharedReport.objects.for_user(request.user).open(now).count() >= MAX_OPEN:
        share_form.add_error(None, "You have many open links. End one of them first.")
    if not (form.is_valid() and share_form.is_valid()):
        return _report_page(request, form, share_form, now)
    address, link = _share(request.user, form, share_form.cleaned_data, now)
    return render(request, "journal/report_shared.html", {"address": address, "link": link})


def _share(
    walker: User, form: ReportForm, shared: dict[str, Any], now: datetime
) -> tuple[str, SharedReport]:
    snapshot = take_snapshot(walker, form.choices(), now)
    token = new_report_token(walker)
    link = SharedReport.objects.create(
        walker=walker,
        digest=report_digest(token),
        for_whom=shared["for_whom"],
        content=snapshot.to_text(),
        name=form.top_name(),
        days=shared["days"],
        created_at=now,
        expires_at=now + timedelta(days=shared["days"]),
    )
    return settings.SITE_URL + reverse("shared_report", args=[token]), link


@require_POST
@walker_required
def revoke_report(request: AuthenticatedRequest, entry: Any) -> HttpResponse:
    """End a link and delete the report behind it. A repeat changes nothing."""
    now = timezone.now()
    mine = SharedReport.objects.for_user(request.user).filter(entry=entry)
    link = get_object_or_404(mine)
    with transaction.atomic():
        mine.filter(revoked_at=None).update(revoked_at=now, content="", name="")
        overwrite_after_commit()
    messages.success(request, f"The link for {link.for_whom} no longer works.")
    return redirect("journal:report")


@require_safe
@unlisted
def shared_report(request: HttpRequest, token: str) -> HttpResponse:
    """The report for somebody with its link. Every link that is not open gets the same 404 page."""
    now = timezone.now()
    link = SharedReport.objects.find(token, now)
    if link is None:
        return render(request, "journal/shared_report_gone.html", status=404)
    report = report_of(Snapshot.from_text(link.content))
    if is_visit(request):
        SharedReport.objects.count_visit(link, timezone.localdate(now))
    context = {"link": link} | _shown(report, link.name)
    return render(request, "journal/shared_report.html", context)
