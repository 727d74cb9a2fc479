"""What the public pages need in their templates."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from articles.models import Caution
from articles.structured_data import as_script

register = template.Library()


@register.filter
def needed_in(cautions: Iterable[Caution], text: object) -> list[Caution]:
    """Those of `cautions` that must stand beside `text`."""
    return [caution for caution in cautions if caution.is_needed_in(str(text))]


@register.filter
def json_ld(data: dict) -> SafeString:
    return as_script(data)
