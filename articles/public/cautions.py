"""The cautions that texts call for by their words, for every page that shows texts."""

from articles.models import Caution
from articles.page_cache.versions import cached_per_version


@cached_per_version
def all_cautions() -> list[Caution]:
    """Every caution, with its sources: few, so that a page picks those it needs by the words."""
    return list(Caution.objects.prefetch_related("sources"))
