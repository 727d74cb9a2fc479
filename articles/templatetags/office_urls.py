"""Addresses inside the office that keep the filters of the list from which somebody came."""

from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.template import RequestContext
from django.urls import reverse
from django.utils.http import urlencode

register = template.Library()


@register.simple_tag(takes_context=True)
def row_url(context: RequestContext, name: str, *args: Any, **query: Any) -> str:
    """Like `url` with “admin:” before `name`, for rows of the page's own model; keeps filters."""
    address = reverse(f"admin:{name}", args=args)
    asked = f"?{urlencode(query)}" if query else ""
    return str(add_preserved_filters(context, address + asked))


@register.simple_tag(takes_context=True)
def list_url(context: RequestContext) -> str:
    """The address of the list of the page's own model, `opts` in the context; keeps filters."""
    opts = context["opts"]
    return row_url(context, f"{opts.app_label}_{opts.model_name}_changelist")
