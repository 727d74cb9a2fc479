"""The site map: pages that search engines may show, with the dates on which they changed.

`/sitemap.xml` lists the files of each section, so that there may be any number of articles.
"""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import x_robots_tag
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition, Topic, WarningSign
from articles.page_cache.public_page import public_page
from articles.public.structured_data import absolute

# The protocol allows 50,000 in a file, but they take four seconds to write; these take 0.4 s, the
# first time.
ADDRESSES_A_FILE = 5000


def latest(*moments: datetime | None) -> datetime | None:
    return max(filter(None, moments), default=None)


def publications(now: datetime, of: str = "") -> dict[str, Max]:
    """Aggregate of editions: `came`, when the last one became public.

    In a query of another model, `of` leads to the editions, such as “articles__editions__”.
    """
    return {"came": Max(f"{of}publish_at", filter=Q(**{f"{of}publish_at__lte": now}))}


def departures(now: datetime, of: str = "") -> dict[str, Max]:
    """Aggregates of editions, as in `publications`: when the last one `ended` or was `withdrawn`.

    An edition ends when it expires. A value is None where no edition did.
    """
    ended = Q(**{f"{of}publish_at__lte": now, f"{of}expires_at__lte": now})
    return {
        "ended": Max(f"{of}expires_at", filter=ended),
        "withdrawn": Max(f"{of}withdrawn_at"),
    }


class OurSitemap(Sitemap, ABC):
    """A section of the site map. Its addresses are at SITE_URL, whatever host the request names."""

    limit = ADDRESSES_A_FILE

    def __init__(self) -> None:
        self.now = timezone.now()

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    @abstractmethod
    def lastmod(self, item: Any) -> datetime | None:
        """When the page of `item`, one of `items`, last changed; None: it has no date."""

    def file_dates(self) -> list[datetime | None]:
        """When each file of the section last changed (None: no date); no page, no file."""
        dates = [self.lastmod(item) for item in self.items()]
        starts = range(0, len(dates), self.limit)
        return [latest(*dates[start : start + self.limit]) for start in starts]


class ShrinkingSitemap(OurSitemap, ABC):
    """A section that a page leaves with an edition: that changes its files, too."""

    def file_dates(self) -> list[datetime | None]:
        left = Edition.objects.aggregate(**departures(self.now)).values()
        return [latest(date, *left) for date in super().file_dates()]


class ArticleSitemap(ShrinkingSitemap):
    """The articles that a clinician has reviewed; all others ask not to be indexed."""

    def items(self) -> QuerySet[Edition]:
        """Ordered so that a new article comes last, and moves no other to another file."""
        reviewed = Edition.objects.public(self.now).filter(reviewed_on__isnull=False)
        named = reviewed.select_related("article").only("article__slug", "publish_at")
        return named.order_by("article_id")

    def lastmod(self, item: Edition) -> datetime | None:
        return item.publish_at


class TopicSitemap(ShrinkingSitemap):
    """Topics: their pages change with their own words, and when articles appear or disappear."""

    def items(self) -> QuerySet[Topic]:
        shown = Edition.objects.public(self.now).values("article__topic")
        editions = "articles__editions__"
        changed = publications(self.now, editions) | departures(self.now, editions)
        return Topic.objects.filter(pk__in=shown).annotate(**changed).order_by("pk")

    def lastmod(self, item: Topic) -> datetime | None:
        return latest(item.updated_at, item.came, item.ended, item.withdrawn)  # type: ignore[attr-defined] # annotated above


class PageSitemap(OurSitemap):
    """Single pages. Those whose words come with the code have no date."""

    def items(self) -> tuple[str, ...]:
        return settings.SITEMAP_PAGES

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> datetime | None:
        if item == "articles:get_help":
            return WarningSign.objects.aggregate(last=Max("updated_at"))["last"]
        if item == "articles:home":
            topics = Topic.objects.aggregate(last=Max("updated_at"))["last"]
            changed = publications(self.now) | departures(self.now)
            return latest(topics, *Edition.objects.aggregate(**changed).values())
        return None


SITEMAPS: dict[str, type[OurSitemap]] = {
    "articles": ArticleSitemap,
    "topics": TopicSitemap,
    "pages": PageSitemap,
}


@public_page
@x_robots_tag
def sitemap_index(request: HttpRequest) -> TemplateResponse:
    """The index of all files, each with its own date.

    Django's own view would name the request's host, and give each file the date of its section.
    """
    files = [
        {"location": f"{address}?p={number}" if number > 1 else address, "last_mod": date}
        for section, sitemap in SITEMAPS.items()
        for address in (absolute(reverse("sitemap_section", args=[section])),)
        for number, date in enumerate(sitemap().file_dates(), start=1)
    ]
    context = {"sitemaps": files}
    return TemplateResponse(request, "sitemap_index.xml", context, content_type="application/xml")
