"""What to read next: the editor's choice first, then what is most like the article.

Search finds what is alike by the article's title; the sources they share put it in order: two
articles that rest on the same rare source are about the same thing. One search and three queries,
whatever the number of articles.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from accounts.prepared_queries import PreparedQuery
from articles.models import Article, Edition
from articles.search import editions_like, queries

MIN_RELATED = 3  # where the editor chose fewer, what is most alike fills up
CANDIDATES = 40  # answers that search is asked for

_chosen_keys = PreparedQuery(
    lambda article: (
        Article.related.through.objects.filter(from_article=article)
        .order_by("pk")
        .values_list("to_article")
    ),
    int,
)
_with_keys = PreparedQuery(
    lambda *keys: Edition.objects.filter(pk__in=keys).select_related("article").order_by(),
    *[int] * MIN_RELATED,
)


def related_editions(
    edition: Edition, now: datetime, besides: Iterable[Edition | None] = ()
) -> list[Edition]:
    """The live editions to offer under `edition`, without those that the page shows `besides`."""
    chosen = _chosen(edition.article, now)
    missing = MIN_RELATED - len(chosen)
    if missing <= 0:
        return chosen
    shown = {other.pk for other in (edition, *chosen, *besides) if other}
    keys = [key for key in _alike(edition, now) if key not in shown][:missing]
    if not keys:
        return chosen
    padded = (keys * MIN_RELATED)[:MIN_RELATED]
    found = {other.pk: other for other in _with_keys.all(*padded)}
    return chosen + [found[key] for key in keys]


def _chosen(article: Article, now: datetime) -> list[Edition]:
    """The editor's choice, in the order in which it was made."""
    order = [key for (key,) in _chosen_keys.all(article.pk)]
    if not order:
        return []
    editions = Edition.objects.public(now).filter(article__in=order).select_related("article")
    return sorted(editions, key=lambda edition: order.index(edition.article_id))


def _alike(edition: Edition, now: datetime) -> list[int]:
    """The keys of other live editions, most like `edition` first."""
    found = editions_like(edition.title, now, CANDIDATES)
    sources = _sources_of([edition.pk, *found])
    others = {key: sources[key] for key in found if key != edition.pk}
    return by_similarity(sources[edition.pk], others)


def _sources_of(editions: Collection[int]) -> Mapping[int, set[int]]:
    sources: defaultdict[int, set[int]] = defaultdict(set)
    for edition, source in queries.sources_of(editions):
        sources[edition].add(source)
    return sources


def by_similarity(own: set[int], others: Mapping[int, set[int]]) -> list[int]:
    """The keys of `others`, most like `own` first.

    Each begins with the reciprocal of its place in `others`; each source in common adds one part
    in as many as cite it, so that what everybody cites says little.
    """
    citing = Counter(source for sources in others.values() for source in sources)
    score = {
        key: 1 / place + sum(1 / citing[source] for source in sources & own)
        for place, (key, sources) in enumerate(others.items(), start=1)
    }
    return sorted(score, key=lambda key: -score[key])  # stable: search decides between equals
