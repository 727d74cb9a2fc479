"""The office's menu, for its templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from articles.office.menu import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def office_menu(context: dict[str, Any]) -> SafeString:
    """The menu as HTML, from `app_list` and `request` of the context.

    Without `show_changelinks`, as at the side of a page, it has no links to change pages.
    """
    links = bool(context.get("show_changelinks"))
    return menu(context["app_list"], context["request"].path, with_change_links=links)
