"""Filters and tags for the templates of the public pages."""

import re
from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from articles.models import Caution, Figure
from articles.public.structured_data import as_script

register = template.Library()
# As `articles.text.tree` writes a table, or Markdown does in the guide.
TABLE = re.compile(
    r"<table>\s*(?:<caption>(?P<caption>[^<]*)</caption>)?"
    r"(?=\s*(?:<thead>\s*)?(?P<first_row><tr>.*?</tr>)?)",
    re.DOTALL,
)
HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)


@register.filter
def needed_in(cautions: Iterable[Caution], text: object) -> list[Caution]:
    """The ones of `cautions` that must stand beside `text`."""
    return [caution for caution in cautions if caution.is_needed_in(str(text))]


@register.simple_tag(takes_context=True)
def whole_at(context: Context, caution: Caution) -> str | None:
    """The anchor of the answer under which an article shows `caution` in full.

    Only articles have such places, in `whole_cautions`; None means to show it in full here.
    """
    places = context.get("whole_cautions") or {}
    return places.get(caution.pk)


@register.filter
def first_paragraph(html: str) -> SafeString:
    """The content of the first paragraph of `html`, which was cleaned when it was stored."""
    return SafeString(html.partition("</p>")[0].removeprefix("<p>"))


@register.filter
def with_scrolling_tables(html: SafeString) -> SafeString:
    """Cleaned `html` with each table in a region of its own that scrolls, also by keyboard.

    The region is named by the table's caption, else by the headings of its columns: people who
    jump from region to region must be able to tell them apart.
    """
    if "<table>" not in html:
        return html
    return SafeString(TABLE.sub(_scrolling, html).replace("</table>", "</table></div>"))


def _scrolling(found: re.Match[str]) -> str:
    headings = [strip_tags(cell) for cell in HEADING.findall(found["first_row"] or "")]
    of_columns = ", ".join(filter(None, headings))
    name = found["caption"] or (f"Table: {of_columns}" if of_columns else "Table")
    name = name.replace('"', "&quot;")
    return f'<div class="table-wrap" role="region" tabindex="0" aria-label="{name}">{found[0]}'


@register.filter
def json_ld(data: dict) -> SafeString:
    return as_script(data)


@register.simple_tag(takes_context=True)
def figure_address(context: Context, figure: Figure, width: int) -> str:
    """The address of a figure's image, `width` pixels wide.

    The page of a shared draft has its own prefix for images in `figures_at`: its reader has no
    account, and the public address refuses figures that readers cannot see yet.
    """
    place = context.get("figures_at", "")
    return f"{place}{figure.digest}-{width}.webp" if place else figure.address(width)
