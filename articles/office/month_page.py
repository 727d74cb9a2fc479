"""The calendar report as a month: a table of weeks with a cell for each day."""

import re
from calendar import Calendar as Weeks
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest
from articles.office.frame import site_page
from articles.office.reports import Calendar, Row

SHOWN = 4  # rows of one day; the report lists the rest
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 1)  # date fields take no day outside these months
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True)
class CalendarDay:
    """One cell: a day and what happens on it. Days of the month before or after have no rows."""

    day: date
    is_of_month: bool
    is_today: bool
    rows: list[Row]

    @property
    def shown(self) -> list[Row]:
        return self.rows[:SHOWN]

    @property
    def further(self) -> int:
        return max(len(self.rows) - SHOWN, 0)


def calendar_month_page(request: AuthenticatedRequest, site: AdminSite) -> HttpResponse:
    """The month that `?month=` names, such as 2026-05; the current one if it names none."""
    if not request.user.has_perm(Calendar.permission):
        raise PermissionDenied
    now = timezone.now()
    today = timezone.localdate(now)
    first = _month_of(request.GET.get("month", "")) or today.replace(day=1)
    return site_page(
        request,
        site,
        "admin/reports/month.html",
        f"What happens by itself: {first:%B %Y}",
        first=first,
        weeks=_weeks(first, today, Calendar().rows(now)),
        before=_shifted(first, -1),
        after=_shifted(first, 1),
        this_month=today.replace(day=1),
    )


def _month_of(text: str) -> date | None:
    found = _MONTH.fullmatch(text)
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (FIRST.year <= year <= LAST.year and 1 <= month <= 12):
        return None
    return date(year, month, 1)


def _shifted(first: date, by: int) -> date | None:
    """The first day of the month that is `by` months later; None outside `FIRST` to `LAST`."""
    months = first.year * 12 + first.month - 1 + by
    other = date(months // 12, months % 12 + 1, 1)
    return other if FIRST <= other <= LAST else None


def _weeks(first: date, today: date, rows: Iterable[Row]) -> list[list[CalendarDay]]:
    by_day: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_day[str(row[0])].append(row)
    return [
        [
            CalendarDay(
                day,
                is_of_month=day.month == first.month,
                is_today=day == today,
                rows=by_day[f"{day:%Y-%m-%d}"] if day.month == first.month else [],
            )
            for day in week
        ]
        for week in Weeks().monthdatescalendar(first.year, first.month)
    ]
