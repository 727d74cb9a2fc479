"""What the public pages need in their templates."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from articles.models import Caution, Figure
from articles.public.structured_data import as_script

register = template.Library()


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
