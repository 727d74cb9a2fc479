"""The cautions that a page has to show because its texts name a medicine."""

from collections.abc import Iterable, Sequence

from articles.models import Answer, Caution, Edition
from articles.page_cache.versions import cached_per_version


@cached_per_version
def all_cautions() -> list[Caution]:
    """Every caution, with its sources. They are few, so each page picks out those that it needs."""
    return list(Caution.objects.prefetch_related("sources"))


def whole_cautions(
    edition: Edition, answers: Sequence[Answer], cautions: Iterable[Caution]
) -> dict[int, str]:
    """By primary key of each needed caution, the anchor of the answer that shows all of it.

    That is the first answer that names the medicine, so that the answers begin early; everywhere
    else the page shows the caution's first paragraph and a link to all of it. If no answer names
    the medicine, the anchor is empty, and the whole caution stands under the introduction.
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
