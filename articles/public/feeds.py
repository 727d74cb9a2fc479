"""New and changed articles as an Atom feed."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.fields import printable
from articles.models import Caution, Edition
from articles.public.cautions import all_cautions
from articles.public.structured_data import absolute

LENGTH = 30


class ArticleFeed(Feed):
    """The editions that are public now, newest first, each with what is new in it.

    One character that XML cannot carry would make the whole feed fail for everybody. So every text
    is cleaned here, too: it may have been stored before the site removed such characters, or by
    other ways than the site's.
    """

    feed_type = Atom1Feed
    title = f"{settings.SITE_NAME}: new and changed articles"
    subtitle = "Answers about lower back pain when walking. Information, not a diagnosis."

    # Addresses are those of SITE_URL and not of whatever host the request names.

    def link(self) -> str:
        return absolute(reverse("articles:home"))

    def feed_url(self) -> str:
        return absolute(reverse("articles:feed"))

    def get_object(self, request: HttpRequest) -> datetime:
        return timezone.now()

    def items(self, now: datetime) -> QuerySet[Edition]:
        editions = Edition.objects.public(now).select_related("article__topic")
        return editions.order_by("-publish_at", "pk")[:LENGTH]

    def item_title(self, item: Edition) -> str:
        return printable(item.title)

    def item_description(self, item: Edition) -> SafeString:
        return SafeString(printable(_description(item, all_cautions())))

    def item_link(self, item: Edition) -> str:
        return absolute(item.get_absolute_url())

    def item_guid(self, item: Edition) -> str:
        """An id that stays the same if the article's address or the site's scheme changes."""
        host = urlsplit(settings.SITE_URL).hostname
        return f"tag:{host},2026:article/{item.article_id}/edition/{item.number}"

    item_guid_is_permalink = False

    def item_author_name(self, item: Edition) -> str:
        return printable(item.author_name)

    def item_pubdate(self, item: Edition) -> datetime | None:
        return item.publish_at

    def item_updateddate(self, item: Edition) -> datetime | None:
        return item.publish_at

    def item_categories(self, item: Edition) -> tuple[str]:
        return (printable(item.article.topic.title),)


def _description(edition: Edition, cautions: Iterable[Caution]) -> SafeString:
    lines = [edition.summary]
    if edition.change_note:
        lines.append(f"What is new: {edition.change_note}")
    if not edition.is_reviewed:
        lines.append("No clinician has reviewed this article yet.")
    shown = " ".join((edition.title, *lines))
    needed = [caution for caution in cautions if caution.is_needed_in(shown)]
    return format_html(
        "{}{}",
        format_html_join("", "<p>{}</p>", ((line,) for line in lines)),
        # A caution's body is cleaned whenever it is stored: see articles.text.rich_text.
        format_html_join(
            "", "<p><strong>{}</strong></p>{}", ((c.title, SafeString(c.body)) for c in needed)
        ),
    )
