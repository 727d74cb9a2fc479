"""One week of a log, beside the weeks before it."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from journal.looking_back.day_sums import Step, Stretch, day_walks, stretches
from journal.looking_back.periods import DAYS_A_WEEK, FIRST_YEAR, monday_of, on_days
from journal.models import Walk

WEEK = timedelta(days=DAYS_A_WEEK)
SHOWN_BEFORE = 8  # weeks


@dataclass(frozen=True)
class WeekOverview:
    """A week as days, and the weeks before it, the latest first."""

    first: date
    today: date
    whole: Stretch
    days: list[Stretch]
    before: list[Stretch]

    @property
    def last(self) -> date:
        return self.first + WEEK - timedelta(days=1)

    @property
    def is_running(self) -> bool:
        """Whether the week has not ended yet."""
        return self.today <= self.last

    @property
    def previous(self) -> Stretch:
        return self.before[0]

    @property
    def previous_first(self) -> date | None:
        """The Monday of the week before; None where it is before FIRST_YEAR."""
        before = self.first - WEEK
        return before if before.year >= FIRST_YEAR else None

    @property
    def next_first(self) -> date | None:
        """The Monday of the week after; None where that week has not begun."""
        following = self.first + WEEK
        return following if following <= self.today else None


def week_overview(walker: User, day: date, today: date) -> WeekOverview:
    """The week with `day` in it. Two queries, however long the log is."""
    first = monday_of(day)
    last = first + WEEK - timedelta(days=1)
    begin = first - SHOWN_BEFORE * WEEK
    walks = day_walks(on_days(Walk.objects.for_user(walker), begin, last))
    *before, whole = stretches(walks, begin, last, Step.WEEK)
    days = stretches(whole.walks, first, last, Step.DAY)
    return WeekOverview(first, today, whole, days, before[::-1])
