"""What to read next: the articles that the editor chose, then those most similar to the article.

Search finds similar articles by the article's title; the sources in common decide their order: two
articles that cite the same rare source are about the same thing. One search and three queries,
whatever the number of articles.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from accounts.prepared_queries import PreparedQuery
from articles.models import Article, Edition
from articles.search import editions_like, queries

MIN_RELATED = 3  # if the editor chose fewer, similar articles are added up to this number
CANDIDATES = 40  # answers that are searched for

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
    """The editions, public at `now`, to offer under `edition`: those chosen, then similar ones.

    `besides`: editions that the page shows anyway, which are not added as similar.
    """
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
    """The public editions that the editor chose, in the order of the choice."""
    order = [key for (key,) in _chosen_keys.all(article.pk)]
    if not order:
        return []
    editions = Edition.objects.public(now).filter(article__in=order).select_related("article")
    return sorted(editions, key=lambda edition: order.index(edition.article_id))


def _alike(edition: Edition, now: datetime) -> list[int]:
    """The keys of other public editions, most similar to `edition` first."""
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
    """The keys of `others` (edition: its sources), most similar to the sources `own` first.

    The score of each is the reciprocal of its place in `others`, plus, for each source in common,
    the reciprocal of the number of others that cite it: a source that all cite shows little.
    """
    citing = Counter(source for sources in others.values() for source in sources)
    score = {
        key: 1 / place + sum(1 / citing[source] for source in sources & own)
        for place, (key, sources) in enumerate(others.items(), start=1)
    }
    return sorted(score, key=lambda key: -score[key])  # stable: search decides between equals
