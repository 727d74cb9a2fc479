"""An hour of the day in somebody's zone as a moment: through changes of summer time, and once.

Pure: no database and no clock. “At eight in the evening” is a time on the wall and not every 24
hours, so that a reminder keeps its hour when the clocks change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# So long after its hour a reminder is still worth sending, if the day has not ended by then.
LATEST_AFTER = timedelta(hours=3)
DAYS_AHEAD = 16  # a week, and a second one for a zone that leaves out a day
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day of the person's with the moments from which and up to which it is due."""

    day: date
    since: datetime
    until: datetime


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """When it is `at` on `day` in `zone`; None where there is no such day.

    An hour that comes twice is meant the first time. One that is left out is taken as much later
    as the clocks jump, or before the jump where that would be on another day.
    """
    for fold in (0, 1):
        instant = datetime.combine(day, at, tzinfo=zone).replace(fold=fold).astimezone(UTC)
        if instant.astimezone(zone).date() == day:
            return instant
    return None


def due_day(at: time, zone: ZoneInfo, now: datetime) -> DueDay | None:
    """Today as the person has it, if `at` has come and is not too long ago."""
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
    """The first moment after `now` at which it is `at` on a day that is wanted."""
    today = now.astimezone(zone).date()
    for ahead in range(DAYS_AHEAD):
        day = today + ONE_DAY * ahead
        instant = instant_of(day, at, zone) if is_wanted(day) else None
        if instant and instant > now:
            return instant
    return None
