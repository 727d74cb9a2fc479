"""What is said where something cannot be deleted: what uses it, each with the way there."""

from collections.abc import Sequence

from django.db.models import Model, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models.office_addresses import change_address

MAX_NAMED = 100
# What a query has found out of a row, as whose name an editor knows it better than its own.
BETTER_NAMES = ("newest_title", "wording")


def named_users(rows: "Sequence[Model] | QuerySet[Model]") -> list[SafeString]:
    """Each of the rows by its kind and name, as a link to its page; of very many the first."""
    found = list(rows[: MAX_NAMED + 1])
    more = [SafeString("and more")] if len(found) > MAX_NAMED else []
    return [*map(_link, found[:MAX_NAMED]), *more]


def _link(row: Model) -> SafeString:
    names = (getattr(row, name, None) for name in BETTER_NAMES)
    name = next(filter(None, names), row)
    kind = str(row._meta.verbose_name).capitalize()
    return format_html('{}: <a href="{}">{}</a>', kind, change_address(row), name)
