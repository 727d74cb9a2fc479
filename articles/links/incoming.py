"""Incoming links: every place that leads to an article, by a link in a text or as a record.

Links are looked for in rich texts when somebody asks: in 24,000 answers of a thousand articles that
takes 25 ms, and no index has to be kept up to date. Apps that know more places (the journal's
advice rules) register a finder of their own.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from articles.checklist.link_rules import own_hosts, target_of
from articles.models import Answer, Article, Caution, Edition
from articles.models.office_addresses import change_address
from articles.text.markup import read_markup


@dataclass(frozen=True)
class Mention:
    """One place that leads to an article, or to a question of it."""

    kind: str
    where: str
    address: str
    anchor: str = ""


Finder = Callable[[Article, datetime], Iterable[Mention]]
_finders: list[Finder] = []


def finds_mentions(finder: Finder) -> Finder:
    """Decorator: registers a function whose mentions `mentions_of` includes."""
    _finders.append(finder)
    return finder


def mentions_of(article: Article, now: datetime) -> list[Mention]:
    """Every place that leads to `article`, sorted by kind; a fixed number of queries."""
    found = [mention for finder in _finders for mention in finder(article, now)]
    kinds = list(dict.fromkeys(mention.kind for mention in found))
    return sorted(found, key=lambda mention: kinds.index(mention.kind))


# --- Links in texts -----------------------------------------------------------------------------


@finds_mentions
def in_editions(article: Article, now: datetime) -> Iterator[Mention]:
    """Links in live editions, in scheduled editions and in open drafts of other articles."""
    slugs = _slugs(article)
    later = Q(state=Edition.State.PUBLISHED, publish_at__gt=now)
    shown = Q(pk__in=Edition.objects.public(now).values("pk"))
    editions = Edition.objects.filter(shown | later | Q(state__in=Edition.OPEN_STATES)).exclude(
        article=article
    )
    introductions = editions.filter(_contains("introduction", slugs)).with_newest(now)
    for edition in introductions.select_related("article"):
        yield from _links(edition, edition.introduction, edition.title, slugs, now)
    answers = Answer.objects.filter(_contains("body", slugs), edition__in=editions).order_by("pk")
    for answer in answers.select_related("edition__article"):
        where = f"{answer.edition.title}: {answer.wording}"
        yield from _links(answer.edition, answer.body, where, slugs, now)


@finds_mentions
def in_cautions(article: Article, now: datetime) -> Iterator[Mention]:
    slugs = _slugs(article)
    for caution in Caution.objects.filter(_contains("body", slugs)):
        for anchor in _anchors(caution.body, article.slug, slugs):
            yield Mention("Link in a caution", caution.title, change_address(caution), anchor)


def _slugs(article: Article) -> frozenset[str]:
    former = (each.slug for each in article.former_slugs.all())
    return frozenset({article.slug, *former})


def _contains(field: str, slugs: Iterable[str]) -> Q:
    return reduce(or_, (Q(**{f"{field}__contains": f"/{slug}"}) for slug in slugs))


def _links(
    edition: Edition, html: str, where: str, slugs: frozenset[str], now: datetime
) -> Iterator[Mention]:
    status = "a live edition" if edition.state == Edition.State.PUBLISHED else "a draft"
    if edition.publish_at is not None and edition.publish_at > now:
        status = "a scheduled edition"
    for anchor in _anchors(html, edition.article.slug, slugs):
        yield Mention(f"Link in {status}", where, change_address(edition), anchor)


def _anchors(html: str, on_page: str, slugs: frozenset[str]) -> list[str]:
    """The anchors to which links of `html` lead on the article's page, each once; "": its top."""
    hosts = own_hosts()
    targets = (target_of(link.href, on_page, hosts) for link in read_markup(html).links)
    found = (
        target.anchor
        for target in targets
        if target and target.view == "articles:article" and target.slug in slugs
    )
    return list(dict.fromkeys(found))


# --- Records ------------------------------------------------------------------------------------


@finds_mentions
def in_records(article: Article, now: datetime) -> Iterator[Mention]:
    """Articles that name it as related, withdrawn editions that send their readers to it, and short
    addresses."""
    for other in Article.objects.filter(related=article):
        yield Mention("Named as related", other.slug, change_address(other))
    gone = Edition.objects.current_at(now).filter(successor=article, state=Edition.State.WITHDRAWN)
    for edition in gone:
        yield Mention("Withdrawn in favour of it", edition.title, change_address(edition))
    for short in article.short_addresses.all():
        _, _, anchor = short.leads_to.partition("#")
        yield Mention("Short address", str(short), change_address(short), anchor)
