"""Reports: lists of what somebody should look at, each as a page and as a file.

A report is a class, here or in an app that imports this one (the journal has its own). It names its
columns and returns its rows; `report_pages.py` shows all reports in the same way.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from articles.models import Answer, Edition, FailedSearch, LinkCheck, Question, Source
from articles.models.office_addresses import address_of_key, change_address

REVIEW_SOON = timedelta(days=60)
OLD_SOURCE_YEARS = 5


@dataclass(frozen=True)
class ReportLink:
    """A cell with a link: the page shows the link, the file only its text."""

    text: str
    url: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | ReportLink
Row = tuple[Cell, ...]


class Report(ABC):
    """One report: its title, who may read it, and its rows."""

    slug: ClassVar[str]
    title: ClassVar[str]
    explains: ClassVar[str]
    permission: ClassVar[str] = "articles.view_edition"
    columns: ClassVar[tuple[str, ...]]

    has_count: ClassVar[bool] = True  # each row is something to do, so rows are counted
    other_view: ClassVar[tuple[str, str] | None] = None  # (URL name, label) of another page for it

    @abstractmethod
    def rows(self, now: datetime) -> Sequence[Row]:
        """All rows at `now`, with a cell for each of `columns`, what matters most first.

        The number of queries does not depend on the number of rows.
        """

    def count(self, now: datetime) -> int:
        """How many rows there are, for the list of all reports."""
        return len(self.rows(now))


REPORTS: dict[str, type[Report]] = {}


def register_report(report: type[Report]) -> type[Report]:
    REPORTS[report.slug] = report
    return report


def edition_link(edition: Edition) -> ReportLink:
    return ReportLink(edition.title, change_address(edition))


@register_report
class ReviewDue(Report):
    slug = "review-due"
    title = "Reviews that have run out or soon will"
    explains = (
        "Readers are told that a review has run out, and such a page is no longer matched to "
        "anybody’s walks. Listed from 60 days before."
    )
    columns = ("Article", "Review due", "Reviewer", "Open draft")

    def rows(self, now: datetime) -> list[Row]:
        return [
            (
                edition_link(edition),
                f"{edition.review_due_on:%Y-%m-%d}",
                edition.reviewer_name,
                "yes" if edition.open_editions else "no",
            )
            for edition in self.editions(now).order_by("review_due_on", "pk")
        ]

    @staticmethod
    def editions(now: datetime) -> "QuerySet[Any]":
        last_day = timezone.localdate(now) + REVIEW_SOON
        is_open = Q(article__editions__state__in=Edition.OPEN_STATES)
        return (
            Edition.objects.public(now)
            .filter(review_due_on__lte=last_day)
            .annotate(open_editions=Count("article__editions", filter=is_open))
        )


@register_report
class Unreviewed(Report):
    slug = "unreviewed"
    title = "Pages that no clinician has reviewed"
    explains = "Their pages say so, and search engines are asked to leave them out."
    columns = ("Article", "Author", "Public since")

    def rows(self, now: datetime) -> list[Row]:
        editions = self.editions(now).order_by("publish_at", "pk")
        shown = editions.values_list("pk", "title", "author_name", "publish_at")
        return [
            (ReportLink(title, address_of_key(Edition, key)), author, f"{since:%Y-%m-%d}")
            for key, title, author, since in shown
        ]

    def count(self, now: datetime) -> int:
        return self.editions(now).count()

    @staticmethod
    def editions(now: datetime) -> "QuerySet[Any]":
        return Edition.objects.public(now).filter(reviewed_on=None)


@register_report
class OldSources(Report):
    slug = "old-sources"
    title = "Sources older than five years, or never checked"
    explains = "Only those on which a public answer rests. A newer one may say something else."
    columns = ("Source", "Publisher", "Year", "Checked on", "Public answers")

    def rows(self, now: datetime) -> list[Row]:
        oldest = timezone.localdate(now).year - OLD_SOURCE_YEARS
        is_old = Q(year__lt=oldest) | Q(checked_on=None)
        citations = Answer.sources.through.objects.filter(
            answer__edition__in=Edition.objects.public(now)
        )
        live_answers = dict(citations.values_list("source").annotate(Count("pk")))
        sources = Source.objects.filter(is_old).order_by("year", "title")
        return [
            (
                ReportLink(source.title, change_address(source)),
                source.publisher,
                source.year or "",
                f"{source.checked_on:%Y-%m-%d}" if source.checked_on else "never",
                live_answers[source.pk],
            )
            for source in sources
            if source.pk in live_answers
        ]


@register_report
class Unhelpful(Report):
    slug = "unhelpful"
    title = "Questions that readers marked unhelpful"
    explains = (
        "At least five readers voted, and at least half of them did not find it helpful. Each "
        "leads to what readers wrote about it."
    )
    columns = ("Question", "Not helpful", "Helpful")

    def rows(self, now: datetime) -> list[Row]:
        remarks = reverse("admin:articles_remark_changelist")
        columns = ("pk", "wording", "unhelpful", "helpful")
        found: Iterable[Any] = Question.objects.marked_unhelpful().with_wording().values(*columns)
        return [
            (
                ReportLink(each["wording"] or "–", f"{remarks}?question__id__exact={each['pk']}"),
                each["unhelpful"],
                each["helpful"],
            )
            for each in found
        ]


@register_report
class FailedSearches(Report):
    slug = "failed-searches"
    title = "Searches that found nothing"
    explains = (
        "Typed on at least three days or five times, in the last twelve weeks. A synonym, another "
        "wording of a question or a promoted answer may help the next reader; or a new answer."
    )
    columns = ("Words", "Times", "Days", "Last typed", "As a synonym", "As a promoted answer")

    def rows(self, now: datetime) -> list[Row]:
        return [
            (
                each["words"],
                each["total"],
                each["days"],
                f"{each['last']:%Y-%m-%d}",
                _with_words("synonym", "words", each["words"]),
                _with_words("promotedanswer", "searches", each["words"]),
            )
            for each in FailedSearch.objects.telling()
        ]


def _with_words(model: str, field: str, words: str) -> ReportLink:
    """A link to the form of a new record of `model`, with `words` already in its `field`."""
    address = reverse(f"admin:articles_{model}_add")
    return ReportLink("add", f"{address}?{urlencode({field: words})}")


@register_report
class Calendar(Report):
    slug = "calendar"
    title = "What happens by itself, day by day"
    explains = (
        "Editions that readers will see, pages that will be gone, and reviews that run out: all "
        "that is known of, the next day first. What has run out already stands above."
    )
    columns = ("Day", "Time", "What happens", "Page")
    other_view = ("admin:report_month", "As a month")

    def rows(self, now: datetime) -> list[Row]:
        appearing = Edition.objects.appearing_after(now)
        leaving = Edition.objects.leaving_after(now)
        found = [(each.publish_at, "readers see it", each) for each in appearing]
        found += [(each.expires_at, "it is gone", each) for each in leaving]
        moments: list[Row] = [
            (f"{at:%Y-%m-%d}", f"{at:%H:%M}", what, edition_link(each))
            for at, what, each in ((timezone.localtime(at), what, each) for at, what, each in found)
        ]
        days: list[Row] = [
            (f"{each.review_due_on:%Y-%m-%d}", "", "its review runs out", edition_link(each))
            for each in self.reviews(now)
        ]
        return sorted(moments + days, key=lambda row: (str(row[0]), str(row[1]), str(row[3])))

    def count(self, now: datetime) -> int:
        editions = Edition.objects
        listed = (editions.appearing_after(now), editions.leaving_after(now), self.reviews(now))
        return sum(each.count() for each in listed)

    @staticmethod
    def reviews(now: datetime) -> "QuerySet[Edition]":
        """The live editions whose review runs out, or has run out, while readers see them."""
        of_article = Edition.objects.filter(article=OuterRef("article"))
        due = OuterRef("review_due_on")
        newer = of_article.appearing_after(now).filter(publish_at__date__lte=due)
        live = Edition.objects.public(now).exclude(review_due_on=None)
        return live.exclude(expires_at__date__lte=F("review_due_on")).exclude(Exists(newer))


@register_report
class BrokenLinks(Report):
    slug = "broken-links"
    title = "Links to other sites that no longer work"
    explains = (
        "As the last check found them, oldest first. Open each yourself: a site may be down for a "
        "day, or keep programs out, and those that do are named too."
    )
    columns = ("Address", "What it answered", "Broken since", "Last asked", "Needed by")

    def rows(self, now: datetime) -> list[Row]:
        checks = LinkCheck.objects.exclude(problem="").prefetch_related("articles")
        by_age = sorted(checks, key=lambda check: (check.broken_since or now, check.url))
        return [
            (
                ReportLink(check.url, check.url),
                check.problem,
                f"{timezone.localdate(check.broken_since):%Y-%m-%d}" if check.broken_since else "–",
                f"{timezone.localdate(check.checked_at):%Y-%m-%d}",
                ", ".join(article.slug for article in check.articles.all()) or "no public page",
            )
            for check in by_age
        ]
