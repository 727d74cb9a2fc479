"""The site map: pages that search engines may show, with the dates on which they changed."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition, Topic, WarningSign

PAGES = (
    "articles:home",
    "articles:get_help",
    "articles:about",
    "method",
    "articles:editorial",
    "articles:privacy",
    "articles:accessibility",
    "articles:sources",
)


class OurSitemap(Sitemap):
    """Addresses are those of SITE_URL and not of whatever host the request names."""

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme


class ArticleSitemap(OurSitemap):
    """Without the articles that no clinician has reviewed: those ask not to be indexed."""

    def items(self) -> QuerySet[Edition]:
        reviewed = Edition.objects.public(timezone.now()).filter(reviewed_on__isnull=False)
        return reviewed.select_related("article").order_by("article__slug")

    def lastmod(self, item: Edition) -> datetime | None:
        return item.publish_at


class TopicSitemap(OurSitemap):
    """A topic's page changes with its own words and with the articles on it."""

    def items(self) -> QuerySet[Topic]:
        public = Edition.objects.public(timezone.now()).values("pk")
        return (
            Topic.objects.filter(articles__editions__in=public)
            .annotate(newest=Max("articles__editions__publish_at"))
            .order_by("position", "slug")
        )

    def lastmod(self, item: Topic) -> datetime:
        return max(item.updated_at, item.newest)  # type: ignore[attr-defined] # annotated above


class PageSitemap(OurSitemap):
    def items(self) -> tuple[str, ...]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> datetime | None:
        if item != "articles:get_help":
            return None
        return WarningSign.objects.aggregate(last=Max("updated_at"))["last"]


SITEMAPS = {"articles": ArticleSitemap, "topics": TopicSitemap, "pages": PageSitemap}
