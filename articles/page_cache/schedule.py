"""When the content that readers see last changed, and when the clock will change it next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from articles.models import ContentVersion, Edition
from articles.page_cache.versions import content_version

# Pages also change with the code, the templates and the settings of this process.
STARTED_AT = timezone.now()
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class ChangeSchedule:
    """The moments of the last and the next change of anything that readers see.

    They are the same for all pages, because each page also shows its neighbours, cautions and
    sources: a page is not unchanged if a caution on it is new.
    """

    last_change: datetime
    next_change: datetime

    def covers(self, now: datetime) -> bool:
        return self.last_change <= now < self.next_change

    @property
    def settled_at(self) -> datetime:
        """The moment from which on no change can have the same second as the last one.

        `Last-Modified` has whole seconds: a page that is built before could change again within its
        second. One more second allows for a difference between the clocks of server and database.
        """
        return self.last_change.replace(microsecond=0) + 2 * SECOND


_latest: tuple[tuple | None, ChangeSchedule] | None = None


def change_schedule(now: datetime) -> ChangeSchedule:
    """The schedule around `now`, read from the database once for each content version."""
    global _latest  # the same for every request, and it saves five queries
    version = content_version()
    if version and _latest and _latest[0] == version and _latest[1].covers(now):
        return _latest[1]
    changed_at = ContentVersion.objects.values_list("changed_at", flat=True).first()
    found = _read_schedule(now, changed_at or STARTED_AT)
    _latest = (version, found)
    return found


def _read_schedule(now: datetime, changed_at: datetime) -> ChangeSchedule:
    """The schedule around `now`, by five queries that each read one end of an index."""
    today = timezone.localdate(now)
    editions = Edition.objects.order_by()
    lapsed = editions.filter(review_due_on__lt=today).aggregate(at=Max("review_due_on"))["at"]
    past = [
        min(STARTED_AT, now),  # never in the future, even if the clock was set back
        min(changed_at, now),
        editions.filter(publish_at__lte=now).aggregate(at=Max("publish_at"))["at"],
        editions.filter(expires_at__lte=now).aggregate(at=Max("expires_at"))["at"],
        midnight_after(lapsed) if lapsed else None,
    ]
    coming = [
        midnight_after(today),  # reviews lapse by day
        editions.filter(publish_at__gt=now).aggregate(at=Min("publish_at"))["at"],
        editions.filter(expires_at__gt=now).aggregate(at=Min("expires_at"))["at"],
    ]
    return ChangeSchedule(max(filter(None, past)), min(filter(None, coming)))


def midnight_after(day: date) -> datetime:
    """The moment at which `day` ends on the site's clock."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
