"""What is shown when something cannot be deleted: links to the rows that use it."""

from collections.abc import Sequence

from django.db.models import PROTECT, Model, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Answer, PromotedAnswer, Question
from articles.models.office_addresses import change_address

MAX_NAMED = 100
# Annotations of a query by which an editor knows a row better than by its own name.
BETTER_NAMES = ("newest_title", "wording")


def links_to_rows(rows: "Sequence[Model] | QuerySet[Model]") -> list[SafeString]:
    """The kind of each row and a link to it; after the first `MAX_NAMED`, “and more”."""
    found = list(rows[: MAX_NAMED + 1])
    more = [SafeString("and more")] if len(found) > MAX_NAMED else []
    return [*map(_link, found[:MAX_NAMED]), *more]


def rows_naming_questions(articles: Sequence[int]) -> list["QuerySet[Model]"]:
    """Queries for the records that name a question of these articles (primary keys).

    They would lose it with the article: promoted answers, and rules of the journal.
    """
    found = []
    for relation in Question._meta.related_objects:
        model = relation.related_model
        names = relation.on_delete is PROTECT or model is PromotedAnswer
        if names and model is not Answer:
            rows = {f"{relation.field.name}__article__in": articles}
            found.append(model._default_manager.filter(**rows))
    return found


def _link(row: Model) -> SafeString:
    names = (getattr(row, name, None) for name in BETTER_NAMES)
    name = next(filter(None, names), row)
    kind = str(row._meta.verbose_name).capitalize()
    return format_html('{}: <a href="{}">{}</a>', kind, change_address(row), name)
