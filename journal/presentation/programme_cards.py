"""Programmes as pages show them: today's ticks, the days behind them, and the first check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from accounts.prepared_queries import PreparedQuery
from articles.models import Answer, Edition
from journal import patterns
from journal.advice.fitting import read_walks, walks_by_entry
from journal.models import Programme, ProgrammeTick
from journal.presentation.statements import Statement, listed_walks, statement_of

# Health services call two weeks a sensible first check (nhs-back-exercises, nhs-back-pain). The
# article on how long back pain lasts says what to look at then.
FIRST_CHECK = timedelta(days=14)
ABOUT_THE_CHECK = {"question__article__slug": "how-long-it-lasts", "question__anchor": "two-weeks"}
MIN_WALKS = 3  # for a mean that is worth naming
WEEKS_SHOWN = 6
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class TickDay:
    """A day of a programme: whether the exercises were ticked, and whether they can be."""

    day: date
    is_done: bool
    is_open: bool


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme, with the days of those of its ticks that a page needs."""

    programme: Programme
    today: date
    ticked: frozenset[date]

    @property
    def is_done_today(self) -> bool:
        return self.today in self.ticked

    @property
    def last_day(self) -> date:
        """The last day that counts: today, unless it ended or was paused before."""
        ends = (self.programme.ended_on, self.programme.paused_on)
        return min([self.today, *(day for day in ends if day)])

    @property
    def days(self) -> int:
        """From the day it began to the last one, both counted."""
        return max((self.last_day - self.programme.started_on).days + 1, 0)

    @property
    def days_ticked(self) -> int:
        """How many of `days` have a tick. There may be others: the day it began can be changed, and
        a day after a pause can be ticked."""
        return self._ticked_until(self.last_day + timedelta(days=1))

    @property
    def is_due(self) -> bool:
        """Whether it has lasted long enough for the first check."""
        last = min(self.today, self.programme.ended_on or self.today)
        return last >= self.first_check

    @property
    def first_check(self) -> date:
        return self.programme.started_on + FIRST_CHECK

    @property
    def first_days(self) -> int:
        """The number of ticks before the first check."""
        return self._ticked_until(self.first_check)

    @property
    def weeks(self) -> list[list[TickDay]]:
        """The last weeks, Monday to Sunday, the newest first."""
        monday = self.last_day - timedelta(days=self.last_day.weekday())
        mondays = [monday - WEEK * number for number in range(WEEKS_SHOWN)]
        return [
            [self._day(start + timedelta(days=number)) for number in range(7)]
            for start in mondays
            if start + WEEK > self.programme.started_on
        ]

    @property
    def further(self) -> int:
        """The number of ticks before the weeks shown."""
        first = self.weeks[-1][0].day if self.weeks else self.programme.started_on
        return self._ticked_until(first)

    def _ticked_until(self, end: date) -> int:
        """The number of ticks from the day it began to the day before `end`."""
        return sum(self.programme.started_on <= day < end for day in self.ticked)

    def _day(self, day: date) -> TickDay:
        return TickDay(day, day in self.ticked, self.programme.has_day(day, self.today))


def programme_cards(
    walker: User, programmes: Sequence[Programme], today: date
) -> list[ProgrammeCard]:
    """Each of these programmes with all its ticks. One query."""
    entries = [each.entry for each in programmes]
    found = ProgrammeTick.objects.for_user(walker).filter(programme__in=entries)
    days: dict[object, set[date]] = {entry: set() for entry in entries}
    for entry, day in found.values_list("programme", "day") if entries else ():
        days[entry].add(day)
    return [ProgrammeCard(each, today, frozenset(days[each.entry])) for each in programmes]


_going_on = PreparedQuery(
    lambda walker, today: Programme.objects.for_user(walker).going_on(today), int, date
)


def programmes_today(walker: User, today: date) -> list[ProgrammeCard]:
    """The programmes that ask for a tick today, with today's tick alone. Two queries at most."""
    if not (programmes := _going_on.all(walker.pk, today)):
        return []
    ticks = ProgrammeTick.objects.for_user(walker).filter(day=today)
    done = set(ticks.values_list("programme", flat=True))
    return [
        ProgrammeCard(each, today, frozenset({today} if each.entry in done else ()))
        for each in programmes
    ]


@dataclass(frozen=True)
class PainBefore:
    """Pain before the walks of some days: the mean, where there are enough walks to name one."""

    walks: int
    mean: float | None

    @classmethod
    def of(cls, scores: Sequence[int]) -> "PainBefore":
        mean = sum(scores) / len(scores) if len(scores) >= MIN_WALKS else None
        return cls(len(scores), mean)


@dataclass(frozen=True)
class FirstCheck:
    """What a programme's page shows from two weeks on. Beyond the pattern it only describes.

    `before` is the fortnight before the exercises began, `lately` the last one.
    """

    statement: Statement
    before: PainBefore
    lately: PainBefore
    answer: Answer | None


def first_check_of(card: ProgrammeCard, now: datetime) -> FirstCheck:
    """What the log says since this programme began, as if it were the only one."""
    programme, walker = card.programme, card.programme.walker
    log = read_walks(walker)
    reading = patterns.read(log.walks, now.astimezone(walker.zone), [programme.as_record()])
    since = reading["since_programme"]

    def scores(first: date) -> PainBefore:
        day, end = log.walks.day, first + FIRST_CHECK
        here = (day >= first.toordinal()) & (day < end.toordinal())
        return PainBefore.of(log.walks.said("pain_before")[here].tolist())

    return FirstCheck(
        statement=statement_of(since, walks_by_entry(walker, listed_walks([since]))),
        before=scores(programme.started_on - FIRST_CHECK),
        lately=scores(card.today - FIRST_CHECK + timedelta(days=1)),
        answer=_public_answers(now).filter(**ABOUT_THE_CHECK).first(),
    )


def _public_answers(now: datetime) -> QuerySet[Answer]:
    public = Answer.objects.filter(edition__in=Edition.objects.public(now))
    return public.select_related("question__article")


def movement_cards(now: datetime) -> list[Answer]:
    """The movement cards that readers may see at `now`, in the order of their pages."""
    place = ("topic__position", "position", "slug")
    order = [*(f"question__article__{name}" for name in place), "position"]
    return list(_public_answers(now).filter(kind=Answer.Kind.MOVEMENT).order_by(*order))


def card_reference(card: Answer) -> str:
    """How a programme refers to a movement card: “article#anchor” of its question."""
    return str(card.question)


def movements_of(programme: Programme, now: datetime) -> list[Answer]:
    """The movement cards that the programme names, as far as readers may still see them."""
    if not programme.movements:
        return []
    return [card for card in movement_cards(now) if card_reference(card) in programme.movements]
