"""The office's menu, for its templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from articles.office.menu import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def office_menu(context: dict[str, Any]) -> SafeString:
    """Needs: app_list, request; show_changelinks is false in the menu at the side."""
    links = bool(context.get("show_changelinks"))
    return menu(context["app_list"], context["request"].path, with_change_links=links)
