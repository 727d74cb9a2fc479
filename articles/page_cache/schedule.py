"""The moments around now at which what readers see changes: the last one, and the next by clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from articles.models import ContentVersion, Edition
from articles.page_cache.versions import content_version

# Pages also change with the code, the templates and the settings of this process.
STARTED = timezone.now()
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Moments:
    """When anything that readers see last changed, and when the clock changes it next.

    One pair for all pages, because each also shows its neighbours, cautions and sources: a page
    must not be called unchanged when a caution on it is new.
    """

    last: datetime
    next: datetime

    def include(self, now: datetime) -> bool:
        return self.last <= now < self.next

    @property
    def settles(self) -> datetime:
        """From here on no further change can carry the same second as the last one.

        `Last-Modified` knows whole seconds: a page built earlier could change again within its
        own. The second more is for clocks of web and database that differ.
        """
        return self.last.replace(microsecond=0) + 2 * SECOND


_known: tuple[tuple | None, Moments] | None = None


def moments(now: datetime) -> Moments:
    """Around `now`: read from the editions once for each version of the content."""
    global _known  # the same for every request, and worth five queries
    version = content_version()
    if version and _known and _known[0] == version and _known[1].include(now):
        return _known[1]
    changed_at = ContentVersion.objects.values_list("changed_at", flat=True).first()
    found = _around(now, changed_at or STARTED)
    _known = (version, found)
    return found


def _around(now: datetime, changed_at: datetime) -> Moments:
    """Five queries, each answered from one end of an index."""
    today = timezone.localdate(now)
    editions = Edition.objects.order_by()
    lapsed = editions.filter(review_due_on__lt=today).aggregate(at=Max("review_due_on"))["at"]
    last = [
        min(STARTED, now),  # a clock that was set back shows a page of the future to nobody
        min(changed_at, now),
        editions.filter(publish_at__lte=now).aggregate(at=Max("publish_at"))["at"],
        editions.filter(expires_at__lte=now).aggregate(at=Max("expires_at"))["at"],
        midnight_after(lapsed) if lapsed else None,
    ]
    next_ = [
        midnight_after(today),  # reviews lapse by day
        editions.filter(publish_at__gt=now).aggregate(at=Min("publish_at"))["at"],
        editions.filter(expires_at__gt=now).aggregate(at=Min("expires_at"))["at"],
    ]
    return Moments(max(filter(None, last)), min(filter(None, next_)))


def midnight_after(day: date) -> datetime:
    """The moment at which `day` ends on the site's clock."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
