"""The pages of a week and of a month of the walker's own walks."""

from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import AuthenticatedRequest
from journal.access import walker_required
from journal.advice.fitting import log_changes
from journal.looking_back.day_sums import Step
from journal.looking_back.months import month_overview
from journal.looking_back.periods import monday_of
from journal.looking_back.weeks import WEEK, week_overview
from journal.presentation.day_chart import day_chart
from journal.presentation.nudge_cards import nudge_cards


@require_safe
@walker_required
def week_page(request: AuthenticatedRequest, day: date | None = None) -> HttpResponse:
    """The week that `day` is in, or the present one: minutes and pain by date, and earlier weeks.

    404 where `day` is in the future.
    """
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
def week_changes(request: AuthenticatedRequest, day: date) -> HttpResponse:
    """How the statements about the log changed during the week of `day`. This is not on the page of
    the week itself, because it reads the whole log. 404 where the week has not begun."""
    now = timezone.localtime()
    monday = monday_of(day)
    then = datetime.combine(monday, time.min, tzinfo=now.tzinfo)
    if then > now:
        raise Http404("That week has not begun.")
    end = min(now, then + WEEK - timedelta(microseconds=1))
    found = log_changes(request.user, then - timedelta(microseconds=1), end)
    return render(request, "journal/week_changes.html", {"changes": found})


@require_safe
@walker_required
def month_page(request: AuthenticatedRequest, month: date | None = None) -> HttpResponse:
    """A month as a calendar with links to the walks of each day. 404 where it has not begun."""
    today = timezone.localdate()
    if month and month > today:
        raise Http404("That month has not begun.")
    found = month_overview(request.user, month or today.replace(day=1), today)
    context = {"month": found, "nudges": nudge_cards(request.user)}
    return render(request, "journal/month.html", context)
