"""Days, weeks and months of a log; a walk is of the local date where it was walked."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.db.models import Q

from journal.models.walks import WalkQuerySet

DAYS_A_WEEK = 7
ZONES_APART = timedelta(days=1)  # zones are up to 14 hours from UTC, so that a day is enough
FIRST_YEAR, LAST_YEAR = 2000, 2999  # of walks, and in URLs


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_of_month(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    return last_of_month(first) + timedelta(days=1)


def on_days(walks: WalkQuerySet, first: date | None, last: date | None) -> WalkQuerySet:
    """Those of one person's walks that began from the day `first` to the day `last`, both counted.

    None: no bound. Days are local, in the time zone of each walk. This reads which zones the walks
    around are in: one query, or none where there is no bound.
    """
    if first is None and last is None:
        return walks
    around = walks.order_by()
    if first is not None:
        around = around.filter(started_at__gte=midnight(first, UTC) - ZONES_APART)
    if last is not None:
        around = around.filter(started_at__lt=_midnight_after(last, UTC) + ZONES_APART)
    within = Q(pk__in=())
    for name in around.values_list("time_zone", flat=True).distinct():
        zone = ZoneInfo(name)
        of_zone = Q(time_zone=name)
        if first is not None:
            of_zone &= Q(started_at__gte=midnight(first, zone))
        if last is not None:
            of_zone &= Q(started_at__lt=_midnight_after(last, zone))
        within |= of_zone
    return walks.filter(within)


def midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _midnight_after(day: date, zone: tzinfo) -> datetime:
    return midnight(day + timedelta(days=1), zone)
