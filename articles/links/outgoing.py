"""The addresses outside the site on which its public pages and its sources rely."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from articles.checklist.link_rules import outside_address, own_hosts
from articles.models import Answer, Caution, Edition, Source
from articles.text.markup import read_markup


def addresses_in_use(now: datetime) -> dict[str, set[int]]:
    """Each outside address with the ids of the articles whose live editions need it.

    Addresses of sources and cautions are there too, where no article cites them: then the set is
    empty.
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
            used[address]  # known, though perhaps no article cites it
    cited = Source.objects.filter(~Q(url=""), answers__edition__in=public)
    for url, article in cited.values_list("url", "answers__edition__article").distinct():
        if address := outside_address(url, hosts):
            used[address].add(article)
    return dict(used)
