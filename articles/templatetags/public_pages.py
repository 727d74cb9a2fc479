"""What the public pages need in their templates."""

import re
from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from articles.models import Caution, Figure
from articles.public.structured_data import as_script

register = template.Library()
# As `articles.text.tree` writes it, or Markdown in the guide.
TABLE = re.compile(r"<table>\s*(?:<caption>(?P<caption>[^<]*)</caption>)?")


@register.filter
def needed_in(cautions: Iterable[Caution], text: object) -> list[Caution]:
    """Those of `cautions` that must stand beside `text`."""
    return [caution for caution in cautions if caution.is_needed_in(str(text))]


@register.simple_tag(takes_context=True)
def whole_at(context: Context, caution: Caution) -> str | None:
    """The anchor of the answer under which an article shows `caution` whole; None elsewhere.

    Only articles name such places, in `whole_cautions`: every other page shows cautions whole.
    """
    places = context.get("whole_cautions") or {}
    return places.get(caution.pk)


@register.filter
def first_paragraph(html: str) -> SafeString:
    """The first paragraph of a text that was cleaned when it was stored."""
    return SafeString(html.partition("</p>")[0].removeprefix("<p>"))


@register.filter
def with_scrolling_tables(html: SafeString) -> SafeString:
    """Cleaned text whose tables scroll inside themselves, by keyboard too, under their names."""
    if "<table>" not in html:
        return html
    return SafeString(TABLE.sub(_scrolling, html).replace("</table>", "</table></div>"))


def _scrolling(found: re.Match[str]) -> str:
    name = (found["caption"] or "Table").replace('"', "&quot;")
    return f'<div class="table-wrap" role="region" tabindex="0" aria-label="{name}">{found[0]}'


@register.filter
def json_ld(data: dict) -> SafeString:
    return as_script(data)


@register.simple_tag(takes_context=True)
def figure_address(context: Context, figure: Figure, width: int) -> str:
    """Where the page gets a figure's image.

    A draft that is shared by a link names its own place for images in `figures_at`: who reads it
    has no account, and the public address refuses what readers do not see yet.
    """
    place = context.get("figures_at", "")
    return f"{place}{figure.digest}-{width}.webp" if place else figure.address(width)
