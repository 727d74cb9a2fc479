"""The queue: what waits for this person, what will happen by itself, what should be looked at."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AuthenticatedRequest, User
from articles.models import Edition, ProposedChange
from articles.office.frame import site_page
from articles.office.reports import REPORTS, Report, ReviewDue

SHOWN = 20
EXPIRES_SOON = timedelta(days=60)
State = Edition.State
SENT_BACK = "Sent back to you"
YOUR_DRAFTS = "Your drafts"
FOR_YOUR_REVIEW = "Waiting for your review"
FOR_A_REVIEWER = "Waiting for a reviewer"
YOURS_WAITING = "Yours, waiting for another’s review"
APPROVED = "Approved, waiting to be published"
DRAFTS_OF_OTHERS = "Drafts of others"


@dataclass(frozen=True)
class Section:
    """One section of the queue: editions, the longest waiting first, and changes of records."""

    title: str
    editions: list[Edition]  # the first `SHOWN`
    total: int  # of editions
    is_mine: bool  # whether it waits for this person
    changes: list[ProposedChange] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.total + len(self.changes)

    @property
    def further(self) -> int:
        return self.total - len(self.editions)


def sections(user: User, now: datetime) -> list[Section]:
    """The sections of `user`'s queue at `now`, without the empty ones."""
    editions = Edition.objects.all()
    opened = editions.open()
    drafts = opened.filter(state=State.DRAFT)
    own = drafts.filter(author=user)
    waiting = opened.filter(state=State.IN_REVIEW)
    theirs = _not_written_by(user, waiting)
    may_review = user.has_perm("articles.review_edition")
    may_publish = user.has_perm("articles.publish_edition")
    found = [
        _section("Handed to you", opened.filter(assigned_to=user), True),
        _section(SENT_BACK, own.exclude(review_note=""), True),
        _section(YOUR_DRAFTS, own.filter(review_note=""), True),
        _section(FOR_YOUR_REVIEW if may_review else FOR_A_REVIEWER, theirs, may_review),
        _section(YOURS_WAITING, waiting.exclude(pk__in=theirs), False),
        _section(APPROVED, opened.filter(state=State.READY), may_publish),
        _section(
            "Scheduled",
            editions.filter(state=State.PUBLISHED, publish_at__gt=now),
            False,
            "publish_at",
        ),
        _section(
            "Expires within 60 days",
            editions.public(now).leaving_after(now).filter(expires_at__lte=now + EXPIRES_SOON),
            False,
            "expires_at",
        ),
        _section(ReviewDue.title, ReviewDue.editions(now), False, "review_due_on"),
        _section(DRAFTS_OF_OTHERS, drafts.exclude(author=user), False),
    ]
    changes = _changes_by_title(user, may_review)
    found = [replace(section, changes=changes.get(section.title, [])) for section in found]
    return [section for section in found if section.editions or section.changes]


def _changes_by_title(user: User, may_review: bool) -> dict[str, list[ProposedChange]]:
    """The open changes of records, by the title of the section where a like edition would stand."""
    changes = list(ProposedChange.objects.open().select_related("kind").order_by("updated_at"))
    saved = ProposedChange.history.filter(history_user=user, history_change_reason=None)
    written = set(saved.values_list("id", flat=True)) if changes else set()
    found: dict[str, list[ProposedChange]] = {}
    for change in changes:
        is_own = change.author_id == user.pk
        if change.state == ProposedChange.State.READY:
            title = APPROVED
        elif change.state == ProposedChange.State.DRAFT:
            title = (
                (SENT_BACK if change.review_note else YOUR_DRAFTS) if is_own else DRAFTS_OF_OTHERS
            )
        elif is_own or change.pk in written:
            title = YOURS_WAITING
        else:
            title = FOR_YOUR_REVIEW if may_review else FOR_A_REVIEWER
        found.setdefault(title, []).append(change)
    return found


def _section(
    title: str, editions: QuerySet[Edition], is_mine: bool, order: str = "updated_at"
) -> Section:
    first = list(editions.select_related("article__topic").order_by(order, "pk")[:SHOWN])
    total = len(first) if len(first) < SHOWN else editions.count()
    return Section(title, first, total, is_mine)


FLAGGED = ("unhelpful", "failed-searches", "broken-links")


def flagged(now: datetime) -> list[tuple[type[Report], int]]:
    """(report, number of rows) of each report about readers' problems that has any rows."""
    counted = [(REPORTS[slug], len(REPORTS[slug]().rows(now))) for slug in FLAGGED]
    return [(report, count) for report, count in counted if count]


def _not_written_by(user: User, editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """The editions that `user` has not written: `Edition.was_written_by`, for all in one query."""
    saved = Edition.history.filter(history_user=user, history_change_reason=None)
    return editions.exclude(author=user).exclude(pk__in=saved.values("id"))


def queue_page(request: AuthenticatedRequest, site: AdminSite) -> HttpResponse:
    """This person's queue, and the reports with rows about readers' problems.

    Raises PermissionDenied for people who may not view editions.
    """
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
