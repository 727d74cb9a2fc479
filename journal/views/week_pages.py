"""A week and a month of one's own walks."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.looking_back.day_sums import Step
from journal.looking_back.months import month_overview
from journal.looking_back.weeks import week_overview
from journal.presentation.day_chart import day_chart
from journal.presentation.nudge_cards import nudge_cards


@require_safe
@walker_required
def week_page(request: AuthenticatedRequest, day: date | None = None) -> HttpResponse:
    """The week that `day` is in, or this one: minutes and pain by date, and the weeks before."""
    today = timezone.localdate()
    if day and day > today:
        raise Http404("That week has not begun.")
    week = week_overview(request.user, day or today, today)
    context = {
        "week": week,
        "chart": day_chart(week.days, Step.DAY, "Pain and minutes by day", "week"),
        "nudges": nudge_cards(request.user),
    }
    return render(request, "journal/week.html", context)


@require_safe
@walker_required
def month_page(request: AuthenticatedRequest, month: date | None = None) -> HttpResponse:
    """A month as a calendar, whose days lead to their walks."""
    today = timezone.localdate()
    if month and month > today:
        raise Http404("That month has not begun.")
    found = month_overview(request.user, month or today.replace(day=1), today)
    context = {"month": found, "nudges": nudge_cards(request.user)}
    return render(request, "journal/month.html", context)
