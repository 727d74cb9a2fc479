"""The queue: what waits for this person, what will happen by itself, what should be looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest, User
from articles.models import Edition
from articles.office.frame import site_page
from articles.office.reports import REPORTS, Report, ReviewDue

SHOWN = 20
EXPIRES_SOON = timedelta(days=60)
State = Edition.State


@dataclass(frozen=True)
class Section:
    """One heading of the queue with its editions, the longest waiting first."""

    title: str
    editions: list[Edition]
    total: int
    is_mine: bool  # whether it waits for this person

    @property
    def further(self) -> int:
        return self.total - len(self.editions)


def sections(user: User, now: datetime) -> list[Section]:
    """What stands in `user`'s queue at `now`; headings without anything below are left out."""
    editions = Edition.objects.all()
    drafts = editions.filter(state=State.DRAFT)
    own = drafts.filter(author=user)
    waiting = editions.filter(state=State.IN_REVIEW)
    found = [
        _section("Handed to you", editions.filter(assigned_to=user).open(), True),
        _section("Sent back to you", own.exclude(review_note=""), True),
        _section("Your drafts", own.filter(review_note=""), True),
    ]
    theirs = _not_written_by(user, waiting)
    if user.has_perm("articles.review_edition"):
        found.append(_section("Waiting for your review", theirs, True))
    else:
        found.append(_section("Waiting for a reviewer", theirs, False))
    found += [
        _section("Yours, waiting for another’s review", waiting.exclude(pk__in=theirs), False),
        _section(
            "Approved, waiting to be published",
            editions.filter(state=State.READY),
            user.has_perm("articles.publish_edition"),
        ),
        _section(
            "Scheduled",
            editions.filter(state=State.PUBLISHED, publish_at__gt=now),
            False,
            "publish_at",
        ),
        _section(
            "Expires within 60 days",
            editions.public(now).filter(expires_at__lte=now + EXPIRES_SOON),
            False,
            "expires_at",
        ),
        _section(ReviewDue.title, ReviewDue.editions(now), False, "review_due_on"),
        _section("Drafts of others", drafts.exclude(author=user), False),
    ]
    return [section for section in found if section.editions]


def _section(
    title: str, editions: QuerySet[Edition], is_mine: bool, order: str = "updated_at"
) -> Section:
    first = list(editions.select_related("article__topic").order_by(order, "pk")[:SHOWN])
    total = len(first) if len(first) < SHOWN else editions.count()
    return Section(title, first, total, is_mine)


FLAGGED = ("unhelpful", "failed-searches", "broken-links")


def flagged(now: datetime) -> list[tuple[type[Report], int]]:
    """The reports of what readers ran into that have something in them, with how much."""
    counted = [(REPORTS[slug], len(REPORTS[slug]().rows(now))) for slug in FLAGGED]
    return [(report, count) for report, count in counted if count]


def _not_written_by(user: User, editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Those that this person may approve: `Edition.was_written_by`, asked of all at once."""
    saved = Edition.history.filter(history_user=user, history_change_reason=None)
    return editions.exclude(author=user).exclude(pk__in=saved.values("id"))


def queue_page(request: AuthenticatedRequest, site: AdminSite) -> HttpResponse:
    if not request.user.has_perm("articles.view_edition"):
        raise PermissionDenied
    now = timezone.now()
    return site_page(
        request,
        site,
        "admin/queue.html",
        "What is waiting",
        sections=sections(request.user, now),
        flagged=flagged(now),
        now=now,
    )
