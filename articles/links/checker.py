"""Outside addresses: which of them pages use, which to check now, and the results of checks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import zip_longest
from urllib.parse import urlsplit

from django.db.models import Q

from articles.checklist.link_rules import outside_address, own_hosts
from articles.links.fetch import Ask
from articles.models import Answer, Caution, Edition, LinkCheck, Source
from articles.text.markup import read_markup


def addresses_in_use(now: datetime) -> dict[str, set[int]]:
    """Each outside address with the primary keys of the articles whose live editions use it.

    Addresses that only a caution uses, or a source that no live edition cites, are included with
    an empty set.
    """
    hosts = own_hosts()
    used: dict[str, set[int]] = defaultdict(set)

    def take(html: str, article: int | None = None) -> None:
        for link in read_markup(html).links:
            if address := outside_address(link.href, hosts):
                used[address].update([article] if article else [])

    public = Edition.objects.public(now)
    for article, introduction in public.values_list("article", "introduction"):
        take(introduction, article)
    answers = Answer.objects.filter(edition__in=public, body__contains="://").order_by()
    for article, body in answers.values_list("edition__article", "body").iterator():
        take(body, article)
    for body in Caution.objects.values_list("body", flat=True):
        take(body)
    for url in Source.objects.exclude(url="").values_list("url", flat=True):
        if address := outside_address(url, hosts):
            used[address]  # adds it, even if no article cites it
    cited = Source.objects.filter(~Q(url=""), answers__edition__in=public)
    for url, article in cited.values_list("url", "answers__edition__article").distinct():
        if address := outside_address(url, hosts):
            used[address].add(article)
    return dict(used)


def due(
    addresses: Iterable[str], not_since: datetime | None = None, limit: int | None = None
) -> list[str]:
    """The addresses to ask now: those never asked first, then those asked longest ago.

    Addresses asked after `not_since` are left out; at most `limit` are returned, None: all. Hosts
    take turns, so that none is asked twice in a row while another waits.
    """
    checked = dict(LinkCheck.objects.values_list("url", "checked_at"))
    late = [
        url
        for url in sorted(addresses)
        if url not in checked or not_since is None or checked[url] <= not_since
    ]
    late.sort(key=lambda url: checked[url].timestamp() if url in checked else 0)
    return list(_in_turns(late[:limit]))


def _in_turns(addresses: Iterable[str]) -> Iterator[str]:
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in addresses:
        by_host[urlsplit(url).netloc.lower()].append(url)
    for turn in zip_longest(*by_host.values()):
        yield from (url for url in turn if url is not None)


def check_one(url: str, ask: Ask, now: datetime) -> LinkCheck:
    """Ask one address and store the result."""
    found = ask(url)
    check = LinkCheck.objects.filter(url=url).first() or LinkCheck(url=url)
    check.note(found.status, found.problem, found.is_broken, now)
    check.full_clean(validate_unique=False)
    check.save()
    return check


def note_use(used: dict[str, set[int]]) -> None:
    """Store which articles use each checked address, and delete addresses not in `used`.

    `used` as from `addresses_in_use`.
    """
    known = LinkCheck.objects.in_bulk(field_name="url")
    gone = [check.pk for url, check in known.items() if url not in used]
    LinkCheck.objects.filter(pk__in=gone).delete()
    through = LinkCheck.articles.through
    wanted = {(check.pk, article) for url, check in known.items() for article in used.get(url, ())}
    rows = through.objects.values_list("pk", "linkcheck", "article")
    stored = {(check, article): pk for pk, check, article in rows}
    old = [pk for pair, pk in stored.items() if pair not in wanted]
    through.objects.filter(pk__in=old).delete()
    through.objects.bulk_create(
        through(linkcheck_id=check, article_id=article) for check, article in wanted - stored.keys()
    )
