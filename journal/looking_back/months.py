"""One month of a log as a calendar."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from journal.looking_back.day_sums import Step, Stretch, day_walks, stretches
from journal.looking_back.periods import (
    FIRST_YEAR,
    last_of_month,
    month_after,
    month_before,
    on_days,
)
from journal.models import Walk


@dataclass(frozen=True)
class MonthOverview:
    """A month as weeks of seven days, Monday first; None stands for a day of another month."""

    first: date
    today: date
    whole: Stretch
    weeks: list[list[Stretch | None]]

    @property
    def previous_first(self) -> date | None:
        """The first day of the month before; None where it is before FIRST_YEAR."""
        before = month_before(self.first)
        return before if before.year >= FIRST_YEAR else None

    @property
    def next_first(self) -> date | None:
        """The first day of the month after; None where that month has not begun."""
        following = month_after(self.first)
        return following if following <= self.today else None


def month_overview(walker: User, first: date, today: date) -> MonthOverview:
    """The month that begins with `first`. Two queries, however long the log is."""
    last = last_of_month(first)
    walks = day_walks(on_days(Walk.objects.for_user(walker), first, last))
    (whole,) = stretches(walks, first, last, Step.MONTH)
    by_day = {each.first: each for each in stretches(walks, first, last, Step.DAY)}
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return MonthOverview(first, today, whole, [[by_day.get(day) for day in week] for week in weeks])
