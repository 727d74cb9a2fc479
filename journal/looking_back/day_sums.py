"""Sums and means of the walks of days, weeks or months; they describe and claim nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from statistics import fmean
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from journal.looking_back.periods import DAYS_A_WEEK, last_of_month, monday_of
from journal.models.walks import Walk, WalkQuerySet

MAX_DAYS = 92  # that are drawn day by day: about three months
MAX_WEEKS = 105  # that are drawn week by week: about two years


@dataclass(frozen=True, slots=True)
class DayWalk:
    """A walk as a chart of days needs it."""

    day: date
    minutes: int
    before: int
    after: int


def day_walks(walks: WalkQuerySet) -> list[DayWalk]:
    """The walks in order of time, each with its local date. One query."""
    return [day_walk(row) for row in rows_of_days(walks)]


def rows_of_days(walks: WalkQuerySet) -> QuerySet[Walk, tuple[datetime, str, int, int, int]]:
    """The rows that `day_walk` takes, in order of time."""
    return walks.order_by("started_at", "pk").values_list(
        "started_at", "time_zone", "minutes", "pain_before", "pain_after"
    )


def day_walk(row: tuple[datetime, str, int, int, int]) -> DayWalk:
    started_at, zone, *scores = row
    return DayWalk(started_at.astimezone(ZoneInfo(zone)).date(), *scores)


class Step(Enum):
    """How long each stretch of a chart is; the value is its name on pages."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @classmethod
    def over(cls, first: date, last: date) -> "Step":
        """The finest with which a chart of the days from `first` to `last` is readable."""
        days = (last - first).days + 1
        if days <= MAX_DAYS:
            return cls.DAY
        return cls.WEEK if days <= MAX_WEEKS * DAYS_A_WEEK else cls.MONTH

    def first_of(self, day: date) -> date:
        starts: dict[Step, Callable[[date], date]] = {
            Step.DAY: lambda day: day,
            Step.WEEK: monday_of,
            Step.MONTH: lambda day: day.replace(day=1),
        }
        return starts[self](day)

    def last_of(self, first: date) -> date:
        if self is Step.MONTH:
            return last_of_month(first)
        return first + timedelta(days=DAYS_A_WEEK - 1 if self is Step.WEEK else 0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The walks of successive days, from `first` to `last`, both counted."""

    first: date
    last: date
    walks: tuple[DayWalk, ...]

    @property
    def count(self) -> int:
        return len(self.walks)

    @property
    def days(self) -> int:
        """On how many days there is a walk."""
        return len({walk.day for walk in self.walks})

    @property
    def minutes(self) -> int:
        return sum(walk.minutes for walk in self.walks)

    @property
    def before(self) -> float | None:
        return fmean(walk.before for walk in self.walks) if self.walks else None

    @property
    def after(self) -> float | None:
        return fmean(walk.after for walk in self.walks) if self.walks else None


def stretches(walks: Iterable[DayWalk], first: date, last: date, step: Step) -> list[Stretch]:
    """Every stretch from `first` to `last`, also without walks; both ends are cut to those days."""
    by_start: dict[date, list[DayWalk]] = defaultdict(list)
    for walk in walks:
        by_start[step.first_of(walk.day)].append(walk)
    found = []
    start = step.first_of(first)
    while start <= last:
        end = step.last_of(start)
        here = tuple(by_start.get(start, ()))
        found.append(Stretch(max(start, first), min(end, last), here))
        start = end + timedelta(days=1)
    return found
