"""The cautions that texts call for by their words, for every page that shows texts."""

from collections.abc import Iterable, Sequence

from articles.models import Answer, Caution, Edition
from articles.page_cache.versions import cached_per_version


@cached_per_version
def all_cautions() -> list[Caution]:
    """Every caution, with its sources: few, so that a page picks those it needs by the words."""
    return list(Caution.objects.prefetch_related("sources"))


def whole_cautions(
    edition: Edition, answers: Sequence[Answer], cautions: Iterable[Caution]
) -> dict[int, str]:
    """By each caution's key, the anchor of the answer under which an article shows it whole.

    That is the first answer that names the medicine, so that the answers begin early; everywhere
    else the page shows the caution's first paragraph and a link to it. Where no answer names the
    medicine, the caution has no anchor and stands whole under the introduction.
    """
    return {
        caution.pk: next(
            (
                answer.question.anchor
                for answer in answers
                if caution.is_needed_in(answer.text_with_captions)
            ),
            "",
        )
        for caution in cautions
        if caution.is_needed_in(edition.text)
        or any(caution.is_needed_in(answer.text_with_captions) for answer in answers)
    }
