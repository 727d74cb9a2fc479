"""The queries of public article pages, each composed once and used for any article."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.prepared_queries import PreparedQuery
from articles.models import Answer, Edition, Topic
from articles.models.edition_queries import EditionQuerySet


def in_topic(now: datetime, topic: int) -> EditionQuerySet:
    """The editions that readers see on a topic, given its primary key."""
    return Edition.objects.public(now).filter(article__topic=topic).select_related("article")


def _before(now: datetime, topic: int, position: int, slug: str) -> EditionQuerySet:
    here = Q(article__position=position, article__slug__lt=slug)
    # The position is compared twice: an index serves a plain comparison, but no OR.
    listing = in_topic(now, topic).filter(
        Q(article__position__lt=position) | here, article__position__lte=position
    )
    return listing.order_by("-article__position", "-article__slug")[:1]


def _after(now: datetime, topic: int, position: int, slug: str) -> EditionQuerySet:
    here = Q(article__position=position, article__slug__gt=slug)
    listing = in_topic(now, topic).filter(
        Q(article__position__gt=position) | here, article__position__gte=position
    )
    return listing.order_by("article__position", "article__slug")[:1]


_topics = PreparedQuery(
    lambda now: Topic.objects.filter(
        Exists(Edition.objects.public(now).filter(article__topic=OuterRef("pk")))
    ),
    datetime,
)
_live = PreparedQuery(
    lambda now, slug: (
        Edition.objects.public(now).filter(article__slug=slug).select_related("article__topic")[:1]
    ),
    datetime,
    str,
)
_published = PreparedQuery(
    lambda now, article: (
        Edition.objects.filter(article=article, publish_at__lte=now)
        .order_by("publish_at")
        .values_list("pk", "publish_at", "change_note")
    ),
    datetime,
    int,
)
_dropped = PreparedQuery(Answer.objects.dropped_from, int, int, datetime)
_previous = PreparedQuery(_before, datetime, int, int, str)
_next = PreparedQuery(_after, datetime, int, int, str)


def public_topics(now: datetime) -> list[Topic]:
    """The topics with at least one article that readers see, in their order."""
    return _topics.all(now)


def live_edition(slug: str, now: datetime) -> Edition | None:
    """The edition that readers see at this address, with its article and topic; None if none."""
    return _live.first(now, slug)


def published_editions(edition: Edition, now: datetime) -> list[tuple[int, datetime, str]]:
    """(primary key, time, change note) of the article's published editions, the oldest first."""
    found = _published.all(now, edition.article_id)
    return [(key, at, note) for key, at, note in found if at is not None]


def dropped_answers(edition: Edition, now: datetime) -> list[Answer]:
    """The newest published answer to each question of the article that `edition` leaves out."""
    newest_last = _dropped.all(edition.pk, edition.article_id, now)
    return list({each.question_id: each for each in newest_last}.values())


def neighbours(edition: Edition, now: datetime) -> tuple[Edition | None, Edition | None]:
    """The public editions before and after this one in its topic; None where there is none."""
    article = edition.article
    place = (now, article.topic_id, article.position, article.slug)
    return _previous.first(*place), _next.first(*place)
