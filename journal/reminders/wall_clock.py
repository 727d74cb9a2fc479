"""Convert a time of day in somebody's zone to a moment, also on days when the clocks change.

Pure: no database and no clock. “At eight in the evening” is a time on the clock and not every 24
hours, so that a reminder keeps its time when the clocks change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# A reminder is still worth sending this long after its time, if the day has not ended by then.
LATEST_AFTER = timedelta(hours=3)
DAYS_AHEAD = 16  # a week, and a second one for a zone that leaves out a day
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day in the person's zone, and the moments between which its reminder may be sent."""

    day: date
    since: datetime
    until: datetime


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The moment (UTC) at which it is `at` on `day` in `zone`; None where there is no such day.

    Of a time that comes twice, it is the first. A time that is skipped is moved later by as much as
    the clocks jump, or to before the jump where that would be on another day.
    """
    for fold in (0, 1):
        instant = datetime.combine(day, at, tzinfo=zone).replace(fold=fold).astimezone(UTC)
        if instant.astimezone(zone).date() == day:
            return instant
    return None


def due_day(at: time, zone: ZoneInfo, now: datetime) -> DueDay | None:
    """The present day in `zone`, if its reminder at `at` may be sent `now`; else None."""
    day = now.astimezone(zone).date()
    since = instant_of(day, at, zone)
    if since is None:
        return None
    ends = instant_of(day + ONE_DAY, time(0), zone) or since + LATEST_AFTER
    until = min(since + LATEST_AFTER, ends)
    return DueDay(day, since, until) if since <= now < until else None


def next_instant(
    at: time, zone: ZoneInfo, now: datetime, is_wanted: Callable[[date], bool]
) -> datetime | None:
    """The first moment after `now` at which it is `at` in `zone` on a day that is wanted.

    None where there is none within DAYS_AHEAD days.
    """
    today = now.astimezone(zone).date()
    for ahead in range(DAYS_AHEAD):
        day = today + ONE_DAY * ahead
        instant = instant_of(day, at, zone) if is_wanted(day) else None
        if instant and instant > now:
            return instant
    return None
